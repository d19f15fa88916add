import { type PublicKeyInfo, readPublicKeyInfo } from "./certificate.ts";
import {
  bitString,
  childrenOf,
  der,
  expectTag,
  explicit,
  integer,
  oid,
  readBits,
  readDer,
  readOid,
  sequence,
  TAG,
} from "./der.ts";
import { type Extension, extensionDer } from "./extensions.ts";
import { readExtensions } from "./extensionsRead.ts";
import { algorithmDer, type Signer } from "./issue.ts";
import { isSignedBy } from "./keys.ts";
import { type Name, readName } from "./name.ts";
import { OID } from "./oids.ts";

/** A certification request, PKCS #10: RFC 2986. */
export interface CertificateRequest {
  readonly der: Uint8Array;
  readonly info: Uint8Array;
  readonly subject: Name;
  readonly publicKey: PublicKeyInfo;
  /** What the applicant would like to have in the certificate. */
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}

/** @throws DerError */
export function readRequest(bytes: Uint8Array): CertificateRequest {
  const outer = readDer(bytes);
  const [info, algorithm, signature] = childrenOf(expectTag(outer, TAG.sequence));
  const [, subject, key, attributes] = childrenOf(expectTag(info, TAG.sequence));
  const wanted = (attributes ? childrenOf(attributes) : [])
    .map(childrenOf)
    .find(([type]) => type !== undefined && readOid(type) === OID.extensionRequest);
  return {
    der: outer.whole,
    info: info!.whole,
    subject: readName(expectTag(subject, TAG.sequence)),
    publicKey: readPublicKeyInfo(expectTag(key, TAG.sequence).whole),
    extensions: wanted ? readExtensions(childrenOf(wanted[1]!)[0]!) : [],
    signatureAlgorithm: readOid(childrenOf(expectTag(algorithm, TAG.sequence))[0]!),
    signature: readBits(signature),
  };
}

export function makeRequest(
  draft: { readonly subject: Name; readonly publicKey: Uint8Array; readonly extensions: readonly Extension[] },
  signer: Signer,
): Uint8Array {
  const wanted = sequence(...draft.extensions.map(extensionDer));
  const attribute = sequence(oid(OID.extensionRequest), der(TAG.set, wanted));
  const attributes = explicit(0, ...(draft.extensions.length > 0 ? [attribute] : []));
  const info = sequence(integer(0), draft.subject.der, draft.publicKey, attributes);
  return sequence(info, algorithmDer(signer.algorithm), bitString(signer.sign(info)));
}

/** Whether the applicant has the key that is asked for. */
export const isOwnRequest = ({ info, signatureAlgorithm, signature, publicKey }: CertificateRequest): boolean =>
  isSignedBy({ message: info, algorithm: signatureAlgorithm, signature }, publicKey);
