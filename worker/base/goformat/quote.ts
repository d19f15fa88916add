const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const ASCII = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const NAMED: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** A text in Go's double quotes, https://pkg.go.dev/strconv#Quote */
export function goQuote(text: string, quote: '"' | "'" = '"', asciiOnly = false): string {
  if (quote === '"' && ASCII.test(text)) return `"${text}"`;
  let out = quote as string;
  for (const character of text) out += escaped(character, quote, asciiOnly);
  return out + quote;
}

function escaped(character: string, quote: string, asciiOnly: boolean): string {
  if (character === quote) return `\\${quote}`;
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0)!;
  if (PRINTABLE.test(character) && (code < 0x80 || !asciiOnly)) return character;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|\\|[^\\]+/gy;
const CONTROLS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/**
 * The inside of a Go string literal with its escapes resolved; undefined where Go says "invalid syntax".
 *
 * @see https://pkg.go.dev/strconv#UnquoteChar
 */
export function goUnquoteCharacters(inside: string, quote: '"' | "'"): string | undefined {
  let out = "";
  for (const [whole, named, hex, octal, short, long] of inside.matchAll(ESCAPE)) {
    if (whole === "\\") return undefined;
    if (named !== undefined) {
      if ((named === '"' || named === "'") && named !== quote) return undefined;
      out += CONTROLS[named] ?? named;
    } else if (hex !== undefined || octal !== undefined) {
      const byte = hex === undefined ? Number.parseInt(octal!, 8) : Number.parseInt(hex, 16);
      if (byte > 255) return undefined;
      out += String.fromCharCode(byte);
    } else if (short !== undefined || long !== undefined) {
      const code = Number.parseInt((short ?? long)!, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
      out += String.fromCodePoint(code);
    } else {
      if (whole.includes(quote)) return undefined;
      out += whole;
    }
  }
  return out;
}

/** A Go string literal, quoted or raw; undefined where it is malformed. https://pkg.go.dev/strconv#Unquote */
export function goUnquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || !literal.endsWith(quote!)) return undefined;
  const inside = literal.slice(1, -1);
  if (quote === "`") return inside.includes("`") ? undefined : inside.replaceAll("\r", "");
  if (quote !== '"' || inside.includes("\n")) return undefined;
  return goUnquoteCharacters(inside, '"');
}
