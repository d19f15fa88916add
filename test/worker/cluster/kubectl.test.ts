/** What kubectl does with the machine that it runs on: plugins, a port for the API, debugging containers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, lab } from "./lab.ts";

let one: Lab;

/** What a script on the laptop prints, to stdout and then stderr. */
async function laptop(script: string): Promise<string> {
  const { stdout, stderr } = await one.clock.drive(one.sandbox.places.laptop.run(script));
  return stdout + stderr;
}

beforeAll(async () => {
  one = await lab();
  await laptop(
    "kubectl run web --image=nginx --port=80 --labels=app=web; kubectl wait --for=condition=Ready pod/web --timeout=60s",
  );
});
afterAll(() => one.sandbox.stop());

describe("plugins", () => {
  beforeAll(async () => {
    const plugin = (name: string, says: string) =>
      `printf '#!/bin/bash\\necho "${says}: $*"\\nexit 3\\n' > bin/kubectl-${name}; chmod +x bin/kubectl-${name};`;
    await laptop(
      `mkdir bin; ${plugin("foo", "foo")} ${plugin("foo-bar_baz", "bar-baz")} ${plugin("create-widget", "widget")} touch bin/kubectl-version`,
    );
  });

  test.each([
    ["the longest name that there is runs, with the words that are left", "foo bar-baz x --y", "bar-baz: x --y\n3\n"],
    ["a shorter one gets more words", "foo bar x", "foo: bar x\n3\n"],
    ["create takes plugins too", "create widget a", "widget: a\n3\n"],
    ["flags stand after its name", "-n default foo", "1\nError: flags cannot be placed before plugin name: -n\n"],
    ["a command of kubectl's own wins", "version --client", "Client Version: v1.36.3\nKustomize Version: v5.8.1\n0\n"],
    [
      "all are listed, with what is wrong with them",
      "plugin list --name-only",
      "The following compatible plugins are available:\n\nkubectl-create-widget\nkubectl-foo\nkubectl-foo-bar_baz\nkubectl-version\n1\n" +
        '  - warning: kubectl-create-widget overwrites existing command: "kubectl create"\n' +
        "  - warning: /home/learner/bin/kubectl-version identified as a kubectl plugin, but it is not executable\n" +
        '  - warning: kubectl-version overwrites existing command: "kubectl version"\n' +
        "error: 3 plugin warnings were found\n",
    ],
  ])("%s", async (_says, line, printed) => {
    expect(await laptop(`PATH=$HOME/bin:/bin:/usr/bin; kubectl ${line}; echo $?`)).toBe(printed);
  });
});

describe("proxy", () => {
  const through = (commands: string, flags = ""): Promise<string> =>
    laptop(`kubectl proxy ${flags} > /dev/null & sleep 1; ${commands}; kill %1; wait`);

  test("says where it listens", async () => {
    expect(await laptop("kubectl proxy --port=8099 & sleep 1; kill %1; wait")).toContain(
      "Starting to serve on 127.0.0.1:8099\n",
    );
  });
  test("serves the API as the kubeconfig's user", async () => {
    const path = "localhost:8001/api/v1/namespaces/default/pods/web";
    expect(await through(`curl -s ${path} | grep -m1 '"name"'`)).toContain('"name": "web"');
  });
  test("hands on what the API refuses", async () => {
    expect(await through("curl -si localhost:8001/api/v1/nodes/nope | head -1")).toContain("404 Not Found");
  });
  test("refuses other hosts, and exec", async () => {
    const code = "curl -s -o /dev/null -w '%{http_code} '";
    const exec = "localhost:8001/api/v1/namespaces/default/pods/web/exec";
    expect(await through(`${code} -H 'Host: a.com' localhost:8001/api; ${code} ${exec}`)).toContain("403 403 ");
  });
  test("serves the API below a prefix, and files", async () => {
    await laptop("echo a file > a.txt");
    const answers = await through(
      "curl -s localhost:8001/k/version | grep -c gitVersion; curl -s localhost:8001/static/a.txt; curl -s localhost:8001/version",
      "--api-prefix=/k --www=files",
    );
    expect(answers).toContain("1\n404 page not found\n404 page not found\n");
    expect(await through("curl -s localhost:8001/files/a.txt", "--www=. --www-prefix=/files/")).toContain("a file\n");
  });
  test("needs a port that is free", async () => {
    const taken = "listen tcp 127.0.0.1:8001: bind: address already in use";
    expect(await through("kubectl proxy")).toContain(`error: ${taken}\n`);
  });
});

describe("debug", () => {
  test("runs a container beside those of a pod, on its network", async () => {
    const script = "wget -qO- localhost | grep -c title; sleep 1000";
    await laptop(`kubectl debug web --image=busybox -c tools -- sh -c '${script}'; sleep 8`);
    expect(await laptop("kubectl logs web -c tools")).toBe("1\n");
    const added = "'{.spec.ephemeralContainers[0].securityContext.capabilities.add[0]}'";
    expect(await laptop(`kubectl get pod web -o jsonpath=${added}`)).toBe("SYS_PTRACE");
  });
  test("names the container, and adds it last", async () => {
    expect(await laptop("kubectl debug web --image=busybox --profile=restricted")).toMatch(
      /^Defaulting debug container name to debugger-\w{5}\.\n$/,
    );
    expect(await laptop("kubectl get pod web -o jsonpath='{.spec.ephemeralContainers[*].name}'")).toMatch(
      /^tools debugger-/,
    );
  });
  test("copies a pod, without its labels and with other images", async () => {
    await laptop("kubectl debug web --copy-to=copy --image=busybox -c d --set-image='web=nginx:1.25' -- sleep 100");
    const fields = "{.metadata.labels}{.spec.containers[*].image}{.spec.shareProcessNamespace}";
    expect(await laptop(`kubectl get pod copy -o jsonpath='${fields}'`)).toBe("nginx:1.25 busyboxtrue");
  });
  test("starts a pod on a node, in the node's network", async () => {
    const says = await laptop("kubectl debug node/kind-worker -it -q --image=busybox -- sh -c 'sleep 1; hostname'");
    expect(says).toContain("kind-worker");
    const fields = "{.items[0].spec.nodeName} {.items[0].spec.hostNetwork} {.items[0].spec.volumes[0].hostPath.path}";
    const pods = "kubectl get pods -l app.kubernetes.io/managed-by=kubectl-debug";
    expect(await laptop(`${pods} -o jsonpath='${fields}'`)).toContain("kind-worker true /");
  });
  test.each([
    ["web", "you must specify --image when not using --copy-to."],
    ["web --image=busybox --replace", "--replace may only be used with --copy-to."],
    ["web --image=busybox -t", "-i/--stdin is required for containers with -t/--tty=true"],
    ["web --image=busybox --profile=x", "unknown profile: x"],
    ["web --copy-to=x", "you must specify --image, --set-image or command arguments."],
    ["web --copy-to=x -- ls", "you must specify an existing container or a new image when specifying args."],
    ["--image=busybox", "NAME or filename is required for debug"],
    ["svc/kubernetes --image=busybox", '"/v1, Kind=Service" not supported by debug'],
  ])("%s is refused", async (words, says) => {
    expect(await laptop(`kubectl debug ${words}`)).toBe(`error: ${says}\n`);
  });
});

test("cluster-info dump writes objects and logs into files", async () => {
  expect(await laptop("kubectl cluster-info dump --namespaces default --output-directory=state; find state")).toContain(
    "Cluster info dumped to state\n",
  );
  expect(await laptop("head -3 state/nodes.json")).toBe('{\n    "kind": "NodeList",\n    "apiVersion": "v1",\n');
  expect(await laptop("head -1 state/default/web/logs.txt")).toBe(
    "==== START logs for container web of pod default/web ====\n",
  );
});

describe("completion", () => {
  test("bash can read its script, for kubectl and for k", async () => {
    const script =
      "source <(kubectl completion bash) && complete -o default -F __start_kubectl k && type -t __start_kubectl";
    expect(await laptop(script)).toBe("function\n");
  });
  test("tells what could come next", async () => {
    const directive = "Completion ended with directive: ShellCompDirectiveNoFileComp\n";
    expect(await laptop("kubectl __complete get pods we")).toBe(`web\n:4\n${directive}`);
    expect(await laptop("kubectl __complete get --no-h")).toBe(`--no-headers\n:4\n${directive}`);
    expect(await laptop("kubectl __complete roll")).toBe(`rollout\n:4\n${directive}`);
  });
});
