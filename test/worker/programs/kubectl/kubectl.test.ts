import { describe, expect, test } from "vitest";
import { type Lab, startLab } from "./lab.ts";

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: nginx, image: "nginx:1.27", ports: [{containerPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, name: http}]
`;

/** A line, and what it answers: stdout unless it begins with "!", which is stderr; the exit code is 1 when there is stderr. */
type Step = readonly [line: string, answer: string, exitCode?: number];

const FILES: Readonly<Record<string, string>> = {
  "web.yaml": WEB,
  "bad-kind.yaml": "apiVersion: v1\nkind: Podd\nmetadata: {name: x}\n",
  "bad-field.yaml":
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {bogus: 1, containers: [{name: a, image: b}]}\n",
  "no-kind.yaml": "apiVersion: v1\nmetadata: {name: x}\n",
  "bad.yaml": "a: b: c\n",
  "two.yaml":
    "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n",
};

async function lab(): Promise<Lab> {
  const one = await startLab();
  for (const [name, text] of Object.entries(FILES)) one.files.write(`/root/${name}`, text);
  return one;
}

async function follows(steps: readonly Step[]): Promise<void> {
  const one = await lab();
  for (const [line, answer, code] of steps) {
    const { stdout, stderr, exitCode } = await one.run(line);
    const failed = answer.startsWith("!");
    const shown = failed ? `!${stderr}` : stdout;
    expect({ line, shown: shown.replace(/\n$/, ""), exitCode }).toEqual({
      line,
      shown: answer,
      exitCode: code ?? (failed ? 1 : 0),
    });
  }
}

const HINT = "\nSee 'kubectl get --help' for usage.";

describe("command line", () => {
  test.each<Step>([
    ["bogus", '!error: unknown command "bogus" for "kubectl"\n\nDid you mean this?\n\tlogs'],
    ["ge", '!error: unknown command "ge" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n\tcp'],
    ["get pods --badflag", `!error: unknown flag: --badflag${HINT}`],
    ["get -Q pods", `!error: unknown shorthand flag: 'Q' in -Q${HINT}`],
    ["get pods -o", `!error: flag needs an argument: 'o' in -o${HINT}`],
    ["get --output", `!error: flag needs an argument: --output${HINT}`],
    [
      "get pods --watch=maybe",
      `!error: invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax${HINT}`,
    ],
    [
      "scale deploy x --replicas=abc",
      `!error: invalid argument "abc" for "--replicas" flag: strconv.ParseInt: parsing "abc": invalid syntax\nSee 'kubectl scale --help' for usage.`,
    ],
    ["create deployment x", '!error: required flag(s) "image" not set'],
    ["create cronjob x", '!error: required flag(s) "image", "schedule" not set'],
    ["rollout bogus", "!error: unknown command \"bogus\"\nSee 'kubectl rollout -h' for help and examples"],
    ["create bogus", "!error: Unexpected args: [bogus]\nSee 'kubectl create -h' for help and examples"],
    ["-n foo get pods", "", 0],
    ["exec x", "!error: you must specify at least one command for the container"],
    ["create secret tls s", "!error: key and cert must be specified"],
    ["get pods --context=zz", "!Error in configuration: context was not found for specified context: zz"],
    [
      "get pods -s http://127.0.0.1:8080 --request-timeout=x",
      "!error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
    ],
  ])("%s", async (line, answer, code) => follows([[line, answer, code ?? undefined] as Step]));

  test("every command has a page of help in kubectl's shape", async () => {
    const { COMMANDS } = await import("../../../../worker/programs/kubectl/commands/index.ts");
    const one = await lab();
    for (const { name, hidden } of COMMANDS) {
      if (hidden) continue;
      const { stdout, exitCode } = await one.run(`${name} --help`);
      expect({ name, exitCode }).toEqual({ name, exitCode: 0 });
      expect(stdout).toContain(`\nUsage:\n  kubectl ${name}`);
      expect(
        stdout.endsWith('Use "kubectl options" for a list of global command-line options (applies to all commands).\n'),
      ).toBe(true);
    }
  });
});

describe("objects", () => {
  test("apply creates, leaves alone, changes", async () => {
    const one = await lab();
    expect((await one.run("apply -f web.yaml")).stdout).toBe("deployment.apps/web created\nservice/web created\n");
    expect((await one.run("apply -f web.yaml")).stdout).toBe("deployment.apps/web unchanged\nservice/web unchanged\n");
    one.files.write("/root/web.yaml", WEB.replace("1.27", "1.28").replace(", ports: [{containerPort: 80}]", ""));
    expect((await one.run("apply -f web.yaml")).stdout).toBe("deployment.apps/web configured\nservice/web unchanged\n");
    const { stdout } = await one.run("get deploy web -o jsonpath='{.spec.template.spec.containers}'");
    expect(JSON.parse(stdout)).toMatchObject([{ name: "nginx", image: "nginx:1.28", imagePullPolicy: "IfNotPresent" }]);
    expect(stdout).not.toContain("containerPort");
  });

  test("get prints tables, names, templates and columns", () =>
    follows([
      ["get pods", "", 0],
      ["apply -f web.yaml", "deployment.apps/web created\nservice/web created"],
      ["get deploy", "NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    0/2     0            0           0s"],
      ["get deploy --no-headers", "web   0/2   0     0     0s"],
      [
        "get deploy -L app --show-kind",
        "NAME                  READY   UP-TO-DATE   AVAILABLE   AGE   APP\ndeployment.apps/web   0/2     0            0           0s    web",
      ],
      ["get deploy,svc -o name", "deployment.apps/web\nservice/web"],
      ["get deploy/web -o jsonpath={.spec.replicas}", "2"],
      ["get deploy -o custom-columns=N:.metadata.name,X:.spec.nope", "N     X\nweb   <none>"],
      ["get deploy -o go-template='{{range .items}}{{.metadata.name}}{{end}}'", "web"],
      ["get pod nope", '!Error from server (NotFound): pods "nope" not found'],
      ["get pod nope --ignore-not-found", "", 0],
      ["get nosuch", '!error: the server doesn\'t have a resource type "nosuch"'],
      ["get pod web -l app=web", "!error: name cannot be provided when a selector is specified"],
      ["get pod web -A", "!error: a resource cannot be retrieved by name across all namespaces"],
      [
        "get pod web svc/web",
        "!error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      ],
      ["get pods -o jsonpath={.items[0].x", "!error: error parsing jsonpath {.items[0].x, unclosed action"],
    ]));

  test("what cannot be created says why", () =>
    follows([
      ["create -f missing.yaml", '!error: the path "missing.yaml" does not exist'],
      [
        "create -f bad-kind.yaml",
        '!error: resource mapping not found for name: "x" namespace: "" from "bad-kind.yaml": no matches for kind "Podd" in version "v1"\nensure CRDs are installed first',
      ],
      [
        "create -f bad-field.yaml",
        '!Error from server (BadRequest): error when creating "bad-field.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.bogus"',
      ],
      [
        "create -f no-kind.yaml",
        '!error: error validating "no-kind.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false',
      ],
      [
        "create -f bad.yaml",
        "!error: error parsing bad.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context",
      ],
      ["create -f two.yaml", "configmap/a created\nconfigmap/b created"],
      ["create configmap a", '!error: failed to create configmap: configmaps "a" already exists'],
      ["create ns default", '!Error from server (AlreadyExists): namespaces "default" already exists'],
    ]));

  test("changes say what they did", () =>
    follows([
      ["create deployment web --image=nginx:1.27 --replicas=2", "deployment.apps/web created"],
      ["scale deploy web --replicas=5", "deployment.apps/web scaled"],
      ["scale deploy web --replicas=5 --current-replicas=2", "!error: Expected replicas to be 2, was 5"],
      ["set image deploy/web nginx=nginx:1.28", "deployment.apps/web image updated"],
      ["set image deploy/web nope=x", '!error: unable to find container named "nope"'],
      ["get deploy web -o jsonpath={.spec.template.spec.containers[*].image}", "nginx:1.28"],
      ["label deploy web tier=fe", "deployment.apps/web labeled"],
      ["label deploy web tier=fe", "deployment.apps/web not labeled"],
      ["label deploy web tier=be", "!error: 'tier' already has a value (fe), and --overwrite is false"],
      ["label deploy web tier-", "deployment.apps/web unlabeled"],
      ['patch deploy web -p \'{"spec":{"replicas":2}}\'', "deployment.apps/web patched"],
      ['patch deploy web -p \'{"spec":{"replicas":2}}\'', "deployment.apps/web patched (no change)"],
      ["expose deploy web --port=80 --target-port=8080", "service/web exposed"],
      ["get svc web -o jsonpath={.spec.ports[0].targetPort}", "8080"],
      ["rollout pause deploy/web", "deployment.apps/web paused"],
      ["rollout pause deploy/web", '!error: deployments.apps "web" is already paused'],
      [
        "delete deploy/web svc/web",
        'deployment.apps "web" deleted from default namespace\nservice "web" deleted from default namespace',
      ],
      ["delete pod nope", '!Error from server (NotFound): pods "nope" not found'],
    ]));

  test("edit saves what the editor changed, and nothing when it changed nothing", async () => {
    const one = await lab();
    await one.run("apply -f web.yaml");
    expect((await one.run("edit deploy web")).stderr).toBe("Edit cancelled, no changes made.\n");
    const editor = (path: string) =>
      one.files.write(path, one.files.readText(path).replace("replicas: 2", "replicas: 6"));
    expect((await one.run("edit deploy web", { editor })).stdout).toBe("deployment.apps/web edited\n");
    expect((await one.run("get deploy web -o jsonpath={.spec.replicas}")).stdout).toBe("6");
  });

  test("watching streams changes until it is stopped", async () => {
    const one = await lab();
    await one.run("create configmap a");
    const stop = new AbortController();
    const watching = one.run("get cm -w --no-headers", { signal: stop.signal });
    one.clock.after(100, () => {
      void one.run("create configmap b");
    });
    one.clock.after(1000, () => stop.abort(new Error("stopped")));
    expect((await watching).stdout).toBe("a     0     0s\nb     0     0s\n");
  });
});
