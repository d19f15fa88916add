import type { SecretObject } from "../../api/generated/types.ts";
import { fromBase64 } from "../../base/base64.ts";

/** A certificate with its key, PEM, as a TLS Secret holds them. */
export interface KeyPair {
  readonly chainPem: string;
  readonly keyPem: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----\s+[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;
const KEY = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\s+[A-Za-z0-9+/=\s]+-----END \1-----/;

/**
 * The pair in a Secret of type kubernetes.io/tls, or what is wrong with it in words that go on after `Secret "x" `.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets
 */
export function readKeyPair(secret: SecretObject): KeyPair | { readonly problem: string } {
  if (secret.type !== "kubernetes.io/tls") {
    return { problem: `is of type ${secret.type ?? "Opaque"}, not kubernetes.io/tls` };
  }
  const chainPem = fromBase64(secret.data?.["tls.crt"] ?? "");
  const keyPem = fromBase64(secret.data?.["tls.key"] ?? "");
  if (!chainPem) return { problem: "has no tls.crt" };
  if (!keyPem) return { problem: "has no tls.key" };
  if (!CERTIFICATE.test(chainPem)) return { problem: "has no PEM certificate in tls.crt" };
  if (!KEY.test(keyPem)) return { problem: "has no PEM private key in tls.key" };
  return { chainPem, keyPem };
}
