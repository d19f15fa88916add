/**
 * Formats of strings that schemas up to draft 7 hold values to; what offends is told in the words of santhosh-tekuri/jsonschema.
 * Formats that are not here hold for everything.
 */
type Check = (text: string) => string | undefined;

/** @see https://www.rfc-editor.org/rfc/rfc1123#section-2 */
const hostname: Check = (text) => {
  const name = text.replace(/\.$/, "");
  if (name.length > 253) return "more than 253 characters long";
  for (const label of name.split(".")) {
    if (label.length < 1 || label.length > 63) return "label must be 1 to 63 characters long";
    if (label.startsWith("-")) return "label starts with hyphen";
    if (label.endsWith("-")) return "label ends with hyphen";
    const strange = /[^A-Za-z0-9-]/u.exec(label)?.[0];
    if (strange !== undefined) return `invalid character '${strange}'`;
  }
  return undefined;
};

const ipv4: Check = (text) => {
  const parts = text.split(".");
  if (parts.length !== 4) return "expected four decimals";
  for (const part of parts) {
    if (part.length > 1 && part.startsWith("0")) return "leading zeros";
    if (!/^[-+]?\d+$/.test(part)) return `strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`;
    if (Number(part) < 0 || Number(part) > 255) return "decimal must be between 0 and 255";
  }
  return undefined;
};

const email: Check = (text) => {
  if (text.length > 254) return "more than 255 characters long";
  const at = text.lastIndexOf("@");
  if (at < 0) return "missing @";
  const local = text.slice(0, at);
  if (local.length > 64) return "local part more than 64 characters long";
  if (local.startsWith(".")) return "starts with dot";
  if (local.endsWith(".")) return "ends with dot";
  if (local.includes("..")) return "consecutive dots";
  const strange = /[^A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]/u.exec(local)?.[0];
  if (strange !== undefined && !/^".*"$/.test(local)) return `invalid character '${strange}'`;
  const domain = hostname(text.slice(at + 1));
  return domain === undefined ? undefined : `invalid domain: ${domain}`;
};

const uuid: Check = (text) => {
  const lengths = [8, 4, 4, 4, 12];
  const groups = text.split("-");
  if (groups.length !== lengths.length) return `must have ${lengths.length} elements`;
  for (const [at, group] of groups.entries()) {
    if (group.length !== lengths[at]) return `element ${at + 1} must be ${lengths[at]} characters long`;
    const strange = /[^0-9a-fA-F]/.exec(group)?.[0];
    if (strange !== undefined) return `non-hex character '${strange}'`;
  }
  return undefined;
};

const uri: Check = (text) => {
  if (/[^\0-\x7f]/.test(text)) return "has unescaped non-ASCII characters";
  if (/[<>" {}|\\^`]/.test(text)) return "has illegal ASCII characters";
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) ? undefined : "relative url";
};

const FORMATS: Readonly<Record<string, Check>> = { hostname, ipv4, email, uuid, uri };

/** What is wrong with a text in a format; undefined where nothing is. */
export function formatFailure(format: string, text: string): string | undefined {
  const says = Object.hasOwn(FORMATS, format) ? FORMATS[format]?.(text) : undefined;
  return says === undefined ? undefined : `'${text}' is not valid ${format}: ${says}`;
}

/** Whether a schema's dialect holds values to formats: those up to draft 7 do, later ones only describe with them. */
export const assertsFormats = (dialect: unknown): boolean =>
  typeof dialect === "string" && /\/draft-0[467]\/schema/.test(dialect);
