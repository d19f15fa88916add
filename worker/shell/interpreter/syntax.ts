import { type ParsedScript, parse, type Statement } from "unbash";
import { Source } from "./source.ts";

export interface SyntaxFailure {
  /** Line of the complaint. */
  readonly line: number;
  /** "syntax error near unexpected token `fi'". */
  readonly message: string;
  /** The line as written, which bash shows after it. */
  readonly echo: string | undefined;
  /** Whether more text could still make it right; an interactive shell then shows PS2. */
  readonly incomplete: boolean;
}

export interface Parsed {
  readonly source: Source;
  /** What comes before a syntax error is run all the same, as bash reads line by line. */
  readonly statements: readonly Statement[];
  readonly failure: SyntaxFailure | undefined;
}

const cache = new Map<string, ParsedScript>();

/** Parses a script, and puts what is wrong with it in bash's words. */
export function parseScript(text: string, firstLine = 1): Parsed {
  const source = new Source(text, firstLine);
  let script = cache.get(text);
  if (!script) {
    script = parse(text);
    if (text.length < 4096) {
      if (cache.size > 500) cache.clear();
      cache.set(text, script);
    }
  }
  const error = script.errors?.[0];
  if (!error) return { source, statements: script.commands, failure: undefined };
  const failure = describe(error, text, source);
  const from = Math.min(failure.at, text.length);
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const statements = script.commands.filter((statement) => statement.end <= lineStart && statement.pos < lineStart);
  return { source, statements, failure };
}

const MATCHING: Readonly<Record<string, string>> = {
  "single quote": "'",
  "double quote": '"',
  backtick: "`",
  "command substitution": ")",
  "process substitution": ")",
  "parameter expansion": "}",
  "arithmetic expansion": ")",
  "arithmetic command": ")",
  "arithmetic for header": ")",
  "ANSI-C quote": "'",
  "array subscript": "]",
  "extended glob": ")",
};

function describe(
  { message, pos }: { message: string; pos: number },
  text: string,
  source: Source,
): SyntaxFailure & { at: number } {
  const unterminated = /^unterminated (.*)$/.exec(message)?.[1];
  if (unterminated) {
    const closing = MATCHING[unterminated] ?? ")";
    return {
      // A substitution is read to the end of the text; quotes are told where they began.
      line: closing === ")" ? source.lastLine + (text.endsWith("\n") ? 0 : 1) : source.lineAt(pos),
      message: `unexpected EOF while looking for matching \`${closing}'`,
      echo: undefined,
      incomplete: true,
      at: pos,
    };
  }
  const token = tokenAt(text, pos);
  if (token === undefined) {
    return {
      line: source.lastLine + (text.endsWith("\n") ? 0 : 1),
      message: "syntax error: unexpected end of file",
      echo: undefined,
      incomplete: true,
      at: pos,
    };
  }
  const line = source.lineAt(token.at);
  return {
    line,
    message: `syntax error near unexpected token \`${token.text}'`,
    echo: source.line(line),
    incomplete: false,
    at: token.at,
  };
}

/** The token a complaint is about; undefined at the end of the text. */
function tokenAt(text: string, pos: number): { text: string; at: number } | undefined {
  let at = pos;
  while (at < text.length && /[ \t]/.test(text[at]!)) at += 1;
  if (text[at] === "#") at = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
  if (text.slice(at).trim() === "") {
    return /[<>]\s*$/.test(text.slice(0, at)) && at < text.length + 1
      ? { text: "newline", at: Math.min(at, text.length) }
      : undefined;
  }
  if (text[at] === "\n") {
    if (/[<>]\s*$/.test(text.slice(0, at))) return { text: "newline", at };
    return tokenAt(text, at + 1);
  }
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[;&|()<>])/.exec(text.slice(at))?.[0];
  return { text: operator ?? /^[^\s;&|()<>]+/.exec(text.slice(at))?.[0] ?? text[at]!, at };
}

/** Whether an interactive shell must read another line before it can run the text. */
export function isIncomplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text) && /\\\n?$/.test(text)) return true;
  const script = parse(text);
  const failure = parseScript(text).failure;
  if (failure) return failure.incomplete;
  return hasOpenHereDoc(script);
}

/** A here document whose closing line is missing. */
function hasOpenHereDoc(node: unknown): boolean {
  if (node === null || typeof node !== "object") return false;
  if (Array.isArray(node)) return node.some(hasOpenHereDoc);
  const record = node as Record<string, unknown>;
  if (record.type === "HereDoc") return record.closing === undefined;
  return Object.entries(record).some(
    ([key, value]) => key !== "text" && typeof value === "object" && hasOpenHereDoc(value),
  );
}
