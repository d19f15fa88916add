import type { IngressClassObject, IngressClassParametersReference } from "../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  required,
  tooLong,
} from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { dnsLabel, dnsSubdomain, IMMUTABLE, objectReference, oneOfIfSet } from "./rules.ts";
import { DEFAULT_INGRESS_CLASS_ANNOTATION } from "./wellknown.ts";

const SPEC = fieldPath("spec");
const PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const PATH_RE = new RegExp(`^${PATH}$`);

/** "k8s.io/ingress-nginx": a domain, then a path. */
function domainPath(at: FieldPath, text: string): FieldError[] {
  if (!text) return [required(at)];
  const slash = text.indexOf("/");
  const [host, path] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash <= 0 || !path) return [invalid(at, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  return [
    ...dnsSubdomain(at, host),
    ...(PATH_RE.test(path) ? [] : [invalid(at, path, `Invalid path (regex used for validation is '${PATH}')`)]),
  ];
}

function validateParameters(parameters: IngressClassParametersReference, at: FieldPath): FieldError[] {
  const { scope, namespace } = parameters;
  const here = at.child("namespace");
  const errors = [
    ...objectReference(at, parameters),
    ...oneOfIfSet(at.child("scope"), scope, ["Cluster", "Namespace"]),
  ];
  if (scope === "Namespace") {
    const words = "`parameters.scope` is set to 'Namespace'";
    errors.push(...(namespace === undefined ? [required(here, words)] : dnsLabel(here, namespace)));
  }
  if (scope === "Cluster" && namespace !== undefined) {
    errors.push(forbidden(here, "`parameters.scope` is set to 'Cluster'"));
  }
  return errors;
}

/** "IngressParameters.example.com/external". */
function parametersText({ spec }: IngressClassObject): string {
  if (!spec?.parameters) return "<none>";
  const { kind, apiGroup, name } = spec.parameters;
  return `${kind}${apiGroup === undefined ? "" : `.${apiGroup}`}/${name}`;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-class-v1/ */
export const IngressClass = defineKind<IngressClassObject>({
  group: "networking.k8s.io",
  version: "v1",
  kind: "IngressClass",
  plural: "ingressclasses",
  namespaced: false,
  schema: "IngressClass",
  setDefaults({ spec }) {
    if (spec?.parameters) spec.parameters.scope ??= "Cluster";
  },
  validate({ spec }) {
    const { controller = "", parameters } = spec ?? {};
    const at = SPEC.child("controller");
    return [
      ...(controller.length > 250 ? [tooLong(at, 250)] : []),
      ...domainPath(at, controller),
      ...(parameters ? validateParameters(parameters, SPEC.child("parameters")) : []),
    ];
  },
  validateUpdate: ({ spec }, old) =>
    spec?.controller === old.spec?.controller
      ? []
      : [invalid(SPEC.child("controller"), spec?.controller ?? "", IMMUTABLE)],
  columns: [
    {
      ...nameColumn,
      cell: ({ metadata }) =>
        metadata.annotations?.[DEFAULT_INGRESS_CLASS_ANNOTATION] === "true"
          ? `${metadata.name} (default)`
          : metadata.name,
    },
    { name: "Controller", cell: ({ spec }) => spec?.controller ?? "" },
    { name: "Parameters", cell: parametersText },
    ageColumn,
  ],
});
