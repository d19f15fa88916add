import type { CertifiedKey, TlsClient } from "../../base/tls.ts";
import { resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { CurlError } from "./error.ts";
import type { Operation } from "./options.ts";
import type { Url } from "./url.ts";

/** What Debian's curl was built with. */
export const CA_FILE = "/etc/ssl/certs/ca-certificates.crt";
export const CA_PATH = "/etc/ssl/certs";

/** Alpine's bundle, where there is no other. */
const OTHER_BUNDLES = ["/etc/ssl/cert.pem"];

/**
 * What curl asks of the handshake. --cacert takes the place of the bundle but not of the directory of trusted certificates, which holds
 * the same ones; -k reads neither.
 *
 * @throws CurlError 77 when the authorities cannot be read, 58 when the client's certificate or key cannot
 */
export async function tlsClient(io: Io, operation: Operation, url: Url): Promise<TlsClient> {
  const { insecure, cert } = operation;
  return {
    serverName: url.host.replace(/^\[|\]$/g, ""),
    alpn: alpnOf(operation),
    trust: insecure ? "" : authorities(io, operation),
    insecure,
    ...(cert === undefined ? {} : { certificate: await ownCertificate(io, operation, cert) }),
    ...(operation.tlsVersions ? { versions: operation.tlsVersions } : {}),
  };
}

export const alpnOf = ({ protocol }: Operation): readonly string[] =>
  protocol === undefined || protocol === "HTTP/2" ? ["h2", "http/1.1"] : ["http/1.1"];

function authorities({ cwd, env, files }: Io, { cacert, capath }: Operation): string {
  const chosen = cacert ?? env.CURL_CA_BUNDLE ?? env.SSL_CERT_FILE;
  const usual = [CA_FILE, ...OTHER_BUNDLES].find((file) => files.stat(file)) ?? CA_FILE;
  const bundle = chosen === undefined ? usual : resolvePath(cwd, chosen);
  if (files.stat(bundle)?.type !== "file")
    throw new CurlError(77, `error setting certificate file: ${chosen ?? bundle}`);
  const text = files.readText(bundle);
  if (!text.includes("-----BEGIN ")) throw new CurlError(77, `error setting certificate file: ${chosen ?? bundle}`);
  const beside = capath ?? CA_PATH;
  const others = resolvePath(cwd, beside);
  if (bundle === usual || files.stat(others)?.type !== "directory") return text;
  const more = files.list(others).filter((name) => /\.(crt|pem|\d+)$/.test(name));
  return [text, ...more.map((name) => files.readText(`${others}/${name}`))].join("\n");
}

/** -E and --key. The key may be in the certificate's file; a passphrase after ":" is for keys that are encrypted. */
async function ownCertificate(io: Io, { key }: Operation, cert: string): Promise<CertifiedKey> {
  const { certificatesIn, isPair, privateKeyIn } = await io.clock.hold(import("../../base/x509/index.ts"));
  const read = (file: string) => {
    const path = resolvePath(io.cwd, file);
    return io.files.stat(path)?.type === "file" ? io.files.readText(path) : undefined;
  };
  const name = read(cert) === undefined ? cert.replace(/:[^:]*$/, "") : cert;
  const chainPem = read(name);
  const [leaf] = certificatesIn(chainPem ?? "");
  if (chainPem === undefined || !leaf) {
    const why =
      chainPem === undefined
        ? "error:80000002:system library::No such file or directory"
        : "error:0480006C:PEM routines::no start line";
    throw new CurlError(
      58,
      `could not load PEM client certificate from ${name}, OpenSSL error ${why}, (no key found, wrong pass phrase, or wrong file format?)`,
    );
  }
  const keyFile = key ?? name;
  const keyPem = read(keyFile);
  const own = privateKeyIn(keyPem ?? "");
  if (keyPem === undefined || !own) throw new CurlError(58, `unable to set private key file: '${keyFile}' type PEM`);
  if (!isPair(leaf.publicKey, own)) throw new CurlError(58, `unable to set private key file: '${keyFile}' type PEM`);
  return { chainPem, keyPem };
}
