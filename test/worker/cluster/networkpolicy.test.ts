/** Network policies in a whole cluster: kindnet enforces them, Azure's overlay without a policy engine does not. */
import { expect, test } from "vitest";
import { lab } from "./lab.ts";

const SETUP = `
kubectl create deployment web --image=hashicorp/http-echo -- /http-echo -text=web
kubectl expose deployment web --port 80 --target-port 5678
kubectl run box --image=nginx --labels=app=box
kubectl run guest --image=nginx --labels=app=guest
kubectl wait --for=condition=Ready pod --all --timeout=120s
kubectl wait --for=condition=Available deploy/web --timeout=120s
`;
const policy = (name: string, spec: string) =>
  `echo '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}}, spec: ${spec}}' | kubectl apply -f -`;
const DENY = policy("deny-web", "{podSelector: {matchLabels: {app: web}}}");
const ALLOW = policy(
  "from-box",
  "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: box}}}], ports: [{port: 5678}]}]}",
);

async function cluster(profile: string) {
  const world = await lab({ profile });
  const sh = async (script: string) => {
    const { stdout, stderr } = await world.clock.drive(world.sandbox.places.laptop.run(script));
    return `${stdout}${stderr}`.trimEnd();
  };
  await sh(SETUP);
  return {
    ...world,
    sh,
    curl: (from: string) => sh(`kubectl exec ${from} -- curl -s -m 2 -o /dev/null -w '%{http_code}' http://web`),
  };
}

test("kindnet lets through what some policy allows, and a restored sandbox goes on so", async () => {
  const { sh, curl, end, sandbox } = await cluster("kind");
  expect(await curl("box")).toBe("200");
  await sh(DENY);
  expect(await curl("box")).toContain("command terminated with exit code 28");
  const why = await sh("why");
  expect(why).toContain("NetworkPolicy default/deny-web does not let");
  expect(why).toContain("to pod default/web-");
  await sh(ALLOW);
  expect([await curl("box"), (await curl("guest")).slice(0, 3)]).toEqual(["200", "000"]);
  expect(await sh("kubectl get pods -l app=web --no-headers | awk '{print $2}'")).toBe("1/1");
  await sh("kubectl label pod guest app=box --overwrite");
  expect(await curl("guest")).toBe("200");
  await sh("kubectl label pod guest app=guest --overwrite");

  const saved = sandbox.save();
  end();
  const again = await lab({ saved });
  const from = async (name: string) => {
    const { stdout } = await again.clock.drive(
      again.sandbox.places.laptop.run(`kubectl exec ${name} -- curl -s -m 2 -o /dev/null -w '%{http_code}' http://web`),
    );
    return stdout;
  };
  expect([await from("box"), await from("guest")]).toEqual(["200", "000"]);
  await again.clock.drive(again.sandbox.places.laptop.run("kubectl delete networkpolicy --all"));
  expect(await from("guest")).toBe("200");
  again.end();
}, 60_000);

test("what leaves is filtered too, names included", async () => {
  const { sh, curl, end } = await cluster("kind");
  await sh(
    policy(
      "quiet",
      "{podSelector: {matchLabels: {app: box}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}",
    ),
  );
  expect(await curl("box")).toContain("exit code 28");
  await sh(policy("dns", "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]}"));
  expect(await curl("box")).toBe("200");
  end();
}, 60_000);

test("a CNI without a policy engine stores them and lets everything through", async () => {
  const { sh, curl, end } = await cluster("aks");
  await sh(DENY);
  expect(await curl("box")).toBe("200");
  end();
}, 60_000);
