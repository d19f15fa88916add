import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Validation } from "../../../../worker/api/generated/types.ts";
import {
  CustomResourceDefinition,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import type { StatusError } from "../../../../worker/api/machinery/status.ts";
import { ConfigMap, named, type Thing, testServer, Widget, widget } from "../local.ts";

const GROUP = "admissionregistration.k8s.io/v1";
const Policy = ValidatingAdmissionPolicy as unknown as Kind<Thing>;
const Binding = ValidatingAdmissionPolicyBinding as unknown as Kind<Thing>;

interface Written {
  readonly spec?: object;
  readonly binding?: object;
}

async function withPolicy(validation: Validation, { spec = {}, binding = {} }: Written = {}) {
  const lab = testServer();
  const rule = {
    apiGroups: ["example.com"],
    apiVersions: ["v1"],
    operations: ["CREATE", "UPDATE"],
    resources: ["widgets"],
  };
  await lab.client.create(ConfigMap as unknown as Kind<Thing>, {
    ...named("v1", "ConfigMap", "limits", "default"),
    data: { most: "3" },
  });
  await lab.client.create(Policy, {
    ...named(GROUP, "ValidatingAdmissionPolicy", "limits"),
    spec: { matchConstraints: { resourceRules: [rule] }, validations: [validation], ...spec },
  });
  await lab.client.create(Binding, {
    ...named(GROUP, "ValidatingAdmissionPolicyBinding", "everywhere"),
    spec: { policyName: "limits", validationActions: ["Deny"], ...binding },
  });
  return lab;
}

const AT_MOST_2 = { expression: "object.spec.replicas <= 2" };
const DENIED =
  "widgets.example.com \"a\" is forbidden: ValidatingAdmissionPolicy 'limits' with binding 'everywhere' denied request: ";

/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
test.each<{ says: string; validation: Validation; written?: Written; replicas: number; message: string | undefined }>([
  { says: "admits what it holds for", validation: AT_MOST_2, replicas: 2, message: undefined },
  {
    says: "tells the expression that failed",
    validation: AT_MOST_2,
    replicas: 3,
    message: `${DENIED}failed expression: object.spec.replicas <= 2`,
  },
  {
    says: "tells its message",
    validation: { ...AT_MOST_2, message: "too many" },
    replicas: 3,
    message: `${DENIED}too many`,
  },
  {
    says: "tells a message made of the object",
    validation: {
      ...AT_MOST_2,
      messageExpression: "'not ' + string(object.spec.replicas) + ' in ' + namespaceObject.metadata.name",
    },
    replicas: 3,
    message: `${DENIED}not 3 in default`,
  },
  {
    says: "knows who asks for what",
    validation: {
      expression: "request.userInfo.username == 'ann' || request.operation != 'CREATE'",
      message: "not you",
    },
    replicas: 1,
    message: `${DENIED}not you`,
  },
  {
    says: "takes variables",
    validation: { expression: "variables.double < 5" },
    written: { spec: { variables: [{ name: "double", expression: "object.spec.replicas * 2" }] } },
    replicas: 3,
    message: `${DENIED}failed expression: variables.double < 5`,
  },
  {
    says: "takes parameters",
    validation: { expression: "object.spec.replicas <= int(params.data.most)", message: "more than the limit" },
    written: {
      spec: { paramKind: { apiVersion: "v1", kind: "ConfigMap" } },
      binding: { paramRef: { name: "limits", parameterNotFoundAction: "Deny" } },
    },
    replicas: 4,
    message: `${DENIED}more than the limit`,
  },
  {
    says: "wants the parameters that its binding names",
    validation: AT_MOST_2,
    written: {
      spec: { paramKind: { apiVersion: "v1", kind: "ConfigMap" } },
      binding: { paramRef: { name: "nothing", parameterNotFoundAction: "Deny" } },
    },
    replicas: 1,
    message: `${DENIED}failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
  },
  {
    says: "leaves alone what its conditions leave out",
    validation: AT_MOST_2,
    written: { spec: { matchConditions: [{ name: "red", expression: "object.spec.color != 'red'" }] } },
    replicas: 3,
    message: undefined,
  },
  {
    says: "fails where an expression cannot be evaluated",
    validation: { expression: "object.spec.nothing == 1" },
    replicas: 1,
    message: `${DENIED}expression 'object.spec.nothing == 1' resulted in error: no such key: nothing`,
  },
  {
    says: "lets it pass there if so asked",
    validation: { expression: "object.spec.nothing == 1" },
    written: { spec: { failurePolicy: "Ignore" } },
    replicas: 1,
    message: undefined,
  },
  {
    says: "only warns if so bound",
    validation: AT_MOST_2,
    written: { binding: { validationActions: ["Warn"] } },
    replicas: 3,
    message: undefined,
  },
  {
    says: "is bound to namespaces by their labels",
    validation: AT_MOST_2,
    written: { binding: { matchResources: { namespaceSelector: { matchLabels: { team: "a" } } } } },
    replicas: 3,
    message: undefined,
  },
])("a policy $says", async ({ validation, written, replicas, message }) => {
  const { client } = await withPolicy(validation, written);
  const made = client.create(Widget, widget("a", { color: "red", replicas }));
  const said = await made.then(
    () => undefined,
    (error: StatusError) => error.message,
  );
  expect(said).toBe(message);
});

test("a denial says Invalid with the policy's words as its cause, or the reason that the policy gives", async () => {
  const deny = async (validation: Validation) => {
    const { client } = await withPolicy(validation);
    return client
      .create(Widget, widget("a", { color: "red", replicas: 3 }))
      .catch((error: StatusError) => error.status);
  };
  expect(await deny(AT_MOST_2)).toMatchObject({
    reason: "Invalid",
    code: 422,
    details: { name: "a", kind: "widgets", causes: [{ message: expect.stringContaining("denied request: ") }] },
  });
  expect(await deny({ ...AT_MOST_2, reason: "Forbidden" })).toMatchObject({ reason: "Forbidden", code: 403 });
});

const bundle = resolve(import.meta.dirname, "../../../../../shared/data/gateway-api/v1.6.1");
const load = (channel: string, file: string) =>
  parseAllDocuments(readFileSync(join(bundle, channel, `gateway.networking.k8s.io_${file}.yaml`), "utf8"))
    .map((document) => document.toJS() as Thing)
    .filter(Boolean);

/** Skipped where the released definitions are not beside the project. */
test.skipIf(!existsSync(bundle))(
  "Gateway API's own policy keeps experimental definitions off standard ones",
  async () => {
    const { client } = testServer();
    const definitions = CustomResourceDefinition as unknown as Kind<Thing>;
    const [policy, binding] = load("standard", "vap_safeupgrades");
    await client.create(Policy, policy!);
    await client.create(Binding, binding!);
    const [standard] = load("standard", "gatewayclasses");
    const [experimental] = load("experimental", "gatewayclasses");
    const made = await client.create(definitions, standard!);
    const replaced = {
      ...experimental!,
      metadata: { ...experimental!.metadata, resourceVersion: made.metadata.resourceVersion! },
    };
    await expect(client.replace(definitions, replaced)).rejects.toThrow(
      "Installing experimental CRDs on top of standard channel CRDs is prohibited by default.",
    );
    const [old] = load("standard", "httproutes");
    const annotations = { ...old!.metadata.annotations, "gateway.networking.k8s.io/bundle-version": "v1.4.1" };
    await expect(client.create(definitions, { ...old!, metadata: { ...old!.metadata, annotations } })).rejects.toThrow(
      "Installing CRDs with version before v1.5.0 is prohibited by default.",
    );
  },
);
