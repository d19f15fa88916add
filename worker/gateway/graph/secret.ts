import type { SecretObject } from "../../api/generated/types.ts";
import { fromBase64 } from "../../base/base64.ts";
import { certificatesIn, hostNamesOf, isPair, privateKeyIn } from "../../base/x509/index.ts";

/** A certificate with its key, PEM, as a TLS Secret holds them. */
export interface KeyPair {
  readonly chainPem: string;
  readonly keyPem: string;
  /** Names that the certificate is for. */
  readonly hostnames: readonly string[];
}

type Reading = KeyPair | { readonly problem: string };

/** A Secret is frozen: what it holds is worked out once. */
const read = new WeakMap<SecretObject, Reading>();

/**
 * The pair in a Secret of type kubernetes.io/tls, or what is wrong with it in words that go on after `Secret "x" `. Whether the
 * certificate is in date is its clients' to judge.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets
 */
export function readKeyPair(secret: SecretObject): Reading {
  let reading = read.get(secret);
  if (!reading) {
    reading = examine(secret);
    read.set(secret, reading);
  }
  return reading;
}

function examine({ type = "Opaque", data = {} }: SecretObject): Reading {
  if (type !== "kubernetes.io/tls") return { problem: `is of type ${type}, not kubernetes.io/tls` };
  const chainPem = fromBase64(data["tls.crt"] ?? "");
  const keyPem = fromBase64(data["tls.key"] ?? "");
  if (!chainPem) return { problem: "has no tls.crt" };
  if (!keyPem) return { problem: "has no tls.key" };
  const [certificate] = certificatesIn(chainPem);
  if (!certificate) return { problem: "has no certificate in tls.crt that can be read" };
  const key = privateKeyIn(keyPem);
  if (!key) return { problem: "has no private key in tls.key that can be read" };
  if (!isPair(certificate.publicKey, key)) return { problem: "has a private key that is not the certificate's" };
  return { chainPem, keyPem, hostnames: hostNamesOf(certificate) };
}
