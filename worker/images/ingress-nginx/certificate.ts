import type { RandomStream } from "../../base/random.ts";
import { DAY_MS } from "../../base/time.ts";
import * as x509 from "../../base/x509/index.ts";

interface Made {
  readonly caPem: string;
  readonly chainPem: string;
  readonly keyPem: string;
}

interface Wanted {
  readonly chance: RandomStream;
  readonly nowMs: number;
}

/** Bytes by chance. */
export const bytesBy = (chance: RandomStream) => (count: number) =>
  Uint8Array.from({ length: count }, () => chance.below(256));

/**
 * What nginx shows where no Secret has a certificate: its own issuer, for ingress.local.
 *
 * @see kubernetes/ingress-nginx internal/net/ssl getFakeHostSSLCert
 */
export function fakeCertificate({ chance, nowMs }: Wanted): Omit<Made, "caPem"> {
  const key = x509.makeEcKey("p256", bytesBy(chance));
  const name = x509.simpleName({ O: "Acme Co", CN: "Kubernetes Ingress Controller Fake Certificate" });
  const der = x509.issue(
    {
      serial: serialBy(chance),
      issuer: name,
      subject: name,
      notBeforeMs: nowMs,
      notAfterMs: nowMs + 365 * DAY_MS,
      publicKey: x509.publicKeyOf(key).der,
      extensions: [
        x509.keyUsage(["digitalSignature", "keyEncipherment"]),
        x509.extendedKeyUsage([x509.OID.serverAuth]),
        x509.basicConstraints({ ca: false }),
        x509.subjectAltName([{ type: "DNS", value: "ingress.local" }]),
      ],
    },
    x509.signerOf(key),
  );
  return { chainPem: x509.toPem("CERTIFICATE", der), keyPem: x509.privateKeyPem(key) };
}

/**
 * An authority of its own and a certificate for hosts.
 *
 * @see kubernetes/ingress-nginx images/kube-webhook-certgen pkg/certs GenerateCerts
 */
export function webhookCertificates(hosts: readonly string[], { chance, nowMs }: Wanted): Made {
  const [rootKey, leafKey] = [x509.makeEcKey("p256", bytesBy(chance)), x509.makeEcKey("p256", bytesBy(chance))];
  const notBeforeMs = nowMs - 5 * 60_000;
  const dates = { notBeforeMs, notAfterMs: notBeforeMs + 100 * 365 * DAY_MS };
  const issuer = x509.simpleName({ O: "nil1" });
  const root = x509.issue(
    {
      ...dates,
      serial: serialBy(chance),
      issuer,
      subject: issuer,
      publicKey: x509.publicKeyOf(rootKey).der,
      extensions: [
        x509.keyUsage(["keyCertSign"]),
        x509.extendedKeyUsage([x509.OID.serverAuth]),
        x509.basicConstraints({ ca: true }),
        x509.subjectKeyIdentifier(x509.keyIdentifier(x509.publicKeyOf(rootKey))),
      ],
    },
    x509.signerOf(rootKey),
  );
  const leaf = x509.issue(
    {
      ...dates,
      serial: serialBy(chance),
      issuer,
      subject: x509.simpleName({ O: "nil2" }),
      publicKey: x509.publicKeyOf(leafKey).der,
      extensions: [
        x509.keyUsage(["digitalSignature", "keyEncipherment"]),
        x509.extendedKeyUsage([x509.OID.serverAuth]),
        x509.basicConstraints({ ca: false }),
        x509.authorityKeyIdentifier(x509.keyIdentifier(x509.publicKeyOf(rootKey))),
        x509.subjectAltName(
          hosts.map((value) => ({
            type: /^[\d.]+$|:/.test(value) ? ("IP Address" as const) : ("DNS" as const),
            value,
          })),
        ),
      ],
    },
    x509.signerOf(rootKey),
  );
  return {
    caPem: x509.toPem("CERTIFICATE", root),
    chainPem: x509.toPem("CERTIFICATE", leaf),
    keyPem: x509.traditionalKeyPem(leafKey),
  };
}

function serialBy(chance: RandomStream): Uint8Array {
  const serial = bytesBy(chance)(16);
  serial[0] = (serial[0]! & 0x7f) | 1;
  return serial;
}

/** Why a certificate is not for a host, as Go says it; undefined when it is. Who signed it does not matter. */
export function unfitFor(pem: string, host: string): string | undefined {
  const [leaf] = x509.certificatesIn(pem);
  if (!leaf) return "tls: failed to find any PEM data in certificate input";
  const asked = host.startsWith("*.") ? `any${host.slice(1)}` : host;
  if (x509.isFor(leaf, asked, false)) return undefined;
  const names = x509.altNamesOf(leaf).flatMap((one) => (one.type === "DNS" ? [one.value] : []));
  return names.length === 0
    ? `x509: certificate is not valid for any names, but wanted to match ${host}`
    : `x509: certificate is valid for ${names.join(", ")}, not ${host}`;
}
