/** A user gets in by a certificate that the cluster has signed, and pods are held to the standards of their namespace. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, lab } from "./lab.ts";

const READY = { timeout: 60_000 };
let world: Lab;
const says = async (script: string) => {
  const { stdout, stderr } = await world.clock.drive(world.sandbox.places.laptop.run(script));
  return `${stdout}${stderr}`.trimEnd();
};

beforeAll(async () => {
  world = await lab();
}, READY.timeout);
afterAll(() => world.end());

const request = (name: string, more = "") => `cat <<END | kubectl apply -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: ${name} }
spec:
  request: $(base64 < jane.csr | tr -d '\\n')
  signerName: kubernetes.io/kube-apiserver-client
  ${more}
END`;

describe("a certificate signing request", () => {
  test("waits for its approval, is signed after it, and lets its holder in", async () => {
    await says(
      "openssl ecparam -name prime256v1 -genkey -noout -out jane.key; openssl req -new -key jane.key -subj /O=readers/CN=jane -out jane.csr",
    );
    await says(request("jane", "usages: [client auth]"));
    expect(await says("kubectl get csr --no-headers")).toMatch(
      /^jane +\d+s +kubernetes.io\/kube-apiserver-client +kubernetes-admin +<none> +Pending$/,
    );
    await says("kubectl certificate approve jane; sleep 1");
    expect(await says("kubectl get csr jane --no-headers")).toMatch(/Approved,Issued$/);
    await says("kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d > jane.crt");
    expect(await says("openssl x509 -in jane.crt -noout -subject -issuer -ext keyUsage,extendedKeyUsage")).toBe(
      `subject=O = readers, CN = jane
issuer=CN = kubernetes
X509v3 Extended Key Usage: 
    TLS Web Client Authentication`,
    );
    await says("kubectl config set-credentials jane --client-certificate=jane.crt --client-key=jane.key");
    expect(await says("kubectl --user jane get pods")).toBe(
      'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    await says("kubectl create rolebinding read --clusterrole view --group readers");
    expect(await says("kubectl --user jane get pods")).toBe("No resources found in default namespace.");
  });
  test("fails when it is not for its signer", async () => {
    await says(`${request("serving", "usages: [server auth]")}\nkubectl certificate approve serving; sleep 1`);
    expect(await says("kubectl get csr serving --no-headers")).toMatch(/Approved,Failed$/);
    expect(await says("kubectl get csr serving -o jsonpath='{.status.conditions[1].message}'")).toBe(
      "invalid usage for client certificate: server auth",
    );
  });
  test("is not for the group that may do everything", async () => {
    await says("openssl req -new -key jane.key -subj /O=system:masters/CN=jane -out jane.csr");
    expect(await says(request("master", "usages: [client auth]"))).toContain(
      "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed",
    );
  });
  test("goes an hour after it was decided", async () => {
    await says("sleep 3700");
    expect(await says("kubectl get csr")).toBe("No resources found");
  });
});

test("pods of a Deployment in a restricted namespace are refused, and its set tells why", async () => {
  await says("kubectl create ns strict; kubectl label ns strict pod-security.kubernetes.io/enforce=restricted");
  expect(await says("kubectl create deployment web --image nginx -n strict")).toContain(
    'Warning: would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "nginx"',
  );
  await says("sleep 2");
  expect(await says("kubectl get events -n strict -o jsonpath='{.items[*].message}'")).toContain(
    'is forbidden: violates PodSecurity "restricted:latest"',
  );
  expect(await says("kubectl get pods -n strict")).toBe("No resources found in strict namespace.");
});

test("the control plane is well, as its pods say", async () => {
  expect((await says("kubectl get cs 2>&1 | sed 's/ *$//'")).split("\n")).toEqual(
    expect.arrayContaining([
      "NAME                 STATUS    MESSAGE   ERROR",
      "controller-manager   Healthy   ok",
      "scheduler            Healthy   ok",
      "etcd-0               Healthy   ok",
      "Warning: v1 ComponentStatus is deprecated in v1.19+",
    ]),
  );
});
