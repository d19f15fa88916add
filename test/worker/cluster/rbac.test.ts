/** Roles and bindings of a whole cluster: what it is born with, and what they decide. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Node } from "../../../worker/api/kinds/index.ts";
import { type Lab, lab } from "./lab.ts";

const READY = { timeout: 60_000 };
let world: Lab;
const sh = (script: string) => world.clock.drive(world.sandbox.places.laptop.run(script));
const says = async (script: string) => {
  const { stdout, stderr } = await sh(script);
  return `${stdout}${stderr}`.trimEnd();
};

beforeAll(async () => {
  world = await lab();
}, READY.timeout);
afterAll(() => world.end());

describe("a fresh cluster", () => {
  test("has the roles and bindings of the API server, kubeadm and kind, as old as itself", async () => {
    const count = async (what: string) => Number(await says(`kubectl get ${what} -A --no-headers | wc -l`));
    expect(await count("clusterroles")).toBe(72);
    expect(await count("clusterrolebindings")).toBe(58);
    expect(await count("roles")).toBe(11);
    expect(await count("rolebindings")).toBe(11);
    const born = "kubectl get ns default -o jsonpath='{.metadata.creationTimestamp}'";
    const role = "kubectl get clusterrole view -o jsonpath='{.metadata.creationTimestamp}'";
    expect(await says(role)).toBe(await says(born));
  });
  test("has filled the roles that gather others", async () => {
    const rules = "kubectl get clusterrole admin -o jsonpath='{range .rules[*]}{.resources}{\"\\n\"}{end}' | sort -u";
    expect(await says(rules)).toContain('["localsubjectaccessreviews"]');
  });
  test("puts them there at the same resource versions, whenever they are first asked for", async () => {
    const other = await lab();
    const version = "kubectl get clusterrole view -o jsonpath='{.metadata.resourceVersion} {.metadata.uid}'";
    await other.clock.drive(other.sandbox.places.laptop.run("kubectl create configmap first"));
    const { stdout } = await other.clock.drive(other.sandbox.places.laptop.run(version));
    expect(stdout).toBe(await says(version));
    other.end();
  }, 60_000);
});

describe("who may not is told so", () => {
  test.each([
    [
      "kubectl get pods --as bob",
      'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      "kubectl get deploy -A --as bob",
      'deployments.apps is forbidden: User "bob" cannot list resource "deployments" in API group "apps" at the cluster scope',
    ],
    [
      "kubectl get ns shop --as bob",
      'namespaces "shop" is forbidden: User "bob" cannot get resource "namespaces" in API group "" in the namespace "shop"',
    ],
    ["kubectl get --raw /metrics --as bob", 'forbidden: User "bob" cannot get path "/metrics"'],
    ["kubectl get ns --as ann --as-group system:masters --as-uid 7 | head -1", "NAME"],
  ])("%s", async (line, words) => {
    expect(await says(line)).toContain(words);
  });
  test("unless a role of the namespace is theirs, for what that says", async () => {
    await sh("kubectl create role r --verb=list --resource=pods; kubectl create rolebinding r --role=r --user=bob");
    expect(await says("kubectl get pods --as bob")).toBe("No resources found in default namespace.");
    expect(await says("kubectl get pods -n kube-system --as bob")).toContain('in the namespace "kube-system"');
    expect(await says("kubectl auth can-i list pods --as bob; kubectl auth can-i watch pods --as bob")).toBe("yes\nno");
    await sh("kubectl delete rolebinding r");
    expect(await says("kubectl auth can-i list pods --as bob")).toBe("no");
  });
  test("acting as somebody else is a right of its own", async () => {
    await sh("kubectl create clusterrolebinding view --clusterrole=view --user=carl");
    expect(await says("kubectl get pods --as carl")).toBe("No resources found in default namespace.");
    expect(await says("kubectl get pods --as bob --as-group system:masters --as carl")).toBe(
      "No resources found in default namespace.",
    );
    const server = "$(kubectl config view -o jsonpath='{.clusters[0].cluster.server}')";
    const bearer = '-H "Authorization: Bearer $(kubectl create token default)"';
    expect(await says(`curl -sk ${bearer} ${server}/api/v1/nodes`)).toContain(
      'User \\"system:serviceaccount:default:default\\" cannot list resource \\"nodes\\"',
    );
    expect(await says(`curl -sk ${bearer} -H "Impersonate-User: ann" ${server}/api/v1/nodes`)).toContain(
      'cannot impersonate resource \\"users\\" in API group \\"\\" at the cluster scope',
    );
    expect(await says(`curl -sk ${server}/api/v1/nodes`)).toContain('User \\"system:anonymous\\" cannot list');
  });
});

describe("some requests need two rights", () => {
  test("a WebSocket begins with a GET and needs create as well", async () => {
    await sh("kubectl run target --image=nginx; kubectl wait --for=condition=Ready pod/target --timeout=60s");
    await sh(
      "kubectl create role ex --verb=get --resource=pods,pods/exec; kubectl create rolebinding ex --role=ex --user=eve",
    );
    expect(await says("kubectl exec target --as eve -- echo hi")).toContain('pods "target" is forbidden');
    await sh(
      "kubectl create role ex2 --verb=create --resource=pods/exec; kubectl create rolebinding ex2 --role=ex2 --user=eve",
    );
    expect(await says("kubectl exec target --as eve -- echo hi")).toBe("hi");
  });
  test("applying what is not there needs create as well", async () => {
    await sh(
      "kubectl create role pa --verb=get,patch --resource=configmaps; kubectl create rolebinding pa --role=pa --user=pat",
    );
    const apply = `echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: applied}}' | kubectl apply --server-side -f -`;
    expect(await says(`${apply} --as pat`)).toContain(
      'configmaps "applied" is forbidden: User "pat" cannot create resource "configmaps" in API group "" in the namespace "default"',
    );
    await sh(apply);
    expect(await says(`${apply} --as pat --force-conflicts`)).toBe("configmap/applied serverside-applied");
  });
});

describe("nobody hands on what they do not have", () => {
  test("in a role, in a binding, in an aggregation", async () => {
    await sh("kubectl create clusterrolebinding dora --clusterrole=admin --user=dora");
    const binding = await says("kubectl create rolebinding big --clusterrole=cluster-admin --user=dora --as dora");
    expect(binding).toBe(
      [
        'error: failed to create rolebinding: rolebindings.rbac.authorization.k8s.io "big" is forbidden: user "dora" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
        '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}',
        '{NonResourceURLs:["*"], Verbs:["*"]}',
      ].join("\n"),
    );
    expect(await says("kubectl create role small --verb=get --resource=pods --as dora")).toBe(
      "role.rbac.authorization.k8s.io/small created",
    );
    expect(await says("kubectl create role big --verb=get --resource=nodes --as dora")).toContain(
      '{APIGroups:[""], Resources:["nodes"], Verbs:["get"]}',
    );
  });
  test("the verbs escalate and bind lift that", async () => {
    await sh(
      "kubectl create role lift --verb=escalate,create --resource=roles; kubectl create rolebinding lift --role=lift --user=ed",
    );
    expect(await says("kubectl create role big --verb=get --resource=nodes --as ed")).toBe(
      "role.rbac.authorization.k8s.io/big created",
    );
    await sh(
      "kubectl create role hand --verb=create --resource=rolebindings; kubectl create rolebinding hand --role=hand --user=ed",
    );
    expect(await says("kubectl create rolebinding v --clusterrole=view --user=ed --as ed")).toContain(
      "not currently held",
    );
    await sh(
      "kubectl create role hand2 --verb=bind --resource=clusterroles --resource-name=view; kubectl create rolebinding hand2 --role=hand2 --user=ed",
    );
    expect(await says("kubectl create rolebinding v --clusterrole=view --user=ed --as ed")).toBe(
      "rolebinding.rbac.authorization.k8s.io/v created",
    );
  });
});

describe("kubectl auth", () => {
  test("can-i --list has a line for each resource, sorted as Go sorts rules", async () => {
    await sh("kubectl create role few --verb=get,list --resource=pods,services");
    await sh("kubectl create rolebinding few --role=few --user=flo");
    expect((await says("kubectl auth can-i --list --as flo --as-group devs")).split("\n")).toEqual([
      "Resources                                       Non-Resource URLs   Resource Names   Verbs",
      "selfsubjectreviews.authentication.k8s.io        []                  []               [create]",
      "selfsubjectaccessreviews.authorization.k8s.io   []                  []               [create]",
      "selfsubjectrulesreviews.authorization.k8s.io    []                  []               [create]",
      "pods                                            []                  []               [get list]",
      "services                                        []                  []               [get list]",
      ...[
        "/api/*",
        "/api",
        "/apis/*",
        "/apis",
        "/healthz",
        "/healthz",
        "/livez",
        "/livez",
        "/openapi/*",
        "/openapi",
      ].map(
        (path) => `                                                ${`[${path}]`.padEnd(20)}[]               [get]`,
      ),
      ...["/readyz", "/readyz", "/version/", "/version/", "/version", "/version"].map(
        (path) => `                                                ${`[${path}]`.padEnd(20)}[]               [get]`,
      ),
    ]);
  });
  test("can-i warns of what nobody knows", async () => {
    expect(await says("kubectl auth can-i fly pods --as flo")).toBe("no\nWarning: verb 'fly' is not a known verb");
    expect(await says("kubectl auth can-i get wings.birds.io --as flo")).toBe(
      "no\nWarning: the server doesn't have a resource type 'wings' in group 'birds.io'",
    );
  });
  test("reconcile adds what is missing, and takes away when told", async () => {
    const role = (verbs: string) =>
      `{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: rec, namespace: fresh}, rules: [{apiGroups: [""], resources: [pods], verbs: [${verbs}]}]}`;
    const reconcile = (verbs: string, flags = "") =>
      says(`echo '${role(verbs)}' | kubectl auth reconcile -f - ${flags}`);
    expect(await reconcile("get, list")).toBe(
      [
        "role.rbac.authorization.k8s.io/rec reconciled",
        "\treconciliation required create",
        "\tmissing rules added:",
        "\t\t{Verbs:[get list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}",
      ].join("\n"),
    );
    expect(await reconcile("get, watch")).toContain("{Verbs:[watch] APIGroups:[] Resources:[pods]");
    expect(await says("kubectl -n fresh get role rec -o jsonpath='{.rules[*].verbs}'")).toBe(
      '["get","list"] ["watch"]',
    );
    expect(await reconcile("get", "--remove-extra-permissions")).toContain("extra rules removed:");
    expect(await says("kubectl -n fresh get role rec -o jsonpath='{.rules[*].verbs}'")).toBe('["get"]');
    expect(await reconcile("get")).toBe("role.rbac.authorization.k8s.io/rec reconciled");
  });
});

test("a role that gathers others follows them", async () => {
  await sh("kubectl create clusterrole more --verb=get --resource=nodes");
  await sh("kubectl label clusterrole more rbac.authorization.k8s.io/aggregate-to-view=true; sleep 1");
  for (const role of ["view", "edit", "admin"]) {
    expect(await says(`kubectl get clusterrole ${role} -o jsonpath='{.rules[*].resources}'`)).toContain('["nodes"]');
  }
  await sh("kubectl delete clusterrole more; sleep 1");
  expect(await says("kubectl get clusterrole view -o jsonpath='{.rules[*].resources}'")).not.toContain('["nodes"]');
});

describe("a controller whose rights are taken", () => {
  test("goes on with what it saw, says why it sees no more, and recovers", async () => {
    const node = world.cache.get(Node, { name: "kind-worker" })!.status!.addresses![0]!.address;
    const curl = (name: string) =>
      says(`curl -s -o /dev/null -w '%{http_code}' -m 2 -H 'Host: ${name}.test' http://${node}:30080/`);
    const install = [
      "helm install ing ingress-nginx --repo https://kubernetes.github.io/ingress-nginx -n ing --create-namespace",
      "--set controller.service.type=NodePort --set controller.service.nodePorts.http=30080",
      "--set controller.admissionWebhooks.enabled=false --wait",
    ];
    expect(await says(install.join(" "))).toContain("STATUS: deployed");
    await sh("kubectl create deployment web --image=hashicorp/http-echo -- /http-echo -text=web");
    await sh("kubectl expose deployment web --port 80 --target-port 5678");
    await sh("kubectl create ingress one --class=nginx --rule='one.test/*=web:80'");
    await sh("kubectl wait --for=condition=Available deploy/web --timeout=60s; sleep 10");
    expect(await curl("one")).toBe("200");

    await sh("kubectl delete clusterrolebinding ing-ingress-nginx; sleep 12");
    await sh("kubectl create ingress two --class=nginx --rule='two.test/*=web:80'; sleep 10");
    expect([await curl("one"), await curl("two")]).toEqual(["200", "404"]);
    const log = await says("kubectl -n ing logs deploy/ing-ingress-nginx-controller");
    expect(log).toMatch(
      /^E\d{4} [\d:.]+ +7 reflector\.go:227\] "Failed to watch" err="failed to list \*v1\.Ingress: ingresses\.networking\.k8s\.io is forbidden: User \\"system:serviceaccount:ing:ing-ingress-nginx\\" cannot list resource \\"ingresses\\" in API group \\"networking\.k8s\.io\\" at the cluster scope" logger="UnhandledError" reflector="k8s\.io\/client-go@v0\.\d+\.0\/tools\/cache\/reflector\.go:343" type="\*v1\.Ingress"$/m,
    );

    await sh("kubectl -n ing rollout restart deploy/ing-ingress-nginx-controller; sleep 15");
    expect(await says("kubectl -n ing get pods --no-headers | awk '{print $2}' | sort | xargs")).toBe("0/1 1/1");

    await sh(
      "kubectl create clusterrolebinding ing-ingress-nginx --clusterrole=ing-ingress-nginx --serviceaccount=ing:ing-ingress-nginx",
    );
    await sh("sleep 90");
    expect([await curl("one"), await curl("two")]).toEqual(["200", "200"]);
    expect(await says("kubectl -n ing get pods --no-headers | awk '{print $2}' | sort | xargs")).toBe("1/1");
  }, 60_000);

  test("a loop of the controller manager writes no more, by its own account", async () => {
    await sh("kubectl delete clusterrolebinding system:controller:deployment-controller");
    await sh("kubectl create deployment late --image=hashicorp/http-echo; sleep 3");
    expect(await says("kubectl get rs -l app=late")).toBe("No resources found in default namespace.");
    expect(await says("kubectl -n kube-system logs kube-controller-manager-kind-control-plane")).toContain(
      String.raw`deployments.apps \"late\" is forbidden: User \"system:serviceaccount:kube-system:deployment-controller\" cannot update resource \"deployments/status\" in API group \"apps\" in the namespace \"default\"`,
    );
    await sh(
      "kubectl create clusterrolebinding back --clusterrole=system:controller:deployment-controller --serviceaccount=kube-system:deployment-controller; sleep 30",
    );
    expect(await says("kubectl get rs -l app=late --no-headers | wc -l")).toBe("1");
  }, 30_000);
});

test("the cluster's own components need no more than the roles they are born with", async () => {
  const judged = await lab();
  const run = (script: string) => judged.clock.drive(judged.sandbox.places.laptop.run(script));
  // From the first change of a role on nobody is waved through.
  await run("kubectl create role any --verb=get --resource=pods");
  await run("kubectl create ns shop; kubectl config set-context --current --namespace=shop");
  const { exitCode, stderr } = await run(`
kubectl create deployment web --image=nginx --replicas=2 && kubectl rollout status deploy/web &&
kubectl set image deploy/web nginx=nginx:1.27 && kubectl rollout status deploy/web &&
kubectl expose deploy web --port 80 --type NodePort &&
kubectl create job once --image=busybox -- true && kubectl wait --for=condition=Complete job/once --timeout=60s &&
kubectl create cronjob often --image=busybox --schedule='* * * * *' -- true &&
kubectl apply -f - <<'END' &&
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: c, image: nginx, volumeMounts: [{ name: data, mountPath: /data }] }] }
  volumeClaimTemplates:
  - metadata: { name: data }
    spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
END
kubectl rollout status sts/db --timeout=120s && sleep 90 &&
kubectl get jobs -o name | grep often && kubectl delete pod -l app=web && kubectl delete sts db && kubectl delete pvc --all &&
kubectl delete ns shop --timeout=120s`);
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining("rror")]);
  const logs = await run(
    "for pod in $(kubectl -n kube-system get pods -o name); do kubectl -n kube-system logs $pod | grep 'User .* cannot'; done",
  );
  expect(logs.stdout).toBe("");
  judged.end();
}, 90_000);

test("a restored cluster has the same roles, and judges as before", async () => {
  const first = await lab();
  const ask = async (one: Lab, script: string) => {
    const { stdout, stderr } = await one.clock.drive(one.sandbox.places.laptop.run(script));
    return `${stdout}${stderr}`.trimEnd();
  };
  const fresh = await lab({ saved: first.sandbox.save() });
  const view = "kubectl get clusterrole view -o jsonpath='{.metadata.uid} {.metadata.resourceVersion}'";
  const named = await ask(first, view);
  expect(await ask(fresh, view)).toBe(named);
  fresh.end();
  await ask(
    first,
    "kubectl create role r --verb=list --resource=pods; kubectl create rolebinding r --role=r --user=bob",
  );
  await ask(first, "kubectl delete clusterrole edit");
  const again = await lab({ saved: first.sandbox.save() });
  first.end();
  expect(await ask(again, view)).toBe(named);
  expect(await ask(again, "kubectl get clusterrole edit")).toContain("not found");
  expect(await ask(again, "kubectl get pods --as bob")).toBe("No resources found in default namespace.");
  expect(await ask(again, "kubectl get nodes --as bob")).toContain("cannot list resource");
  expect(
    await ask(again, "kubectl create deployment web --image=nginx && kubectl rollout status deploy/web"),
  ).toContain("successfully rolled out");
  again.end();
}, 60_000);
