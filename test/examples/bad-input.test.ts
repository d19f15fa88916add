import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "../commandLine.ts";

const LIMIT_MS = 120_000;
const cli = commandLine("test-bad-input");

interface Row {
  readonly says: string;
  readonly script: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

const apply = (manifest: string) => `cat > f.yaml <<'YAML'\n${manifest}\nYAML\nkubectl apply -f f.yaml`;
const service = (name: string, spec: string) =>
  apply(`{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: ${spec}}`);
const deployment = (spec: string, selector = "{a: b}", container = "") =>
  apply(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  ${spec}
  selector: {matchLabels: ${selector}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
      - {name: x, image: nginx${container}}`);
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What kubectl 1.36 prints for it, and the API server says. */
const rows: readonly Row[] = [
  {
    says: "YAML that is indented wrongly names its line",
    script: apply("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n   labels: {}"),
    stderr:
      "error: error parsing f.yaml: error converting YAML to JSON: yaml: line 5: mapping values are not allowed in this context\n",
  },
  {
    says: "YAML with a tab names its line",
    script: apply("apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a"),
    stderr:
      "error: error parsing f.yaml: error converting YAML to JSON: yaml: line 4: found character that cannot start any token\n",
  },
  {
    says: "every unknown field is named",
    script: deployment("bogus: 1", "{a: b}", ", imag: y"),
    stderr:
      'Error from server (BadRequest): error when creating "f.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.bogus", unknown field "spec.template.spec.containers[0].imag"\n',
  },
  {
    says: "a word where a number belongs",
    script: deployment('replicas: "three"'),
    stderr:
      'Error from server (BadRequest): error when creating "f.yaml": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32\n',
  },
  {
    says: "a number where a list belongs",
    script: service("web", "{ports: 80}"),
    stderr:
      'Error from server (BadRequest): error when creating "f.yaml": Service in version "v1" cannot be handled as a Service: json: cannot unmarshal number into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort\n',
  },
  {
    says: "a kind that is not there",
    script: apply("{apiVersion: v1, kind: Podd, metadata: {name: a}}"),
    stderr:
      'error: resource mapping not found for name: "a" namespace: "" from "f.yaml": no matches for kind "Podd" in version "v1"\nensure CRDs are installed first\n',
  },
  {
    says: "no kind at all",
    script: apply("{apiVersion: v1, metadata: {name: a}}"),
    stderr:
      'error: error validating "f.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false\n',
  },
  {
    says: "a name that breaks the rules, one cause",
    script: apply(
      "{apiVersion: v1, kind: Pod, metadata: {name: My_Pod}, spec: {containers: [{name: x, image: nginx}]}}",
    ),
    stderr: `The Pod "My_Pod" is invalid: metadata.name: Invalid value: "My_Pod": ${SUBDOMAIN}\n`,
  },
  {
    says: "a name that breaks the rules, by a generator",
    script: "kubectl create deployment Web --image=nginx",
    stderr: `error: failed to create deployment: Deployment.apps "Web" is invalid: metadata.name: Invalid value: "Web": ${SUBDOMAIN}\n`,
  },
  {
    says: "several causes are a list",
    script: service("web", "{ports: [{name: a, port: 0}, {name: b, port: 70000}]}"),
    stderr: `The Service "web" is invalid: \n${[
      "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
      "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
      "spec.ports[1].port: Invalid value: 70000: must be between 1 and 65535, inclusive",
      "spec.ports[1].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
    ]
      .map((cause) => `* ${cause}\n`)
      .join("")}`,
  },
  {
    says: "a node port is free the first time",
    script: service("one", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}"),
    stdout: "service/one created\n",
    exitCode: 0,
  },
  {
    says: "and taken the second",
    script: service("two", "{type: NodePort, ports: [{port: 80, nodePort: 30080}]}"),
    stderr:
      'The Service "two" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated\n',
  },
  {
    says: "a generator is told the same in its words",
    script: "kubectl create service nodeport np --tcp=80:80 --node-port=30080",
    stderr:
      'error: failed to create NodePort service: Service "np" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated\n',
  },
  {
    says: "a node port out of range",
    script: service("three", "{type: NodePort, ports: [{port: 80, nodePort: 80}]}"),
    stderr:
      'The Service "three" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767\n',
  },
  {
    says: "a selector that does not fit the template",
    script: deployment("replicas: 1", "{a: c}"),
    stderr:
      'The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`\n',
  },
  {
    says: "documents before a malformed one count",
    script: apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\nkind: Pod\n a: b"),
    stdout: "configmap/a created\n",
    stderr:
      "error: error parsing f.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context\n",
  },
  {
    says: "an object without a name cannot be applied",
    script: apply("{apiVersion: v1, kind: ConfigMap, metadata: {}}"),
    stderr:
      'error: error when retrieving current configuration of:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\nName: "", Namespace: "default"\nfrom server for: "f.yaml": resource name may not be empty\n',
  },
  {
    says: "a patch that is no JSON",
    script: "kubectl patch service kubernetes -p '{bad'",
    stderr: "Error from server (BadRequest): invalid character 'b' looking for beginning of object key string\n",
  },
  {
    says: "a namespace that is not there, by file",
    script: apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: nowhere}}"),
    stderr: 'Error from server (NotFound): error when creating "f.yaml": namespaces "nowhere" not found\n',
  },
  {
    says: "a namespace that is not there, by flag",
    script: "kubectl run p --image=nginx -n nowhere",
    stderr: 'Error from server (NotFound): namespaces "nowhere" not found\n',
  },
  {
    says: "listing a namespace that is not there finds nothing, and is no error",
    script: "kubectl get pods -n nowhere",
    stderr: "No resources found in nowhere namespace.\n",
    exitCode: 0,
  },
  {
    says: "something that is there already",
    script: "kubectl create namespace default",
    stderr: 'Error from server (AlreadyExists): namespaces "default" already exists\n',
  },
  {
    says: "an unknown resource type",
    script: "kubectl get nosuch",
    stderr: 'error: the server doesn\'t have a resource type "nosuch"\n',
  },
  {
    says: "an unknown flag",
    script: "kubectl get pods --bogus",
    stderr: "error: unknown flag: --bogus\nSee 'kubectl get --help' for usage.\n",
  },
  {
    says: "an unknown short flag",
    script: "kubectl get pods -Q",
    stderr: "error: unknown shorthand flag: 'Q' in -Q\nSee 'kubectl get --help' for usage.\n",
  },
  {
    says: "an unknown command",
    script: "kubectl frobnicate",
    stderr: 'error: unknown command "frobnicate" for "kubectl"\n',
  },
  {
    says: "a missing object",
    script: "kubectl get pod nope",
    stderr: 'Error from server (NotFound): pods "nope" not found\n',
  },
  {
    says: "a missing file",
    script: "kubectl apply -f nope.yaml",
    stderr: 'error: the path "nope.yaml" does not exist\n',
  },
  {
    says: "a required flag",
    script: "kubectl run p",
    stderr: 'error: required flag(s) "image" not set\n',
  },
  {
    says: "an image that is no image",
    script: "kubectl run p --image='Bad Image'",
    stderr: 'error: Invalid image name "Bad Image": invalid reference format\n',
  },
];

/** Each row in a subshell of one script, what it printed kept apart. */
const script = `${rows
  .map(
    ({ script: own }) =>
      `(\n${own}\n) > /tmp/out 2> /tmp/err\necho "$?@@$(cat /tmp/out; echo .)@@$(cat /tmp/err; echo .)@@@"`,
  )
  .join("\n")}\n`;

let answers: readonly { exitCode: number; stdout: string; stderr: string }[] = [];
beforeAll(async () => {
  cli.build();
  const { stdout } = await cli.run(["run", "-"], { stdin: script });
  answers = stdout
    .split("@@@\n")
    .slice(0, -1)
    .map((answer) => {
      const [code, out = "", err = ""] = answer.split("@@");
      return { exitCode: Number(code), stdout: out.slice(0, -1), stderr: err.slice(0, -1) };
    });
}, LIMIT_MS);
afterAll(() => cli.remove());

test.each(rows.map((row, at) => ({ ...row, at })))("$says", ({ at, stdout = "", stderr = "", exitCode = 1 }) => {
  expect(answers[at]).toEqual({ exitCode, stdout, stderr });
});
