import { formatFloatG } from "../goprint/index.ts";
import { fromUtf8, utf8 } from "../streams.ts";
import { GoFloat } from "./float.ts";
import { GoObject } from "./object.ts";
import { goQuote } from "./quote.ts";
import { goSyntax, goText, goTypeName } from "./value.ts";

interface Directive {
  readonly verb: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width?: number;
  readonly precision?: number;
}

const DIRECTIVE = /%([-+# 0]*)(\[\d+\])?(\*|\d+)?(?:(\.)(\[\d+\])?(\*|\d+)?)?(\[\d+\])?/y;

/**
 * Formats like Go's fmt.Sprintf, its complaints included: "%!d(string=x)", "%!s(MISSING)", "%!(EXTRA int64=1)".
 *
 * @see https://pkg.go.dev/fmt
 */
export function sprintf(format: string, args: readonly unknown[]): string {
  let out = "";
  let next = 0;
  let reordered = false;
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf("%", at);
    if (percent < 0) {
      out += format.slice(at);
      break;
    }
    out += format.slice(at, percent);
    DIRECTIVE.lastIndex = percent;
    const parts = DIRECTIVE.exec(format)!;
    at = DIRECTIVE.lastIndex;
    const pick = (index: string | undefined) => {
      if (index === undefined) return;
      next = Number(index.slice(1, -1)) - 1;
      reordered = true;
    };
    const size = (text: string | undefined): number | undefined => {
      if (text !== "*") return text === undefined ? undefined : Number(text);
      const value = args[next++];
      return typeof value === "number" ? value : undefined;
    };
    pick(parts[2]);
    const width = size(parts[3]);
    pick(parts[5]);
    const precision = parts[4] === undefined ? undefined : (size(parts[6]) ?? 0);
    pick(parts[7]);
    const verb = String.fromCodePoint(format.codePointAt(at) ?? 0);
    if (at >= format.length) return `${out}%!(NOVERB)`;
    at += verb.length;
    const flags = parts[1]!;
    const minus = flags.includes("-") || (width !== undefined && width < 0);
    const directive: Directive = {
      verb,
      minus,
      // "%+v" asks for field names of structs, not for signs.
      plus: flags.includes("+") && verb !== "v",
      sharp: flags.includes("#"),
      space: flags.includes(" "),
      zero: flags.includes("0") && !minus,
      ...(width !== undefined && { width: Math.abs(width) }),
      ...(precision !== undefined && { precision }),
    };
    if (verb === "%") out += "%";
    else if (next < 0 || next >= args.length) out += `%!${verb}(${reordered && parts[2] ? "BADINDEX" : "MISSING"})`;
    else out += formatOne(directive, args[next++]);
  }
  if (!reordered && next < args.length) {
    const extra = args.slice(next).map((one) => (isNil(one) ? "<nil>" : `${goTypeName(one)}=${goText(one)}`));
    out += `%!(EXTRA ${extra.join(", ")})`;
  }
  return out;
}

const isNil = (value: unknown): boolean => value === null || value === undefined;

function formatOne(directive: Directive, value: unknown): string {
  if (directive.verb === "T") return pad(directive, goTypeName(value));
  if (directive.verb === "v") {
    if (directive.sharp) return pad(directive, isNil(value) ? "<nil>" : goSyntax(value));
    if (isNil(value)) return pad(directive, "<nil>");
  }
  const text = isNil(value) ? undefined : formatValue(directive, value);
  if (text !== undefined) return text;
  if (isNil(value)) return `%!${directive.verb}(<nil>)`;
  // Go complains with the value in its default form, flags and width still applied.
  return `%!${directive.verb}(${goTypeName(value)}=${formatValue({ ...directive, verb: "v" }, value)})`;
}

/** The text of a value that suits the verb; undefined when it does not. */
function formatValue(directive: Directive, value: unknown): string | undefined {
  if (typeof value === "string") return formatString(directive, value);
  if (typeof value === "boolean") return "tv".includes(directive.verb) ? pad(directive, String(value)) : undefined;
  if (value instanceof GoFloat) return formatFloat(directive, value.value);
  if (value instanceof GoObject) return formatString(directive, value.text);
  if (value instanceof Uint8Array) return formatBytes(directive, value);
  if (typeof value === "bigint") return formatInteger(directive, value);
  if (typeof value === "number") {
    return Number.isInteger(value) ? formatInteger(directive, BigInt(value)) : formatFloat(directive, value);
  }
  if (typeof value !== "object" || value === null) return undefined;
  const element = (one: unknown): string => (isNil(one) ? "<nil>" : formatOne(directive, one));
  if (Array.isArray(value)) return `[${value.map(element).join(" ")}]`;
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort();
  return `map[${keys.map((key) => `${element(key)}:${element(fields[key])}`).join(" ")}]`;
}

/** Bytes are text for the verbs of text, and numbers for %v. */
function formatBytes(directive: Directive, value: Uint8Array): string | undefined {
  if (directive.verb === "v" || directive.verb === "d") return pad(directive, `[${value.join(" ")}]`);
  return formatString(directive, fromUtf8(value));
}

function formatString(directive: Directive, value: string): string | undefined {
  const { verb, precision } = directive;
  const cut = precision === undefined ? value : [...value].slice(0, precision).join("");
  switch (verb) {
    case "s":
    case "v":
      return pad(directive, cut);
    case "q":
      if (directive.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(cut)) return pad(directive, `\`${cut}\``);
      return pad(directive, goQuote(cut, '"', directive.plus));
    case "x":
    case "X": {
      const bytes = utf8(value).subarray(0, precision ?? undefined);
      const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
      const prefix = directive.sharp && digits.length > 0 ? "0x" : "";
      const joined = directive.space ? digits.map((one) => prefix + one).join(" ") : prefix + digits.join("");
      return pad(directive, verb === "X" ? joined.toUpperCase() : joined);
    }
    default:
      return undefined;
  }
}

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  d: [10, ""],
  v: [10, ""],
  b: [2, "0b"],
  o: [8, "0"],
  O: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatInteger(directive: Directive, value: bigint): string | undefined {
  const { verb } = directive;
  if (verb === "c" || verb === "q" || verb === "U") return formatRune(directive, Number(value));
  if ("eEfFgG".includes(verb)) return undefined;
  const base = Object.hasOwn(BASES, verb) ? BASES[verb] : undefined;
  if (!base) return undefined;
  let digits = (value < 0n ? -value : value).toString(base[0]);
  if (verb === "X") digits = digits.toUpperCase();
  const prefix = (directive.sharp && base[1]) || (verb === "O" ? "0o" : "");
  const sign = value < 0n ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  if (directive.precision !== undefined) digits = digits.padStart(directive.precision, "0");
  else if (directive.zero && directive.width !== undefined) {
    digits = digits.padStart(directive.width - sign.length - prefix.length, "0");
  }
  return pad({ ...directive, zero: false }, sign + prefix + digits);
}

function formatRune(directive: Directive, code: number): string {
  const character = code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  if (directive.verb === "c") return pad(directive, character);
  if (directive.verb === "q") return pad(directive, goQuote(character, "'", directive.plus));
  const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return pad(directive, directive.sharp ? `${point} '${character}'` : point);
}

function formatFloat(directive: Directive, value: number): string | undefined {
  const text = floatDigits(directive, value);
  if (text === undefined) return undefined;
  const negative = text.startsWith("-");
  const sign = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  const digits = text.replace(/^[-+]/, "");
  if (!directive.zero || directive.width === undefined || !Number.isFinite(value)) {
    return pad({ ...directive, zero: false }, sign + digits);
  }
  return sign + digits.padStart(directive.width - sign.length, "0");
}

function floatDigits({ verb, precision }: Directive, value: number): string | undefined {
  if (!Number.isFinite(value)) return "eEfFgGv".includes(verb) ? formatFloatG(value) : undefined;
  switch (verb) {
    case "v":
    case "g":
    case "G": {
      const text = precision === undefined ? formatFloatG(value) : generalDigits(value, precision);
      return verb === "G" ? text.toUpperCase() : text;
    }
    case "f":
    case "F":
      return fixedDigits(value, Math.min(precision ?? 6, 100));
    case "e":
    case "E": {
      const text = twoDigitExponent(value.toExponential(Math.min(precision ?? 6, 100)));
      return verb === "E" ? text.toUpperCase() : text;
    }
    default:
      return undefined;
  }
}

/** So many digits after the point; a tie goes to the even digit, where JavaScript rounds away from zero. */
function fixedDigits(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  const exact = value.toFixed(Math.min(100, digits + 50));
  const cut = exact.indexOf(".") + 1 + digits;
  const tie = exact.includes(".") && /^50*$/.test(exact.slice(cut));
  if (!tie || !/[13579]$/.test(rounded)) return rounded;
  return exact.slice(0, digits === 0 ? cut - 1 : cut);
}

const twoDigitExponent = (text: string): string => text.replace(/e([-+])(\d)$/, "e$10$2");

/** C's %g: so many significant digits, without trailing zeros. */
function generalDigits(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
  if (exponent < -4 || exponent >= digits) {
    return twoDigitExponent(value.toExponential(digits - 1).replace(/\.?0*e/, "e"));
  }
  const text = value.toFixed(Math.max(0, digits - 1 - exponent));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function pad(directive: Directive, text: string): string {
  const { width } = directive;
  if (width === undefined) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (directive.minus) return text + " ".repeat(missing);
  return (directive.zero ? "0" : " ").repeat(missing) + text;
}

/** Go's fmt.Sprint: blanks between operands when neither is a string. */
export function goPrint(args: readonly unknown[]): string {
  let out = "";
  args.forEach((value, at) => {
    if (at > 0 && typeof value !== "string" && typeof args[at - 1] !== "string") out += " ";
    out += goText(value);
  });
  return out;
}

/** Go's fmt.Sprintln: blanks between all operands, and a line break. */
export const goPrintln = (args: readonly unknown[]): string => `${args.map(goText).join(" ")}\n`;
