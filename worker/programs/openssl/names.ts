import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { OpensslError } from "./options.ts";

/** Distinguished names as openssl's command line reads and prints them. */

/**
 * /C=DE/O=Example/CN=example.com, with "\" before characters that are meant as such and "+" between parts of one set.
 *
 * @throws OpensslError in openssl's words
 */
export async function readSubject(io: Io, text: string): Promise<x509.Name> {
  if (!text.startsWith("/")) {
    throw new OpensslError(
      "req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. " +
        `This name is not in that format: '${text}'\n`,
    );
  }
  const parts: { oid: string; value: string; joined: boolean }[] = [];
  let joined = false;
  for (const [, word, raw, end] of text.slice(1).matchAll(/([^=]*)=((?:[^\\/+]|\\.)*)([/+]?)/gs)) {
    const type = x509.attributeOid(word!);
    const value = raw!.replace(/\\(.)/gs, "$1");
    if (type === undefined) await io.stderr.write(`req warning: Skipping unknown subject name attribute "${word}"\n`);
    else if (value === "")
      await io.stderr.write(`req warning: No value provided for subject name attribute "${word}", skipped\n`);
    else parts.push({ oid: type, value, joined });
    joined = end === "+";
  }
  return x509.makeName(parts);
}

/** How names are printed: -nameopt. */
export function printName({ attributes }: x509.Name, style = "oneline"): string {
  if (style === "multiline") {
    return attributes.map(({ oid, value }) => `\n    ${longName(oid).padEnd(25)} = ${value}`).join("");
  }
  if (/rfc2253/i.test(style)) {
    return attributes
      .toReversed()
      .map(({ oid, value }) => `${x509.shortNameOf(oid)}=${value.replace(/[,+"\\<>;]/g, "\\$&")}`)
      .join(",");
  }
  const equals = style === "compat" ? "=" : " = ";
  return attributes
    .map(
      ({ oid, value, joined }, index) =>
        `${index === 0 ? "" : joined ? " + " : ", "}${x509.shortNameOf(oid)}${equals}${quoted(value)}`,
    )
    .join("");
}

const longName = (oid: string): string => x509.ATTRIBUTES.find((one) => one.oid === oid)?.long ?? oid;

/** Characters beyond ASCII by their UTF-8 bytes; a value with special ones in quotes. */
function quoted(value: string): string {
  const bytes = Array.from(new TextEncoder().encode(value), (byte) =>
    byte < 0x20 || byte > 0x7e ? `\\${byte.toString(16).toUpperCase().padStart(2, "0")}` : String.fromCharCode(byte),
  ).join("");
  return /[,+"<>;]|^[ #]| $/.test(value) ? `"${bytes.replace(/"/g, '\\"')}"` : bytes;
}

interface Question {
  readonly oid: string;
  readonly asks: string;
  readonly usual: string;
}

/** What the usual openssl.cnf asks for. */
const QUESTIONS: readonly Question[] = [
  { oid: "2.5.4.6", asks: "Country Name (2 letter code)", usual: "AU" },
  { oid: "2.5.4.8", asks: "State or Province Name (full name)", usual: "Some-State" },
  { oid: "2.5.4.7", asks: "Locality Name (eg, city)", usual: "" },
  { oid: "2.5.4.10", asks: "Organization Name (eg, company)", usual: "Internet Widgits Pty Ltd" },
  { oid: "2.5.4.11", asks: "Organizational Unit Name (eg, section)", usual: "" },
  { oid: "2.5.4.3", asks: "Common Name (e.g. server FQDN or YOUR name)", usual: "" },
  { oid: "1.2.840.113549.1.9.1", asks: "Email Address", usual: "" },
];

/** Asks for a name, a line each. @throws OpensslError when standard input ends before the last answer */
export async function askSubject(io: Io, lines: AsyncIterator<string>, forRequest: boolean): Promise<x509.Name> {
  await io.stderr.write(`You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
`);
  const answer = async (asks: string): Promise<string> => {
    await io.stderr.write(asks);
    const next = await lines.next();
    if (next.done) throw new OpensslError(`\nError making certificate request\n`);
    return next.value;
  };
  const parts: { oid: string; value: string }[] = [];
  for (const { oid, asks, usual } of QUESTIONS) {
    const typed = await answer(`${asks} [${usual}]:`);
    const value = typed === "" ? usual : typed === "." ? "" : typed;
    if (value !== "") parts.push({ oid, value });
  }
  if (forRequest) {
    await io.stderr.write(
      "\nPlease enter the following 'extra' attributes\nto be sent with your certificate request\n",
    );
    for (const asks of ["A challenge password []:", "An optional company name []:"]) await answer(asks);
  }
  return x509.makeName(parts);
}
