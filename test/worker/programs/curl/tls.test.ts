import { describe, expect, test } from "vitest";
import { textResponse } from "../../../../worker/base/http.ts";
import type { TlsIdentity } from "../../../../worker/base/net.ts";
import { curl } from "../../../../worker/programs/curl/index.ts";
import { RECORDED } from "../../base/x509/recorded/certificates.ts";
import { a, run, type World } from "../fakeIo.ts";

type Name = keyof typeof RECORDED;

const { authority, other, middle, self, person, leaf } = RECORDED;

/** curl asks a server that shows these certificates; the bundle of the system holds the authority's. */
async function ask(
  line: string,
  shown: readonly Name[],
  more: Partial<TlsIdentity> = {},
  bundle: string = authority.crt,
) {
  const chainPem = shown.map((name) => RECORDED[name].crt).join("");
  const certificate = () => (shown.length > 0 ? { chainPem, keyPem: RECORDED[shown[0]!].key } : undefined);
  const world: World = {
    records: [a("demo.", "10.96.1.2"), a("api.demo.example.", "10.96.1.2"), a("shop.", "10.96.1.2")],
    http: {
      "10.96.1.2:443": () => textResponse(200, "hello\n", "text/plain"),
      "10.96.1.2:80": () => textResponse(200, "plain\n", "text/plain"),
    },
    tls: { certificate, ...more },
  };
  const files = {
    "/etc/ssl/certs/ca-certificates.crt": bundle,
    "/root/ca.crt": authority.crt,
    "/root/other.crt": other.crt,
    "/root/self.crt": self.crt,
    "/root/leaf.crt": leaf.crt,
    "/root/middle.crt": middle.crt,
    "/root/me.crt": person.crt,
    "/root/me.key": person.key,
    "/root/not.key": leaf.key,
    "/root/empty": "nothing\n",
  };
  return run(curl, line.split(" "), { world, files });
}

const NOT_TRUSTED = "SSL certificate problem: ";

/** Each row's last column is what the real curl 8.14.1 says after "curl: (N) "; none: it gets its answer. */
describe("the certificate of the server", () => {
  test.each<[says: string, line: string, shown: readonly Name[], code: number, words?: string]>([
    ["of a known authority by way of another", "https://demo/", ["leaf", "middle"], 0],
    ["for one more name by asterisk", "https://api.demo.example/", ["leaf", "middle"], 0],
    ["for an address", "https://10.96.1.2/", ["leaf", "middle"], 0],
    ["whose middle is not sent", "https://demo/", ["leaf"], 60, `${NOT_TRUSTED}unable to get local issuer certificate`],
    ["whose middle is not sent, and --cacert holds", "--cacert middle.crt https://demo/", ["leaf"], 0],
    [
      "of another authority of the same name",
      "--cacert other.crt https://demo/",
      ["leaf", "middle"],
      60,
      `${NOT_TRUSTED}unable to get local issuer certificate`,
    ],
    [
      "with an authority of its own",
      "--cacert other.crt https://demo/",
      ["leaf", "middle", "authority"],
      60,
      `${NOT_TRUSTED}self-signed certificate in certificate chain`,
    ],
    ["signed by itself", "https://demo/", ["self"], 60, `${NOT_TRUSTED}self-signed certificate`],
    ["signed by itself, and --cacert holds it", "--cacert self.crt https://demo/", ["self"], 0],
    ["signed by itself, with -k", "-k https://demo/", ["self"], 0],
    ["itself in --cacert, though it is no root", "--cacert leaf.crt https://demo/", ["leaf"], 0],
    ["out of date", "https://demo/", ["expired"], 60, `${NOT_TRUSTED}certificate has expired`],
    ["not in date yet", "https://demo/", ["future"], 60, `${NOT_TRUSTED}certificate is not yet valid`],
    ["with a key too short for Debian", "https://demo/", ["weak"], 60, `${NOT_TRUSTED}EE certificate key too weak`],
    [
      "for other names",
      "https://shop/",
      ["leaf", "middle"],
      60,
      "SSL: no alternative certificate subject name matches target hostname 'shop'",
    ],
    [
      "for another address",
      "--connect-to ::10.96.1.2: https://10.9.9.9/",
      ["leaf", "middle"],
      60,
      "SSL: no alternative certificate subject name matches target ipv4 address '10.9.9.9'",
    ],
    ["with nothing but a common name", "https://demo/", ["named"], 0],
    [
      "with another common name",
      "https://shop/",
      ["named"],
      60,
      "SSL: certificate subject name 'demo' does not match target hostname 'shop'",
    ],
    ["on the curve P-384", "https://demo/", ["curve384"], 0],
    [
      "that is none",
      "https://demo/",
      [],
      35,
      "TLS connect error: error:0A000410:SSL routines::ssl/tls alert handshake failure",
    ],
    [
      "and a bundle that is not there",
      "--cacert nosuch.crt https://demo/",
      ["self"],
      77,
      "error setting certificate file: nosuch.crt",
    ],
    [
      "and a bundle that holds none",
      "--cacert empty https://demo/",
      ["self"],
      77,
      "error setting certificate file: empty",
    ],
  ])("%s: %s", async (_, line, shown, code, words) => {
    const result = await ask(`-sS ${line}`, shown, {}, line.includes("--cacert") ? "" : undefined);
    expect([result.code, result.stderr.split("\n")[0]]).toEqual([
      code,
      words === undefined ? "" : `curl: (${code}) ${words}`,
    ]);
    expect(result.stdout).toBe(code === 0 ? "hello\n" : "");
  });
  test("an untrusted one is explained, and traced with what is wrong", async () => {
    const { stderr, traces } = await ask("-sS https://demo/", ["self"]);
    expect(stderr).toContain("More details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify");
    expect(traces[0]!.failure).toMatchObject({ kind: "tls", tls: { problem: "selfSigned", verifyCode: 18 } });
  });
  test("%{ssl_verify_result} tells OpenSSL's number", async () => {
    expect((await ask("-s -w %{ssl_verify_result} https://demo/", ["expired"])).stdout).toBe("10");
  });
});

describe("the certificate of the client", () => {
  const clients = (mode: "ask" | "require") => ({ clients: () => ({ trust: authority.crt, mode }) });
  test.each<[says: string, line: string, mode: "ask" | "require", code: number, words?: string]>([
    ["is shown where it is required", "--cert me.crt --key me.key https://demo/", "require", 0],
    [
      "is missed where it is required",
      "https://demo/",
      "require",
      56,
      "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
    ],
    ["may be left out where it is only asked for", "https://demo/", "ask", 0],
    [
      "is refused when nobody knows it",
      "--cert self.crt --key not.key https://demo/",
      "require",
      58,
      "unable to set private key file: 'not.key' type PEM",
    ],
    [
      "must be there",
      "--cert nosuch.crt https://demo/",
      "ask",
      58,
      "could not load PEM client certificate from nosuch.crt, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)",
    ],
  ])("%s: %s", async (_, line, mode, code, words) => {
    const result = await ask(`-sS ${line}`, ["leaf", "middle"], clients(mode));
    expect([result.code, result.stderr.split("\n")[0]]).toEqual([
      code,
      words === undefined ? "" : `curl: (${code}) ${words}`,
    ]);
  });
});

test("what speaks no TLS, and versions that do not meet", async () => {
  expect((await ask("-sS --tls-max 1.2 https://demo/", ["leaf", "middle"], { versions: ["TLSv1.3"] })).stderr).toBe(
    "curl: (35) TLS connect error: error:0A00042E:SSL routines::tlsv1 alert protocol version\n",
  );
});

test("-v tells the handshake as OpenSSL's messages come", async () => {
  const { stderr } = await ask("-sv https://demo/", ["leaf", "middle"], { alpn: ["h2", "http/1.1"] });
  expect(stderr).toBe(`* Host demo:443 was resolved.
* IPv6: (none)
* IPv4: 10.96.1.2
*   Trying 10.96.1.2:443...
* ALPN: curl offers h2,http/1.1
* TLSv1.3 (OUT), TLS handshake, Client hello (1):
*  CAfile: /etc/ssl/certs/ca-certificates.crt
*  CApath: /etc/ssl/certs
* TLSv1.3 (IN), TLS handshake, Server hello (2):
* TLSv1.3 (IN), TLS change cipher, Change cipher spec (1):
* TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):
* TLSv1.3 (IN), TLS handshake, Certificate (11):
* TLSv1.3 (IN), TLS handshake, CERT verify (15):
* TLSv1.3 (IN), TLS handshake, Finished (20):
* TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):
* TLSv1.3 (OUT), TLS handshake, Finished (20):
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / x25519 / id-ecPublicKey
* ALPN: server accepted h2
* Server certificate:
*  subject: CN=demo
*  start date: Jan  1 00:00:00 2024 GMT
*  expire date: Dec 31 23:59:59 2033 GMT
*  subjectAltName: host "demo" matched cert's "demo"
*  issuer: C=SE; O=Test; CN=Test Middle
*  SSL certificate verify ok.
*   Certificate level 0: Public key type EC/prime256v1 (256/128 Bits/secBits), signed using ecdsa-with-SHA256
*   Certificate level 1: Public key type EC/prime256v1 (256/128 Bits/secBits), signed using sha256WithRSAEncryption
*   Certificate level 2: Public key type RSA (2048/112 Bits/secBits), signed using sha256WithRSAEncryption
* Connected to demo (10.96.1.2) port 443
* using HTTP/2
* [HTTP/2] [1] OPENED stream for https://demo/
* [HTTP/2] [1] [:method: GET]
* [HTTP/2] [1] [:scheme: https]
* [HTTP/2] [1] [:authority: demo]
* [HTTP/2] [1] [:path: /]
* [HTTP/2] [1] [user-agent: curl/8.14.1]
* [HTTP/2] [1] [accept: */*]
> GET / HTTP/2\r
> Host: demo\r
> User-Agent: curl/8.14.1\r
> Accept: */*\r
> \r
* Request completely sent off
* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):
* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):
< HTTP/2 200 \r
< content-type: text/plain\r
< content-length: 6\r
< \r
{ [6 bytes data]
* Connection #0 to host demo left intact
`);
});

test("-v tells where a handshake breaks off", async () => {
  const { stderr } = await ask("-sv https://demo/", ["self"]);
  expect(stderr).toContain(`* TLSv1.3 (IN), TLS handshake, Certificate (11):
* TLSv1.3 (OUT), TLS alert, unknown CA (560):
* SSL certificate problem: self-signed certificate
* closing connection #0
`);
});

test("-kv goes on and says so", async () => {
  const { stderr } = await ask("-skv https://demo/", ["self"]);
  expect(stderr).not.toContain("CAfile");
  expect(stderr).toContain(
    "*  issuer: O=demo; CN=demo\n*  SSL certificate verify result: self-signed certificate (18), continuing anyway.\n",
  );
});
