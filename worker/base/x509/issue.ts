import { bitString, explicit, integer, nothing, oid, sequence, time } from "./der.ts";
import { type Extension, extensionDer } from "./extensions.ts";
import type { Name } from "./name.ts";

/** What a certificate is to say; its signer adds how it is signed. */
export interface CertificateDraft {
  readonly serial: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** Signs bytes with a key of its own. */
export interface Signer {
  /** The signature algorithm's number. */
  readonly algorithm: string;
  sign(message: Uint8Array): Uint8Array;
}

/** Algorithms of RSA carry a NULL, the others nothing: RFC 4055, RFC 5758. */
export const algorithmDer = (algorithm: string): Uint8Array =>
  sequence(oid(algorithm), ...(algorithm.startsWith("1.2.840.113549.1.1.") ? [nothing()] : []));

/** The certificate as DER. Version 3, or 1 when it has no extensions. */
export function issue(draft: CertificateDraft, signer: Signer): Uint8Array {
  const { extensions } = draft;
  const algorithm = algorithmDer(signer.algorithm);
  const tbs = sequence(
    ...(extensions.length > 0 ? [explicit(0, integer(2))] : []),
    integer(draft.serial),
    algorithm,
    draft.issuer.der,
    sequence(time(draft.notBeforeMs), time(draft.notAfterMs)),
    draft.subject.der,
    draft.publicKey,
    ...(extensions.length > 0 ? [explicit(3, sequence(...extensions.map(extensionDer)))] : []),
  );
  return sequence(tbs, algorithm, bitString(signer.sign(tbs)));
}
