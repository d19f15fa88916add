import { DAY_MS } from "../../time.ts";
import type { CertifiedKey } from "../../tls.ts";
import { certificatePem, certificatesIn } from "../certificate.ts";
import { ascii, bigOf, bytesOf } from "../der.ts";
import {
  addressBytes,
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from "../extensions.ts";
import { issue } from "../issue.ts";
import { digestOf, keyIdentifier, makeEcKey, privateKeyIn, privateKeyPem, publicKeyOf, signerOf } from "../keys.ts";
import { simpleName } from "../name.ts";
import { OID } from "../oids.ts";

/** The public authority's issuing certificate, which servers send along. */
export const PUBLIC_ISSUER_PEM = `-----BEGIN CERTIFICATE-----
MIICJDCCAcqgAwIBAgIUR6woKbXpJI7/2u3yRYnKtgUW/wkwCgYIKoZIzj0EAwIw
TDELMAkGA1UEBhMCVVMxITAfBgNVBAoMGEdhdGVob3VzZSBUcnVzdCBTZXJ2aWNl
czEaMBgGA1UEAwwRR2F0ZWhvdXNlIFJvb3QgUjEwHhcNMjAwMzEzMDAwMDAwWhcN
NDkwMzEyMjM1OTU5WjBPMQswCQYDVQQGEwJVUzEhMB8GA1UECgwYR2F0ZWhvdXNl
IFRydXN0IFNlcnZpY2VzMR0wGwYDVQQDDBRHYXRlaG91c2UgSXNzdWluZyBFMTBZ
MBMGByqGSM49AgEGCCqGSM49AwEHA0IABEkQtJbNTjocC9A2pR9OE3lY/fEtalyR
ZPNRluxqgOJLIztVvT9i793Onsl5Ih/FXkMQ9OSW8vryZpTjn6CaW5ujgYYwgYMw
DgYDVR0PAQH/BAQDAgGGMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAS
BgNVHRMBAf8ECDAGAQH/AgEAMB0GA1UdDgQWBBQTf95N7+2zPp/C/fm7qW+Kq/u0
2DAfBgNVHSMEGDAWgBRD15hD6ztqDbbQAMT2Wq9Eg7ujmzAKBggqhkjOPQQDAgNI
ADBFAiABpZc9Xdd2bh3MsmW+K/oDk2T/hejpj5TTPVaufSw1AAIhAOTe6Npz1Mk7
NcimkjfANV7u9tCT26wmkRAqEMc4KIHA
-----END CERTIFICATE-----
`;

/** It protects nothing but a simulated internet. */
const ISSUER_KEY_PEM = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOz/dPOESke2Uva0H
TMf6tJzCnDRbg73eyU0KhU+B3y2hRANCAARJELSWzU46HAvQNqUfThN5WP3xLWpc
kWTzUZbsaoDiSyM7Vb0/Yu/dzp7JeSIfxV5DEPTklvL68maU45+gmlub
-----END PRIVATE KEY-----
`;

/** Certificates live for 90 days and are renewed after 60, as is usual since ACME. */
const [LIFETIME_DAYS, RENEWAL_DAYS] = [90, 60];

/**
 * The certificate of an honest site: for its names, in date, from the public authority. It follows from names and time alone, so a host
 * keeps the same one until it is renewed, and nothing need be saved.
 *
 * @param names hosts or addresses, the first of which is the subject's common name
 * @param nowMs milliseconds since the epoch, cluster time
 */
export function publicCertificate(names: readonly string[], nowMs: number): CertifiedKey {
  const key = makeEcKey("p256", derivedFrom(`site key of ${names[0]}`));
  const publicKey = publicKeyOf(key);
  const issuer = certificatesIn(PUBLIC_ISSUER_PEM)[0]!;
  const epoch = Math.floor(nowMs / DAY_MS / RENEWAL_DAYS);
  const notBeforeMs = epoch * RENEWAL_DAYS * DAY_MS;
  const serial = digestOf("sha256", ascii(`serial ${epoch} of ${names.join(" ")}`)).slice(0, 18);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const der = issue(
    {
      serial,
      issuer: issuer.subject,
      subject: simpleName({ CN: names[0]! }),
      notBeforeMs,
      notAfterMs: notBeforeMs + LIFETIME_DAYS * DAY_MS - 1000,
      publicKey: publicKey.der,
      extensions: [
        keyUsage(["digitalSignature"]),
        extendedKeyUsage([OID.serverAuth]),
        basicConstraints({ ca: false }),
        subjectKeyIdentifier(keyIdentifier(publicKey)),
        authorityKeyIdentifier(keyIdentifier(issuer.publicKey)),
        subjectAltName(names.map((value) => ({ type: addressBytes(value) ? "IP Address" : "DNS", value }))),
      ],
    },
    signerOf(privateKeyIn(ISSUER_KEY_PEM)!),
  );
  return { chainPem: certificatePem({ der }) + PUBLIC_ISSUER_PEM, keyPem: privateKeyPem(key) };
}

/** Bytes that follow from a text; asked again they go on. */
function derivedFrom(text: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    const wide = digestOf("sha512", ascii(`${text} ${count++}`));
    return bytesOf(bigOf(wide) % (1n << BigInt(length * 8)), length);
  };
}
