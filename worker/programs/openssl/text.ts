import * as x509 from "../../base/x509/index.ts";
import { printName } from "./names.ts";

/** The -text of certificates, requests and keys, as OpenSSL 3 lays it out. */

const hex = (byte: number): string => byte.toString(16).padStart(2, "0");

/** Bytes with colons, so many a line. */
export function hexLines(bytes: Uint8Array, indent: number, perLine: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const end = at + perLine < bytes.length ? ":" : "";
    lines.push(`${" ".repeat(indent)}${Array.from(bytes.subarray(at, at + perLine), hex).join(":")}${end}\n`);
  }
  return lines.join("");
}

export const upperHex = (bytes: Uint8Array, separator = ":"): string =>
  Array.from(bytes, (byte) => hex(byte).toUpperCase()).join(separator);

/** A number with the zero byte that keeps it positive. */
const signed = (value: bigint): Uint8Array => {
  const bytes = x509.bytesOf(value);
  return bytes[0]! >= 0x80 ? x509.concat(Uint8Array.of(0), bytes) : bytes;
};

export function certificateText(one: x509.Certificate, nameStyle?: string): string {
  return [
    "Certificate:\n    Data:\n",
    `        Version: ${one.version} (0x${(one.version - 1).toString(16)})\n`,
    serialText(one.serial),
    `        Signature Algorithm: ${x509.algorithmName(one.signatureAlgorithm)}\n`,
    `        Issuer: ${printName(one.issuer, nameStyle)}\n`,
    `        Validity\n            Not Before: ${x509.opensslTime(one.notBeforeMs)}\n            Not After : ${x509.opensslTime(one.notAfterMs)}\n`,
    `        Subject: ${printName(one.subject, nameStyle)}\n`,
    subjectKeyText(one.publicKey),
    one.extensions.length > 0 ? `        X509v3 extensions:\n${extensionsText(one.extensions, 12)}` : "",
    signatureText(one),
  ].join("");
}

export function requestText(one: x509.CertificateRequest): string {
  return [
    "Certificate Request:\n    Data:\n        Version: 1 (0x0)\n",
    `        Subject: ${printName(one.subject)}\n`,
    subjectKeyText(one.publicKey),
    one.extensions.length > 0
      ? `        Attributes:\n            Requested Extensions:\n${extensionsText(one.extensions, 16)}`
      : "        Attributes:\n            (none)\n            Requested Extensions:\n",
    signatureText(one),
  ].join("");
}

function serialText(serial: Uint8Array): string {
  if (serial.length > 8) return `        Serial Number:\n            ${Array.from(serial, hex).join(":")}\n`;
  const value = x509.bigOf(serial);
  return `        Serial Number: ${value} (0x${value.toString(16)})\n`;
}

const signatureText = ({
  signatureAlgorithm,
  signature,
}: {
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}): string =>
  `    Signature Algorithm: ${x509.algorithmName(signatureAlgorithm)}\n    Signature Value:\n${hexLines(signature, 8, 18)}`;

function subjectKeyText(key: x509.PublicKeyInfo): string {
  return `        Subject Public Key Info:\n            Public Key Algorithm: ${x509.algorithmName(key.algorithm)}\n${publicKeyText(key, 16, true)}`;
}

/** @param inside whether within a certificate, where an RSA key's parts begin with capitals */
export function publicKeyText(key: x509.PublicKeyInfo, indent: number, inside = false): string {
  const pad = " ".repeat(indent);
  const { bits } = x509.keySize(key);
  if (key.algorithm === x509.OID.rsaEncryption) {
    const { n, e } = x509.rsaPublicOf(key);
    const [modulus, exponent] = inside ? ["Modulus", "Exponent"] : ["Modulus", "Exponent"];
    return `${pad}Public-Key: (${bits} bit)\n${pad}${modulus}:\n${hexLines(signed(n), indent + 4, 15)}${pad}${exponent}: ${e} (0x${e.toString(16)})\n`;
  }
  if (key.algorithm === x509.OID.ed25519)
    return `${pad}ED25519 Public-Key:\n${pad}pub:\n${hexLines(key.bits, indent + 4, 15)}`;
  return `${pad}Public-Key: (${bits} bit)\n${pad}pub:\n${hexLines(key.bits, indent + 4, 15)}${curveText(key, pad)}`;
}

function curveText({ curve }: x509.PublicKeyInfo, pad: string): string {
  const name = x509.curveNamed(curve);
  return name ? `${pad}ASN1 OID: ${x509.CURVES[name].name}\n${pad}NIST CURVE: ${x509.CURVES[name].nist}\n` : "";
}

/** What `pkey -text` prints of a private key. */
export function privateKeyText(key: x509.PrivateKey): string {
  const info = x509.publicKeyOf(key);
  const { bits } = x509.keySize(info);
  if (key.kind === "ed25519") {
    return `ED25519 Private-Key:\npriv:\n${hexLines(key.secret, 4, 15)}pub:\n${hexLines(info.bits, 4, 15)}`;
  }
  if (key.kind === "ec") {
    return `Private-Key: (${bits} bit)\npriv:\n${hexLines(key.secret, 4, 15)}pub:\n${hexLines(info.bits, 4, 15)}${curveText(info, "")}`;
  }
  const { n, e, d, p, q, dp, dq, qInv } = key.rsa;
  const parts = [
    ["privateExponent", d],
    ["prime1", p],
    ["prime2", q],
    ["exponent1", dp],
    ["exponent2", dq],
    ["coefficient", qInv],
  ] as const;
  return (
    `Private-Key: (${bits} bit, 2 primes)\nmodulus:\n${hexLines(signed(n), 4, 15)}publicExponent: ${e} (0x${e.toString(16)})\n` +
    parts.map(([name, value]) => `${name}:\n${hexLines(signed(value), 4, 15)}`).join("")
  );
}

const EXTENSION_NAMES: Readonly<Record<string, string>> = {
  [x509.OID.subjectKeyIdentifier]: "X509v3 Subject Key Identifier",
  [x509.OID.keyUsage]: "X509v3 Key Usage",
  [x509.OID.subjectAltName]: "X509v3 Subject Alternative Name",
  [x509.OID.basicConstraints]: "X509v3 Basic Constraints",
  [x509.OID.authorityKeyIdentifier]: "X509v3 Authority Key Identifier",
  [x509.OID.extendedKeyUsage]: "X509v3 Extended Key Usage",
  "2.5.29.31": "X509v3 CRL Distribution Points",
  "2.5.29.32": "X509v3 Certificate Policies",
  "1.3.6.1.5.5.7.1.1": "Authority Information Access",
};

const EXTENSION_WORDS: Readonly<Record<string, string>> = {
  subjectKeyIdentifier: x509.OID.subjectKeyIdentifier,
  keyUsage: x509.OID.keyUsage,
  subjectAltName: x509.OID.subjectAltName,
  basicConstraints: x509.OID.basicConstraints,
  authorityKeyIdentifier: x509.OID.authorityKeyIdentifier,
  extendedKeyUsage: x509.OID.extendedKeyUsage,
};

/** The OID of an extension by the word that configurations use: "subjectAltName". */
export const extensionNumber = (word: string): string | undefined => EXTENSION_WORDS[word];

const PURPOSE_NAMES: Readonly<Record<string, string>> = {
  [x509.OID.serverAuth]: "TLS Web Server Authentication",
  [x509.OID.clientAuth]: "TLS Web Client Authentication",
  [x509.OID.codeSigning]: "Code Signing",
  [x509.OID.emailProtection]: "E-mail Protection",
  [x509.OID.anyExtendedKeyUsage]: "Any Extended Key Usage",
  "1.3.6.1.5.5.7.3.8": "Time Stamping",
  "1.3.6.1.5.5.7.3.9": "OCSP Signing",
};

/** The extensions of a certificate or request as `-text` prints them. @param indent in blanks */
export const extensionsText = (extensions: readonly x509.Extension[], indent: number): string =>
  extensions
    .map((one) => {
      const pad = " ".repeat(indent);
      const name = EXTENSION_NAMES[one.oid] ?? one.oid;
      return `${pad}${name}: ${one.critical ? "critical" : ""}\n${valueText(one)
        .map((line) => `${pad}    ${line}\n`)
        .join("")}`;
    })
    .join("");

function valueText({ oid, value }: x509.Extension): readonly string[] {
  switch (oid) {
    case x509.OID.subjectKeyIdentifier:
      return [upperHex(x509.readKeyIdentifier(value))];
    case x509.OID.keyUsage: {
      const usages = x509.readKeyUsage(value);
      return [
        x509.KEY_USAGES.filter(({ word }) => usages.includes(word))
          .map(({ says }) => says)
          .join(", "),
      ];
    }
    case x509.OID.subjectAltName:
      return [x509.readGeneralNames(x509.readDer(value)).map(generalNameText).join(", ")];
    case x509.OID.basicConstraints: {
      const { ca, pathLength } = x509.readBasicConstraints(value);
      return [`CA:${ca ? "TRUE" : "FALSE"}${pathLength === undefined ? "" : `, pathlen:${pathLength}`}`];
    }
    case x509.OID.extendedKeyUsage:
      return [
        x509
          .readExtendedKeyUsage(value)
          .map((one) => PURPOSE_NAMES[one] ?? one)
          .join(", "),
      ];
    case x509.OID.authorityKeyIdentifier: {
      const { keyId, issuer, serial } = x509.readAuthorityKeyIdentifier(value);
      if (keyId && !issuer && !serial) return [upperHex(keyId)];
      return [
        ...(keyId ? [`keyid:${upperHex(keyId)}`] : []),
        ...(issuer ?? []).map(generalNameText),
        ...(serial ? [`serial:${upperHex(serial)}`] : []),
      ];
    }
    default:
      return [Array.from(value, hex).join("")];
  }
}

const generalNameText = (name: x509.GeneralName): string =>
  name.type === "DirName" ? `DirName:${printName(name.value)}` : `${name.type}:${name.value}`;
