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

test("nginx serves the certificates of a Secret by name, and says what is wrong with one", async () => {
  await laptop(`for h in one two; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -keyout $h.key -out $h.crt -subj /CN=$h -addext subjectAltName=DNS:$h 2>/dev/null; kubectl create secret tls $h --cert=$h.crt --key=$h.key; done
kubectl create configmap conf --from-literal=default.conf='
server { listen 443 ssl; server_name one; ssl_certificate /tls/one/tls.crt; ssl_certificate_key /tls/one/tls.key; return 200 "one over $ssl_protocol\n"; }
server { listen 443 ssl; server_name two; http2 on; ssl_certificate /tls/two/tls.crt; ssl_certificate_key /tls/two/tls.key; return 200 "two\n"; }'
kubectl apply -f - <<END
{"apiVersion":"v1","kind":"Pod","metadata":{"name":"secure"},"spec":{"containers":[{"name":"nginx","image":"nginx:1.27.4","volumeMounts":[
{"name":"one","mountPath":"/tls/one"},{"name":"two","mountPath":"/tls/two"},{"name":"conf","mountPath":"/etc/nginx/conf.d"}]}],
"volumes":[{"name":"one","secret":{"secretName":"one"}},{"name":"two","secret":{"secretName":"two"}},{"name":"conf","configMap":{"name":"conf"}}]}}
END
kubectl wait --for=condition=Ready pod/secure --timeout=60s`);
  const inside = (line: string) => laptop(`kubectl exec secure -- ${line}`);
  expect(await inside("curl -s --cacert /tls/one/tls.crt --resolve one:443:127.0.0.1 https://one/")).toBe(
    "one over TLSv1.3\n",
  );
  expect(await inside("curl -s --cacert /tls/two/tls.crt --resolve two:443:127.0.0.1 https://two/")).toBe("two\n");
  expect(await inside("curl -sS --cacert /tls/one/tls.crt --resolve two:443:127.0.0.1 https://two/ 2>&1")).toContain(
    "curl: (60) SSL certificate problem: self-signed certificate",
  );
  expect(await inside("curl -sk https://localhost/")).toBe("one over TLSv1.3\n");
  expect(await inside("curl -si http://localhost:443/")).toMatch(
    /^HTTP\/1\.1 400 Bad Request\r\nServer: nginx\/1\.27\.4[\s\S]*<center>The plain HTTP request was sent to HTTPS port<\/center>/,
  );
  expect(
    await inside(
      `sh -c 'echo "events {} http { server { listen 443 ssl; ssl_certificate /tls/one/tls.crt; ssl_certificate_key /tls/two/tls.key; } }" > /tmp/n.conf; nginx -t -c /tmp/n.conf'`,
    ),
  ).toContain(
    'nginx: [emerg] SSL_CTX_use_PrivateKey("/tls/two/tls.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
  );
});
