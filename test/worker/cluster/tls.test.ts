import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Lab, lab } from "./lab.ts";

const read = vi.hoisted(() => ({ x509: false }));
vi.mock("../../../worker/base/x509/index.ts", async (original) => {
  read.x509 = true;
  return original();
});

let one: Lab;

/** What a command on the laptop prints, to stdout and stderr. */
async function laptop(line: string): Promise<string> {
  const { stdout, stderr } = await one.clock.drive(one.sandbox.places.laptop.run(line));
  return stdout + stderr;
}
beforeAll(async () => {
  one = await lab();
});
afterAll(() => one.sandbox.stop());

describe("a cluster's certificates", () => {
  test("are believed by kubectl without reading X.509", async () => {
    expect(await laptop("kubectl get nodes -o name")).toContain("node/kind-control-plane");
    expect(read.x509).toBe(false);
  });
  test("are what the real openssl would read: kubeconfig, its authority and the API server", async () => {
    await laptop(
      "kubectl config view --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d > ca.crt; " +
        "kubectl config view --raw -o jsonpath='{.users[0].user.client-certificate-data}' | base64 -d > me.crt; " +
        "kubectl config view --raw -o jsonpath='{.users[0].user.client-key-data}' | base64 -d > me.key",
    );
    expect(await laptop("openssl verify -CAfile ca.crt me.crt")).toBe("me.crt: OK\n");
    expect(await laptop("openssl x509 -in me.crt -noout -subject")).toBe(
      "subject=O = kubeadm:cluster-admins, CN = kubernetes-admin\n",
    );
    expect(await laptop("openssl x509 -in ca.crt -noout -subject -ext basicConstraints")).toContain("CA:TRUE");
    expect(
      await laptop(
        "kubectl get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' | diff - ca.crt && echo same",
      ),
    ).toBe("same\n");
  });
  test("verify by curl with the authority, with and without a client certificate, and not without", async () => {
    const server = (await laptop("kubectl config view -o jsonpath='{.clusters[0].cluster.server}'")).trim();
    expect(await laptop(`curl -s --cacert ca.crt --cert me.crt --key me.key ${server}/livez`)).toBe("ok");
    expect(await laptop(`curl -sS ${server}/livez`)).toContain(
      "SSL certificate problem: unable to get local issuer certificate",
    );
    expect(await laptop(`openssl s_client -connect ${server.slice(8)} -CAfile ca.crt </dev/null 2>&1`)).toContain(
      "Verify return code: 0 (ok)",
    );
  });
  test("of another cluster are refused in Go's words", async () => {
    expect(
      await laptop(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout o.key -out o.crt -subj /CN=kubernetes 2>/dev/null; kubectl get pods --certificate-authority=o.crt",
      ),
    ).toContain(
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")\n',
    );
    expect(await laptop("kubectl get pods --tls-server-name=foo")).toMatch(
      /x509: certificate is valid for kind-control-plane, kubernetes, .*localhost, not foo\n$/,
    );
    expect(await laptop("kubectl get pods --insecure-skip-tls-verify")).toBe(
      "No resources found in default namespace.\n",
    );
  });
});

test("a pair that is none is refused by kubectl create secret tls", async () => {
  await laptop(
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout a.key -out a.crt -subj /CN=a; openssl ecparam -name prime256v1 -genkey -noout -out b.key",
  );
  expect(await laptop("kubectl create secret tls t --cert=a.crt --key=b.key")).toBe(
    "error: tls: private key does not match public key\n",
  );
  expect(await laptop("kubectl create secret tls t --cert=a.key --key=a.crt")).toBe(
    "error: tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched\n",
  );
  expect(await laptop("kubectl create secret tls t --cert=a.crt --key=a.key")).toBe("secret/t created\n");
  expect(await laptop("kubectl describe secret t")).toContain("Type:  kubernetes.io/tls\n\nData\n====\ntls.crt:  ");
});
