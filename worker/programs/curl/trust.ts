import type { Files } from "../../shell/files.ts";
import { CurlError } from "./error.ts";

/**
 * Whether a server's certificate leads to one that is trusted: its issuer, or an issuer's issuer, is in the bundle. Names
 * are compared, and certificates that are in the bundle themselves are trusted; signatures are not checked here.
 */

const SYSTEM_BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"];

interface Names {
  readonly issuer: string;
  readonly subject: string;
}

/** @throws CurlError 60 with OpenSSL's words, 77 when the given bundle cannot be read */
export function checkTrust(chainPem: string, files: Files, cacert: string | undefined): void {
  const trusted = pemBlocks(readBundle(files, cacert));
  const chain = pemBlocks(chainPem);
  const trustedSubjects = new Set(trusted.flatMap((block) => namesOf(block)?.subject ?? []));
  const led = chain.some((block) => trusted.includes(block) || trustedSubjects.has(namesOf(block)?.issuer ?? ""));
  if (led) return;
  const last = chain.length > 0 ? namesOf(chain.at(-1)!) : undefined;
  const selfSigned = last !== undefined && last.issuer === last.subject;
  const problem = !selfSigned
    ? "unable to get local issuer certificate"
    : chain.length > 1
      ? "self-signed certificate in certificate chain"
      : "self-signed certificate";
  throw new CurlError(60, `SSL certificate problem: ${problem}`);
}

function readBundle(files: Files, cacert: string | undefined): string {
  if (cacert !== undefined) {
    if (files.stat(cacert)?.type === "file") return files.readText(cacert);
    throw new CurlError(77, `error adding trust anchors from file: ${cacert}`);
  }
  const bundle = SYSTEM_BUNDLES.find((file) => files.stat(file));
  return bundle ? files.readText(bundle) : "";
}

/** The base64 of each certificate, without line breaks. */
function pemBlocks(pem: string): readonly string[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)].map((block) =>
    block[1]!.replace(/\s/g, ""),
  );
}

/** Issuer and subject of a certificate, as the bytes they are written in. X.509, RFC 5280 section 4.1 */
function namesOf(base64: string): Names | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const certificate = element(bytes, 0);
    const fields = elements(bytes, element(bytes, certificate.start));
    // An explicit version comes first where there is one.
    const from = bytes[fields[0]!.at] === 0xa0 ? 1 : 0;
    const text = (index: number) => {
      const field = fields[from + index]!;
      return Array.from(bytes.subarray(field.at, field.end)).join(",");
    };
    return { issuer: text(2), subject: text(4) };
  } catch {
    return undefined;
  }
}

interface Element {
  readonly at: number;
  /** Where the content starts and ends. */
  readonly start: number;
  readonly end: number;
}

/** One DER element, ITU-T X.690. */
function element(bytes: Uint8Array, at: number): Element {
  const first = bytes[at + 1]!;
  if (first < 0x80) return { at, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + bytes[at + 2 + i]!;
  return { at, start: at + 2 + count, end: at + 2 + count + length };
}

function elements(bytes: Uint8Array, parent: Element): readonly Element[] {
  const found: Element[] = [];
  for (let at = parent.start; at < parent.end; at = found.at(-1)!.end) found.push(element(bytes, at));
  return found;
}
