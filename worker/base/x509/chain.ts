import type { TlsProblem } from "../trace.ts";
import {
  altNamesOf,
  authorityOf,
  type Certificate,
  constraintsOf,
  keyIdOf,
  keyUsageOf,
  purposesOf,
} from "./certificate.ts";
import { latin1, sameBytes } from "./der.ts";
import { addressBytes } from "./extensions.ts";
import { isSignedBy, rsaPublicOf, signatureDigest } from "./keys.ts";
import { commonNameOf } from "./name.ts";
import { OID } from "./oids.ts";
import { bitLength } from "./rsa.ts";

/** Whether one certificate's signature is by another's key; remembered, since the arithmetic is the dear part. */
export class SignatureMemo {
  readonly #known = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

  issued(child: Certificate, issuer: Certificate): boolean {
    const known = this.#known.get(child) ?? new WeakMap<Certificate, boolean>();
    this.#known.set(child, known);
    let answer = known.get(issuer);
    if (answer === undefined) {
      const { tbs, signatureAlgorithm, signature } = child;
      answer = isSignedBy({ message: tbs, algorithm: signatureAlgorithm, signature }, issuer.publicKey);
      known.set(issuer, answer);
    }
    return answer;
  }
}

/** Something that OpenSSL finds wrong with a chain: an X509_V_ERR. */
export interface ChainFault {
  readonly code: number;
  readonly problem: TlsProblem;
  /** Where in the path: 0 is the leaf. */
  readonly depth: number;
}

/** X509_verify_cert_error_string of OpenSSL 3. */
export const VERIFY_WORDS: Readonly<Record<number, string>> = {
  0: "ok",
  2: "unable to get issuer certificate",
  7: "certificate signature failure",
  9: "certificate is not yet valid",
  10: "certificate has expired",
  18: "self-signed certificate",
  19: "self-signed certificate in certificate chain",
  20: "unable to get local issuer certificate",
  21: "unable to verify the first certificate",
  25: "path length constraint exceeded",
  26: "unsuitable certificate purpose",
  62: "hostname mismatch",
  63: "email address mismatch",
  64: "IP address mismatch",
  66: "EE certificate key too weak",
  67: "CA certificate key too weak",
  68: "CA signature digest algorithm too weak",
  79: "invalid CA certificate",
};

export interface Question {
  /** Leaf first, then whatever the other side sent. */
  readonly chain: readonly Certificate[];
  readonly trusted: readonly Certificate[];
  readonly nowMs: number;
  readonly purpose?: "server" | "client";
  /** A trusted certificate ends the path even where it is no root (X509_V_FLAG_PARTIAL_CHAIN, as curl sets it). */
  readonly partial?: boolean;
  /** Keys and digests must be of security level 2, as in TLS on Debian. */
  readonly strength?: boolean;
}

export interface Answer {
  /** From the leaf up, as far as it goes. */
  readonly path: readonly Certificate[];
  /** In the order in which OpenSSL reports them; the last is the one that stays as the result. */
  readonly faults: readonly ChainFault[];
}

/** How long a path may get: OpenSSL's verify_depth. */
const MAXIMUM_DEPTH = 100;

/**
 * Builds a path from the leaf to a trusted certificate and examines it in the order of OpenSSL's X509_verify_cert: path, then
 * extensions, then key strength, then signatures and dates from the top down.
 */
export function examineChain(question: Question, memo: SignatureMemo): Answer {
  const { path, fault } = buildPath(question);
  const faults = [
    ...(fault ? [fault] : []),
    ...extensionFaults(question, path),
    ...(question.strength ? strengthFaults(path) : []),
    ...signatureFaults(question, path, memo, fault !== undefined),
  ];
  return { path, faults };
}

const isSelfIssued = (one: Certificate): boolean => sameBytes(one.subject.der, one.issuer.der);

/** Names match and, where both say, key identifiers do: X509_check_issued. */
function mayHaveIssued(issuer: Certificate, child: Certificate): boolean {
  if (!sameBytes(issuer.subject.der, child.issuer.der)) return false;
  const { keyId, serial } = authorityOf(child);
  const own = keyIdOf(issuer);
  if (keyId && own !== undefined && latin1(keyId) !== own) return false;
  return !serial || sameBytes(serial, issuer.serial);
}

function buildPath({ chain, trusted, partial = false, nowMs }: Question): {
  readonly path: readonly Certificate[];
  readonly fault?: ChainFault;
} {
  const leaf = chain[0]!;
  const path = [leaf];
  const among = (one: Certificate) => trusted.some((other) => sameBytes(other.der, one.der));
  const best = (candidates: readonly Certificate[], child: Certificate) => {
    const fitting = candidates.filter((one) => mayHaveIssued(one, child) && !path.includes(one));
    return fitting.find((one) => one.notBeforeMs <= nowMs && nowMs <= one.notAfterMs) ?? fitting[0];
  };
  let isTrusted = among(leaf) && (partial || isSelfIssued(leaf));
  while (!isTrusted && path.length < MAXIMUM_DEPTH) {
    const last = path.at(-1)!;
    if (isSelfIssued(last)) {
      const code = path.length === 1 ? 18 : 19;
      return {
        path,
        fault: { code, problem: code === 18 ? "selfSigned" : "selfSignedInChain", depth: path.length - 1 },
      };
    }
    const anchor = best(trusted, last);
    const next = anchor ?? best(chain.slice(1), last);
    if (!next) {
      const code = among(last) ? 2 : 20;
      return { path, fault: { code, problem: "unknownAuthority", depth: path.length - 1 } };
    }
    path.push(next);
    isTrusted = anchor !== undefined && (partial || isSelfIssued(anchor));
  }
  return { path };
}

/** check_extensions: purposes, and that issuers may issue. */
function extensionFaults({ purpose }: Question, path: readonly Certificate[]): readonly ChainFault[] {
  const wanted = purpose === "server" ? OID.serverAuth : purpose === "client" ? OID.clientAuth : undefined;
  return path.flatMap((one, depth): readonly ChainFault[] => {
    if (depth > 0 && !mayIssue(one)) return [{ code: 79, problem: "notAnAuthority", depth }];
    const purposes = purposesOf(one);
    if (wanted && purposes && !purposes.includes(wanted) && !purposes.includes(OID.anyExtendedKeyUsage)) {
      return [{ code: 26, problem: "keyUsage", depth }];
    }
    const length = depth > 0 ? constraintsOf(one)?.pathLength : undefined;
    const between = path.slice(1, depth).filter((other) => !isSelfIssued(other)).length;
    return length !== undefined && between > length ? [{ code: 25, problem: "notAnAuthority", depth }] : [];
  });
}

/** X509_check_ca: basic constraints and key usage; a self-signed certificate of version 1 has neither. */
export function mayIssue(one: Certificate): boolean {
  if (keyUsageOf(one)?.includes("keyCertSign") === false) return false;
  const constraints = constraintsOf(one);
  if (constraints) return constraints.ca;
  return one.version === 1 && isSelfIssued(one);
}

/** Security level 2: 112 bits, and no SHA-1 but in a root's own signature. */
function strengthFaults(path: readonly Certificate[]): readonly ChainFault[] {
  return path.flatMap((one, depth): readonly ChainFault[] => {
    const { publicKey } = one;
    const weak = publicKey.algorithm === OID.rsaEncryption && bitLength(rsaPublicOf(publicKey).n) < 2048;
    if (weak) return [{ code: depth === 0 ? 66 : 67, problem: "weak", depth }];
    const hashed = signatureDigest(one.signatureAlgorithm);
    const own = depth === path.length - 1 && isSelfIssued(one);
    return hashed === "sha1" && !own ? [{ code: 68, problem: "weak", depth }] : [];
  });
}

/** internal_verify: from the top down, signature, then dates. */
function signatureFaults(
  { nowMs }: Question,
  path: readonly Certificate[],
  memo: SignatureMemo,
  broken: boolean,
): readonly ChainFault[] {
  const faults: ChainFault[] = [];
  if (broken && path.length === 1 && !isSelfIssued(path[0]!)) {
    faults.push({ code: 21, problem: "unknownAuthority", depth: 0 });
  }
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const one = path[depth]!;
    const issuer = path[depth + 1];
    if (issuer && !memo.issued(one, issuer)) faults.push({ code: 7, problem: "badSignature", depth });
    if (nowMs < one.notBeforeMs) faults.push({ code: 9, problem: "notYetValid", depth });
    if (nowMs > one.notAfterMs) faults.push({ code: 10, problem: "expired", depth });
  }
  return faults;
}

/** Names that a certificate is for; its common name where it has no alternative names that are hosts. */
export function hostNamesOf(certificate: Certificate): readonly string[] {
  const names = altNamesOf(certificate).flatMap((one) =>
    one.type === "DNS" || one.type === "IP Address" ? [one.value] : [],
  );
  const common = commonNameOf(certificate.subject);
  return names.length > 0 || common === undefined ? names : [common];
}

/**
 * Whether a certificate is for this host. RFC 6125 with the rules that OpenSSL, curl and Go share: an asterisk is the whole first
 * label and stands for one label; addresses are compared with addresses.
 *
 * @param common whether the common name counts where there are no alternative names (OpenSSL: yes, Go: no)
 */
export function isFor(certificate: Certificate, host: string, common = true): boolean {
  const wanted = host.replace(/\.$/, "").toLowerCase();
  const address = addressBytes(wanted);
  const names = altNamesOf(certificate);
  if (address) {
    return names.some(({ type, value }) => {
      const own = type === "IP Address" ? addressBytes(value) : undefined;
      return own !== undefined && sameBytes(own, address);
    });
  }
  const hosts = names.flatMap((one) => (one.type === "DNS" ? [one.value] : []));
  if (hosts.length > 0) return hosts.some((pattern) => matches(pattern, wanted));
  const own = commonNameOf(certificate.subject);
  return common && names.length === 0 && own !== undefined && matches(own, wanted);
}

function matches(pattern: string, host: string): boolean {
  const lower = pattern.replace(/\.$/, "").toLowerCase();
  if (!lower.startsWith("*.")) return lower === host;
  const dot = host.indexOf(".");
  return dot > 0 && host.slice(dot) === lower.slice(1) && lower.indexOf(".", 2) > 0;
}
