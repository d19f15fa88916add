import { altNamesOf, type Certificate, purposesOf } from "./certificate.ts";
import { hostNamesOf, isFor, mayIssue, type Question, type SignatureMemo } from "./chain.ts";
import { sameBytes } from "./der.ts";
import { addressBytes } from "./extensions.ts";
import { commonNameOf } from "./name.ts";
import { OID } from "./oids.ts";

/**
 * What Go's crypto/x509 says of a chain: Certificate.Verify looks at the leaf's dates, then at the name, then for a way to a root.
 *
 * @returns undefined when it is content
 */
export function goVerify(question: Question & { readonly host?: string }, memo: SignatureMemo): string | undefined {
  const { chain, nowMs, host, purpose = "server" } = question;
  const leaf = chain[0];
  if (!leaf) return "x509: certificate signed by unknown authority";
  const dates = datesOf(leaf, nowMs);
  if (dates) return dates;
  if (host !== undefined) {
    const name = nameOf(leaf, host);
    if (name) return name;
  }
  const found = findRoot(question, memo, [leaf]);
  if (found !== true) {
    const hint =
      found &&
      ` (possibly because of ${JSON.stringify(found.because)} while trying to verify candidate authority certificate ${JSON.stringify(found.name)})`;
    return `x509: certificate signed by unknown authority${hint ?? ""}`;
  }
  const wanted = purpose === "server" ? OID.serverAuth : OID.clientAuth;
  const purposes = purposesOf(leaf);
  if (purposes && !purposes.includes(wanted) && !purposes.includes(OID.anyExtendedKeyUsage)) {
    return "x509: certificate specifies an incompatible key usage";
  }
  return undefined;
}

const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

function datesOf({ notBeforeMs, notAfterMs }: Certificate, nowMs: number): string | undefined {
  const now = `x509: certificate has expired or is not yet valid: current time ${rfc3339(nowMs)}`;
  if (nowMs < notBeforeMs) return `${now} is before ${rfc3339(notBeforeMs)}`;
  return nowMs > notAfterMs ? `${now} is after ${rfc3339(notAfterMs)}` : undefined;
}

function nameOf(leaf: Certificate, host: string): string | undefined {
  if (isFor(leaf, host, false)) return undefined;
  const names = altNamesOf(leaf);
  const addresses = names.flatMap((one) => (one.type === "IP Address" ? [one.value] : []));
  const hosts = names.flatMap((one) => (one.type === "DNS" ? [one.value] : []));
  if (addressBytes(host)) {
    return addresses.length === 0
      ? `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`
      : `x509: certificate is valid for ${addresses.join(", ")}, not ${host}`;
  }
  if (names.length === 0 && commonNameOf(leaf.subject) !== undefined && hostNamesOf(leaf).length > 0) {
    const common = commonNameOf(leaf.subject)!;
    if (/^[A-Za-z0-9_*-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(common)) {
      return "x509: certificate relies on legacy Common Name field, use SANs instead";
    }
  }
  return hosts.length === 0
    ? `x509: certificate is not valid for any names, but wanted to match ${host}`
    : `x509: certificate is valid for ${hosts.join(", ")}, not ${host}`;
}

interface Hint {
  readonly because: string;
  readonly name: string;
}

/** True when a way to a root is there; else why the first candidate did not do, where there was one. */
function findRoot(question: Question, memo: SignatureMemo, way: readonly Certificate[]): true | Hint | undefined {
  const { trusted, chain, nowMs } = question;
  const last = way.at(-1)!;
  if (trusted.some((one) => sameBytes(one.der, last.der))) return true;
  let hint: Hint | undefined;
  const fits = (one: Certificate) => sameBytes(one.subject.der, last.issuer.der);
  const candidates = [
    ...trusted.filter(fits).map((one) => ({ one, root: true })),
    ...chain
      .slice(1)
      .filter((one) => fits(one) && !way.includes(one))
      .map((one) => ({ one, root: false })),
  ];
  for (const { one, root } of candidates) {
    const because = refusal(one, last, memo) ?? datesOf(one, nowMs);
    if (because !== undefined) {
      hint ??= { because, name: nameFor(one) };
      continue;
    }
    if (root) return true;
    const further = way.length < 10 ? findRoot(question, memo, [...way, one]) : undefined;
    if (further === true) return true;
    hint ??= further;
  }
  return hint;
}

/** CheckSignatureFrom. */
function refusal(issuer: Certificate, child: Certificate, memo: SignatureMemo): string | undefined {
  if (!mayIssue(issuer)) return "x509: invalid signature: parent certificate cannot sign this kind of certificate";
  if (memo.issued(child, issuer)) return undefined;
  const [signed, own] = [kindOfSignature(child.signatureAlgorithm), kindOfKey(issuer.publicKey.algorithm)];
  if (signed.word !== own.word) {
    return `x509: signature algorithm specifies an ${signed.word} public key, but have public key of type ${own.type}`;
  }
  return own.failure;
}

interface KeyKind {
  readonly word: string;
  readonly type: string;
  readonly failure: string;
}

const RSA: KeyKind = { word: "RSA", type: "*rsa.PublicKey", failure: "crypto/rsa: verification error" };
const ECDSA: KeyKind = { word: "ECDSA", type: "*ecdsa.PublicKey", failure: "x509: ECDSA verification failure" };
const ED25519: KeyKind = { word: "Ed25519", type: "ed25519.PublicKey", failure: "x509: Ed25519 verification failure" };

const kindOfKey = (algorithm: string): KeyKind =>
  algorithm === OID.rsaEncryption ? RSA : algorithm === OID.ed25519 ? ED25519 : ECDSA;

const kindOfSignature = (algorithm: string): KeyKind =>
  algorithm.startsWith("1.2.840.113549.1.1.") ? RSA : algorithm === OID.ed25519 ? ED25519 : ECDSA;

function nameFor({ subject, serial }: Certificate): string {
  const organisation = subject.attributes.find((one) => one.oid === "2.5.4.10")?.value;
  return commonNameOf(subject) ?? organisation ?? `serial:${serial.join("")}`;
}
