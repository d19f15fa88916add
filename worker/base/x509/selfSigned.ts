import type { RandomStream } from "../random.ts";
import { DAY_MS } from "../time.ts";
import type { CertifiedKey } from "../tls.ts";
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  type GeneralName,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from "./extensions.ts";
import { type CertificateDraft, issue } from "./issue.ts";
import { keyIdentifier, makeEcKey, type PrivateKey, privateKeyPem, publicKeyOf, signerOf } from "./keys.ts";
import { simpleName } from "./name.ts";
import { OID } from "./oids.ts";
import { toPem } from "./pem.ts";

/**
 * The certificate that components of Kubernetes make for themselves where they are given none: signed by an authority of its own, which
 * nobody knows, for a year, from an hour ago.
 *
 * @see k8s.io/client-go util/cert GenerateSelfSignedCertKey
 */
export function ownCertificate(
  host: string,
  {
    others = [],
    chance,
    nowMs,
  }: { readonly others?: readonly GeneralName[]; readonly chance: RandomStream; readonly nowMs: number },
): CertifiedKey {
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => chance.below(256));
  const [rootKey, leafKey] = [makeEcKey("p256", bytes), makeEcKey("p256", bytes)];
  const notBeforeMs = nowMs - 3_600_000;
  const stamp = Math.floor(nowMs / 1000);
  const issuer = simpleName({ CN: `${host}-ca@${stamp}` });
  const rootId = keyIdentifier(publicKeyOf(rootKey));
  const signed = (key: PrivateKey, draft: Pick<CertificateDraft, "subject" | "extensions">) =>
    toPem(
      "CERTIFICATE",
      issue(
        {
          serial: bytes(8).with(0, 1),
          issuer,
          notBeforeMs,
          notAfterMs: notBeforeMs + 365 * DAY_MS,
          publicKey: publicKeyOf(key).der,
          ...draft,
        },
        signerOf(rootKey),
      ),
    );
  const root = signed(rootKey, {
    subject: issuer,
    extensions: [
      keyUsage(["digitalSignature", "keyEncipherment", "keyCertSign"]),
      basicConstraints({ ca: true }),
      subjectKeyIdentifier(rootId),
      subjectAltName([{ type: "DNS", value: `${host}-ca@${stamp}` }]),
    ],
  });
  const leaf = signed(leafKey, {
    subject: simpleName({ CN: `${host}@${stamp}` }),
    extensions: [
      keyUsage(["digitalSignature", "keyEncipherment"]),
      extendedKeyUsage([OID.serverAuth]),
      basicConstraints({ ca: false }),
      authorityKeyIdentifier(rootId),
      subjectAltName([{ type: "DNS", value: host }, ...others]),
    ],
  });
  return { chainPem: leaf + root, keyPem: privateKeyPem(leafKey) };
}
