import { readCertificate } from "./certificate.ts";
import { DerError } from "./der.ts";
import { isPair, privateKeyIn } from "./keys.ts";
import { OID } from "./oids.ts";
import { pemBlocks } from "./pem.ts";

/**
 * What Go's crypto/tls says of a certificate and a key that are no pair: X509KeyPair.
 *
 * @returns undefined when they are one
 */
export function goKeyPairProblem(certPem: string, keyPem: string): string | undefined {
  const certBlocks = pemBlocks(certPem);
  const leaf = certBlocks.find(({ label }) => label === "CERTIFICATE");
  if (!leaf) return noCertificate(certBlocks.map(({ label }) => label));
  const keyBlocks = pemBlocks(keyPem);
  if (!keyBlocks.some(({ label }) => isKey(label))) return noKey(keyBlocks.map(({ label }) => label));
  let publicKey: ReturnType<typeof readCertificate>["publicKey"];
  try {
    ({ publicKey } = readCertificate(leaf.der));
  } catch (error) {
    if (error instanceof DerError) return "x509: malformed certificate";
    throw error;
  }
  const key = privateKeyIn(keyPem);
  if (!key) return "tls: failed to parse private key";
  const kind =
    publicKey.algorithm === OID.rsaEncryption ? "rsa" : publicKey.algorithm === OID.ed25519 ? "ed25519" : "ec";
  if (kind !== key.kind) return "tls: private key type does not match public key type";
  return isPair(publicKey, key) ? undefined : "tls: private key does not match public key";
}

const isKey = (label: string): boolean => label === "PRIVATE KEY" || label.endsWith(" PRIVATE KEY");

function noCertificate(skipped: readonly string[]): string {
  if (skipped.length === 0) return "tls: failed to find any PEM data in certificate input";
  if (skipped.length === 1 && skipped[0]!.endsWith("PRIVATE KEY")) {
    return "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched";
  }
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(" ")}]`;
}

function noKey(skipped: readonly string[]): string {
  if (skipped.length === 0) return "tls: failed to find any PEM data in key input";
  if (skipped.length === 1 && skipped[0] === "CERTIFICATE") {
    return "tls: found a certificate rather than a key in the PEM for the private key";
  }
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(" ")}]`;
}
