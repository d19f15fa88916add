/** What somebody with this machine's kubectl, curl and openssl sees of a served cluster. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Served, served } from "../served.ts";
import { kill, Machine } from "./machine.ts";
import { ownNodePort, ownRange } from "./numbers.ts";

let cluster: Served;
let machine: Machine;

const SETUP = `apiVersion: v1
kind: Pod
metadata: { name: box, labels: { app: box } }
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: main
    image: busybox:1.37
    command: [sh, -c, 'i=0; while true; do echo tick $i; i=$((i+1)); sleep 2; done']
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: 'nginx:1.27.4', ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: LoadBalancer
  selector: { app: web }
  ports: [{ port: 8080, targetPort: 80, nodePort: ${ownNodePort(0)} }]
`;

beforeAll(async () => {
  cluster = await served({ speed: 20, lbRange: ownRange });
  machine = new Machine(cluster.doors.kubeconfig);
  machine.write("setup.yaml", SETUP);
  await machine.prints("kubectl apply -f setup.yaml && kubectl rollout status deploy/web --timeout=60s");
  await machine.prints("kubectl wait --for=condition=Ready pod/box --timeout=60s");
  await machine.prints(waitForAddress("service/web"));
}, 120_000);

afterAll(async () => {
  machine.close();
  await cluster.stop();
});

const waitForAddress = (object: string) =>
  `kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' ${object} --timeout=120s`;

const addressOf = (object: string) =>
  machine.prints(`kubectl get ${object} -o jsonpath='{.status.loadBalancer.ingress[0].ip}'`);

/** A terminal into which these lines are typed. */
const inTerminal = (line: string, typed: readonly string[]) =>
  `printf '${typed.map((one) => `${one}\\n`).join("")}' | script -qec "${line}" /dev/null`;

const within = { timeout: 30_000, interval: 100 };

describe("curl", { timeout: 120_000 }, () => {
  test("reaches pods at a load balancer's address", async () => {
    const ip = await addressOf("service/web");
    await expect.poll(() => cluster.said, within).toContain(`open ${ip}:8080/tcp for service default/web`);
    // Rules come to the nodes a little later than addresses to the Service.
    await expect.poll(async () => (await machine.run(`curl -sS http://${ip}:8080/`)).exitCode, within).toBe(0);
    const said = await machine.prints(`curl -sS -i http://${ip}:8080/`);
    expect(said).toMatch(/^HTTP\/1\.1 200 OK\r\nServer: nginx\/1\.27\.4\r\n[\s\S]*<title>Welcome to nginx!<\/title>/);
  });

  test("reaches pods at a node port of every node", async () => {
    for (const node of [1, 2, 3]) {
      const at = `127.0.63.${node}:${ownNodePort(0)}`;
      await expect.poll(() => cluster.said, within).toContain(`open ${at}/tcp for service default/web`);
      const code = async () => (await machine.run(`curl -sS -o /dev/null -w '%{http_code}' http://${at}/`)).stdout;
      await expect.poll(code, within).toBe("200");
    }
  });

  test("reaches what kubectl proxy and get --raw show of the API", async () => {
    expect(JSON.parse(await machine.prints("kubectl get --raw /api/v1/namespaces/default/pods/box")).kind).toBe("Pod");
    const { child } = machine.start("exec kubectl proxy --port=0 > proxy.txt");
    const port = () => /:(\d+)/.exec(readFileSync(join(machine.home, "proxy.txt"), "utf8"))?.[1];
    await expect.poll(port, within).toBeDefined();
    const at = `http://127.0.0.1:${port()}`;
    const version = await machine.prints(`curl -sS ${at}/version`);
    const [, pod] = /^pod\/(.*)$/m.exec(await machine.prints("kubectl get pods -l app=web -o name")) ?? [];
    const through = (what: string) => `/api/v1/namespaces/default/${what}/proxy/`;
    expect(await machine.prints(`curl -sS -L ${at}${through(`pods/${pod}`).slice(0, -1)}`)).toContain(
      "Welcome to nginx!",
    );
    expect(await machine.prints(`curl -sS ${at}${through("services/web:8080")}`)).toContain("Welcome to nginx!");
    expect(await machine.prints(`kubectl get --raw ${through(`pods/http:${pod}:80`)}`)).toContain("Welcome to nginx!");
    const refused = await machine.run(`kubectl get --raw ${through(`pods/${pod}:81`)}`);
    expect(refused.stderr).toMatch(
      /^Error from server \(ServiceUnavailable\): error trying to reach service: dial tcp 10\.244\.\d+\.\d+:81: connect: connection refused\n$/,
    );
    kill(child);
    expect(JSON.parse(version).major).toBe("1");
  });
});

describe("openssl", () => {
  const certificates = ["a", "b"]
    .map(
      (name) =>
        `openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=${name}.example -addext subjectAltName=DNS:${name}.example -keyout ${name}.key -out ${name}.crt 2> openssl.txt && kubectl create secret tls ${name} --cert=${name}.crt --key=${name}.key`,
    )
    .join(" && ");
  const shown = (at: string, name: string) =>
    machine.prints(
      `echo | openssl s_client -connect ${at} -servername ${name} 2> openssl.txt | openssl x509 -noout -subject`,
    );
  const inside = async (line: string) => {
    const { stdout, stderr, exitCode } = await cluster.sandbox.places.laptop.run(line, { timeoutMs: 600_000 });
    expect([exitCode, exitCode === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
  };
  beforeAll(async () => {
    await machine.prints(certificates);
  });

  test("is shown the certificate for the name by an Ingress controller, and its own for others", async () => {
    const chart = "ingress-nginx --repo https://kubernetes.github.io/ingress-nginx";
    await inside(`helm install ing ${chart} -n ing --create-namespace --wait --timeout 120s`);
    await machine.prints(
      "kubectl create ingress site --class=nginx --rule='a.example/*=web:8080,tls=a' --rule='b.example/*=web:8080,tls=b'",
    );
    const service = "service/ing-ingress-nginx-controller -n ing";
    await machine.prints(waitForAddress(service));
    const ip = await addressOf(service);
    for (const name of ["a", "b"])
      await expect
        .poll(() => shown(`${ip}:443`, `${name}.example`), within)
        .toMatch(new RegExp(`^subject=CN ?= ?${name}\\.example\\n$`));
    expect(await shown(`${ip}:443`, "c.example")).toContain("Kubernetes Ingress Controller Fake Certificate");
    const curl = `curl -sS -o /dev/null -w '%{http_code} %{http_version}' --resolve a.example:443:${ip} --cacert`;
    expect(await machine.prints(`${curl} a.crt https://a.example/`)).toBe("200 2");
    expect((await machine.run(`${curl} b.crt https://a.example/`)).exitCode).toBe(60);
  }, 120_000);

  test("is shown the certificate for the name by a Gateway's listener", async () => {
    const releases = "https://github.com/kubernetes-sigs/gateway-api/releases/download";
    await inside(`kubectl apply -f ${releases}/v1.4.1/standard-install.yaml
kubectl wait --for=condition=Established crd --all --timeout=60s
kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s`);
    const listener = (name: string) =>
      `{ name: ${name}, port: 443, protocol: HTTPS, hostname: ${name}.example, tls: { certificateRefs: [{ name: ${name} }] } }`;
    machine.write(
      "gateway.yaml",
      `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: door }
spec: { gatewayClassName: gatehouse, listeners: [${listener("a")}, ${listener("b")}] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web }
spec: { parentRefs: [{ name: door }], rules: [{ backendRefs: [{ name: web, port: 8080 }] }] }
`,
    );
    await machine.prints(
      "kubectl apply -f gateway.yaml && kubectl wait --for=condition=Programmed gateway/door --timeout=120s",
    );
    const ip = await machine.prints("kubectl get gateway door -o jsonpath='{.status.addresses[0].value}'");
    for (const name of ["a", "b"])
      await expect
        .poll(() => shown(`${ip}:443`, `${name}.example`), within)
        .toMatch(new RegExp(`^subject=CN ?= ?${name}\\.example\\n$`));
    const curl = `curl -sS -o /dev/null -w '%{http_code}' --resolve b.example:443:${ip} --cacert b.crt https://b.example/`;
    expect(await machine.prints(curl)).toBe("200");
  }, 120_000);
});

describe("kubectl", { timeout: 120_000 }, () => {
  test("exec -it is a terminal of its size, and ends with the command's code", async () => {
    const line = inTerminal("stty rows 33 cols 101; kubectl exec -it box -- sh", ["stty size", "tty", "exit 5"]);
    const { stdout, exitCode } = await machine.run(line);
    expect(stdout).toContain("\r\n33 101\r\n");
    expect(stdout).toContain("\r\n/dev/pts/0\r\n");
    expect(stdout).toContain("command terminated with exit code 5\r\n");
    expect(exitCode).toBe(5);
  });

  test("exec -it shows the prompt of the image's own shell", async () => {
    await machine.prints("kubectl run debian --image=nginx:1.27.4 && kubectl wait --for=condition=Ready pod/debian");
    const prompts = { "debian -- sh": "# ", "debian -- bash": "root@debian:/# ", "box -- sh": "/ # " };
    for (const [where, prompt] of Object.entries(prompts)) {
      const { stdout } = await machine.run(inTerminal(`kubectl exec -it ${where}`, ["exit"]));
      expect(stdout, where).toContain(`\u001b[J${prompt}`);
    }
  });

  test("attach -it joins a shell that was there", async () => {
    await machine.prints("kubectl run shell --image=busybox:1.37 --stdin --tty --attach=false -- sh");
    await machine.prints("kubectl wait --for=condition=Ready pod/shell --timeout=60s");
    const { stdout } = await machine.run(inTerminal("kubectl attach -it shell", ["echo $((40+2))", "exit"]));
    expect(stdout).toContain("\r\n42\r\n");
  });

  test("logs -f goes on as lines come", async () => {
    const seen: number[] = [];
    const { child, ended } = machine.start("exec kubectl logs -f box --tail=1", (stdout) => {
      seen.push(stdout.split("\n").length - 1);
    });
    await expect.poll(() => Math.max(0, ...seen), within).toBeGreaterThan(3);
    kill(child);
    const numbers = [...(await ended).stdout.matchAll(/^tick (\d+)$/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, at) => numbers[0]! + at));
    expect(seen.length).toBeGreaterThan(1);
  });

  test("port-forward carries one connection after the other, and tells when the pod has gone", async () => {
    await machine.prints("kubectl run brief --image=nginx:1.27.4 --port=80");
    await machine.prints("kubectl wait --for=condition=Ready pod/brief --timeout=60s");
    const { ended } = machine.start("kubectl port-forward pod/brief :80 > forward.txt 2> forward-errors.txt");
    const port = () => /127\.0\.0\.1:(\d+)/.exec(readFileSync(join(machine.home, "forward.txt"), "utf8"))?.[1];
    await expect.poll(port, within).toBeDefined();
    const ask = `curl -sS -o /dev/null -w '%{http_code} ' http://127.0.0.1:${port()}/`;
    expect(await machine.prints(`${ask}; ${ask}; ${ask}`)).toBe("200 200 200 ");
    await machine.prints("kubectl delete pod brief --now");
    await machine.run(`curl -sS -m 5 http://127.0.0.1:${port()}/`);
    expect((await ended).exitCode).toBe(1);
    expect(readFileSync(join(machine.home, "forward-errors.txt"), "utf8")).toContain("error: lost connection to pod");
  });

  test("cp brings a file into a container, and the same bytes back; a folder with what is in it", async () => {
    machine.write("blob", Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7_919) % 251)));
    await machine.prints("kubectl cp blob box:/tmp/blob && kubectl cp box:/tmp/blob back && cmp blob back");
    await machine.prints("mkdir -p folder/below && echo words > folder/below/file && kubectl cp folder box:/tmp/");
    expect(await machine.prints("kubectl exec box -- cat /tmp/folder/below/file")).toBe("words\n");
  });

  test("edit takes what the editor has written, and hands back what is invalid", async () => {
    const edit = (script: string) => `KUBE_EDITOR='sed -i ${script}' kubectl edit pod box`;
    expect(await machine.prints(edit("s/app:.box/app:\\ edited/"))).toBe("pod/box edited\n");
    expect(await machine.prints("kubectl get pod box -o jsonpath='{.metadata.labels.app}'")).toBe("edited");
    const { stderr, exitCode } = await machine.run(edit("s/image:.busybox.*/image:/"));
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('error: pods "box" is invalid')]);
  });

  test("get -w shows a pod's life, line by line", async () => {
    let seen = "";
    const { child } = machine.start("exec kubectl get pods -w", (stdout) => {
      seen = stdout;
    });
    await expect.poll(() => seen, within).toMatch(/^box /m);
    await machine.prints("kubectl run short --image=nginx:1.27.4");
    const statuses = () => [...new Set([...seen.matchAll(/^short +\S+ +(\S+)/gm)].map(([, status]) => status))];
    await expect.poll(statuses, within).toEqual(["Pending", "ContainerCreating", "Running"]);
    await machine.prints("kubectl delete pod short --now");
    await expect
      .poll(statuses, within)
      .toEqual(["Pending", "ContainerCreating", "Running", "Terminating", "Completed"]);
    kill(child);
  });

  test("debug puts a container into a pod, beside a copy, onto a node", async () => {
    const within = inTerminal("kubectl debug -it box --image=busybox:1.37 -c look", ["echo $((40+2))", "exit"]);
    expect((await machine.run(within)).stdout).toContain("\r\n42\r\n");
    expect(await machine.prints("kubectl get pod box -o jsonpath='{.spec.ephemeralContainers[*].name}'")).toBe("look");
    await machine.prints("kubectl debug box --image=busybox:1.37 --copy-to=copy -c look -- sleep 1000");
    expect(await machine.prints("kubectl get pod copy -o jsonpath='{.spec.containers[*].name}'")).toBe("main look");
    await machine.prints("kubectl debug node/kind-worker --image=busybox:1.37 -c look -- ls /host");
    expect(await machine.prints("kubectl get pods -o name")).toMatch(/^pod\/node-debugger-kind-worker-\w{5}$/m);
  });

  test("events --for tells of one object only", async () => {
    const lines = (await machine.prints("kubectl events --for pod/box --no-headers")).trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/)[2])).toEqual(
      expect.arrayContaining(["Scheduled", "Pulling", "Pulled", "Created", "Started"]),
    );
    expect(lines.every((line) => line.includes("Pod/box"))).toBe(true);
  });

  test("explain --recursive, diff and apply --server-side know the whole object", async () => {
    expect(await machine.prints("kubectl explain deployment.spec.strategy --recursive")).toContain(
      "  rollingUpdate\t<RollingUpdateDeployment>\n    maxSurge\t<IntOrString>\n",
    );
    await machine.prints("sed 's/replicas: 2/replicas: 3/' setup.yaml > three.yaml");
    const { stdout, exitCode } = await machine.run("kubectl diff -f three.yaml");
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^- {2}replicas: 2\n\+ {2}replicas: 3$/m)]);
    const conflict = await machine.run("kubectl apply --server-side -f three.yaml");
    expect(conflict.stderr).toContain('Apply failed with 1 conflict: conflict with "kubectl-edit"');
    await machine.prints("kubectl apply --server-side --force-conflicts -f three.yaml");
    expect(await machine.prints("kubectl get deploy web -o jsonpath='{.spec.replicas}'")).toBe("3");
  });

  test("explain reads the older OpenAPI too, and a List is validated by it", async () => {
    const said = await machine.prints("kubectl explain pod.spec.containers --output=plaintext-openapiv2");
    expect(said).toMatch(/^KIND: {5}Pod\nVERSION: {2}v1\n\nRESOURCE: containers <\[\]Object>\n\nDESCRIPTION:\n/);
    const list = (data: string) =>
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: listed}, ${data}: {a: b}}\n`;
    machine.write("bad-list.yaml", list("dota"));
    const { stderr, exitCode } = await machine.run("kubectl create -f bad-list.yaml");
    expect([exitCode, stderr]).toEqual([
      1,
      'error: error validating "bad-list.yaml": error validating data: ValidationError(ConfigMap): unknown field "dota" in io.k8s.api.core.v1.ConfigMap; if you choose to ignore these errors, turn validation off with --validate=false\n',
    ]);
    machine.write("list.yaml", list("data"));
    expect(await machine.prints("kubectl create -f list.yaml")).toBe("configmap/listed created\n");
  });

  test("drain moves what a node runs elsewhere, and uncordon takes it back", async () => {
    const { stdout } = await machine.run(
      "kubectl drain kind-worker --ignore-daemonsets --force --delete-emptydir-data",
    );
    expect(stdout).toContain("node/kind-worker drained\n");
    expect(await machine.prints("kubectl get nodes kind-worker --no-headers")).toContain("Ready,SchedulingDisabled");
    const left = await machine.prints(
      "kubectl get pods -A --no-headers -o custom-columns=O:.metadata.ownerReferences[0].kind --field-selector spec.nodeName=kind-worker",
    );
    expect(new Set(left.trimEnd().split("\n"))).toEqual(new Set(["DaemonSet"]));
    await machine.prints("kubectl uncordon kind-worker");
  });
});

describe("a client that is killed", { timeout: 120_000 }, () => {
  test("in the middle of a watch is followed no more", async () => {
    const { store } = cluster.sandbox.server;
    const listen = store.listen.bind(store);
    let followers = 0;
    store.listen = (resource, listener) => {
      const stop = listen(resource, listener);
      followers += 1;
      return () => {
        followers -= 1;
        stop();
      };
    };
    const { child } = machine.start("exec kubectl get configmaps -A -w");
    await expect.poll(() => followers, within).toBe(1);
    kill(child);
    await expect.poll(() => followers, within).toBe(0);
    store.listen = listen;
  });

  test("in the middle of an exec leaves no command behind", async () => {
    await machine.prints("kubectl run host --image=busybox:1.37 -- sleep 100000");
    await machine.prints("kubectl wait --for=condition=Ready pod/host --timeout=60s");
    let begun = "";
    const { child } = machine.start("exec kubectl exec host -- sh -c 'echo begun; sleep 99999'", (stdout) => {
      begun = stdout;
    });
    await expect.poll(() => begun, within).toBe("begun\n");
    const processes = () => machine.prints("kubectl exec host -- ps");
    expect(await processes()).toMatch(/sleep|sh/);
    const before = (await processes()).split("\n").length;
    kill(child);
    await expect.poll(async () => (await processes()).split("\n").length, within).toBeLessThan(before);
  });
});
