/** Ways of writing a text so that the shell reads the same text again. */

const SAFE = /^[\w@%+=:,./-]+$/;
const CONTROL = /[\x00-\x1f\x7f]/;

/** As `${x@Q}` and `set` show it: always in quotes. */
export function quoted(text: string): string {
  return CONTROL.test(text) ? ansiQuoted(text) : `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `set -x` and `declare -f` show a word: quotes only where needed. */
export function quotedIfNeeded(text: string): string {
  if (text === "") return "''";
  if (CONTROL.test(text)) return ansiQuoted(text);
  return SAFE.test(text) || !/[\s|&;<>()$`\\"'*?[\]#~=%!{}^]/.test(text) ? text : quoted(text);
}

/** As `printf %q` writes it: backslashes before what is special. */
export function backslashed(text: string): string {
  if (text === "") return "''";
  if (CONTROL.test(text)) return ansiQuoted(text);
  return text.replace(/[^\w@%+=:./\-\u0080-\u{10ffff}]/gu, "\\$&");
}

/** As `declare -p` writes a value. */
export function doubleQuoted(text: string): string {
  return CONTROL.test(text) ? ansiQuoted(text) : `"${text.replace(/["\\$`]/g, "\\$&")}"`;
}

const NAMED: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\u001b": "\\E",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

function ansiQuoted(text: string): string {
  const inner = text.replace(/[\\'\x00-\x1f\x7f]/g, (char) => {
    if (char === "\\" || char === "'") return `\\${char}`;
    return NAMED[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `$'${inner}'`;
}

/** The escapes of `$'…'` and `echo -e`; `stop` is true when `\c` says to end there. */
export function decodeEscapes(text: string, style: "ansi" | "echo" | "printf"): { text: string; stop: boolean } {
  if (!text.includes("\\")) return { text, stop: false };
  const bytes: string[] = [];
  let stop = false;
  const digits = style === "echo" ? "0[0-7]{0,3}" : "0?[0-7]{1,3}";
  const sequence = new RegExp(
    `\\\\(?:(${style === "ansi" || style === "printf" ? "[0-7]{1,3}" : digits})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([\\s\\S]))`,
    "y",
  );
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "\\") {
      bytes.push(text[at++]!);
      continue;
    }
    sequence.lastIndex = at;
    const match = sequence.exec(text);
    if (!match) {
      bytes.push("\\");
      at += 1;
      continue;
    }
    at = sequence.lastIndex;
    const [whole, octal, hex, short, long, letter] = match;
    if (octal !== undefined) bytes.push(String.fromCharCode(Number.parseInt(octal, 8) & 255));
    else if (hex !== undefined) bytes.push(String.fromCharCode(Number.parseInt(hex, 16)));
    else if (short !== undefined || long !== undefined) {
      bytes.push(String.fromCodePoint(Math.min(Number.parseInt(short ?? long!, 16), 0x10ffff)));
    } else if (letter === "c" && style !== "ansi") {
      stop = true;
      break;
    } else bytes.push(named(letter!, style) ?? whole);
  }
  return { text: joinBytes(bytes), stop };
}

function named(letter: string, style: "ansi" | "echo" | "printf"): string | undefined {
  const at = "abeEfnrtv\\".indexOf(letter);
  if (at >= 0) return "\u0007\b\u001b\u001b\f\n\r\t\v\\"[at];
  if (style !== "echo" && (letter === "'" || letter === '"' || letter === "?")) return letter;
  return undefined;
}

/** Escapes may spell the bytes of one UTF-8 character. */
function joinBytes(chars: readonly string[]): string {
  const text = chars.join("");
  if (!/[\u0080-\u00ff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text;
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
