import { CurlError } from "./error.ts";

/** One URL of a pattern, and what each pattern part stood for ("#1" and on in output names). */
export interface GlobbedUrl {
  readonly url: string;
  readonly parts: readonly string[];
}

type Piece = { readonly fixed: string } | { readonly choices: readonly string[] };

const MOST = 100_000;

/**
 * Expands curl's URL patterns: {a,b}, [1-10], [001-100:3], [a-z].
 *
 * @throws CurlError 3 with the position
 * @see https://curl.se/docs/manpage.html GLOBBING
 */
export function expandUrl(pattern: string): readonly GlobbedUrl[] {
  let urls: readonly GlobbedUrl[] = [{ url: "", parts: [] }];
  for (const piece of pieces(pattern)) {
    urls =
      "fixed" in piece
        ? urls.map(({ url, parts }) => ({ url: url + piece.fixed, parts }))
        : urls.flatMap(({ url, parts }) =>
            piece.choices.map((choice) => ({ url: url + choice, parts: [...parts, choice] })),
          );
    if (urls.length > MOST) throw new CurlError(3, "range overflow");
  }
  return urls;
}

function pieces(pattern: string): readonly Piece[] {
  const result: Piece[] = [];
  let fixed = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === "\\" && /[{}[\]]/.test(pattern[at + 1] ?? "")) {
      at += 1;
      fixed += pattern[at];
    } else if (character === "{") {
      result.push({ fixed });
      fixed = "";
      const end = closing(pattern, at);
      result.push({ choices: pattern.slice(at + 1, end).split(",") });
      at = end;
    } else if (character === "[" && !isIpv6(pattern, at)) {
      result.push({ fixed });
      fixed = "";
      const end = pattern.indexOf("]", at);
      const choices = end < 0 ? undefined : range(pattern.slice(at + 1, end));
      if (!choices) throw complaint("bad range", pattern, at + 2 + badRangeOffset(pattern.slice(at + 1)));
      result.push({ choices });
      at = end;
    } else if (character === "}" || character === "]") {
      if (character === "]" && isIpv6(pattern, pattern.lastIndexOf("[", at))) fixed += character;
      else throw complaint("unmatched close brace/bracket", pattern, at + 1);
    } else fixed += character;
  }
  result.push({ fixed });
  return result;
}

function closing(pattern: string, open: number): number {
  const end = pattern.indexOf("}", open);
  if (end < 0) throw complaint("unmatched brace", pattern, open + 1);
  const nested = pattern.slice(open + 1, end).indexOf("{");
  if (nested >= 0) throw complaint("nested brace", pattern, open + nested + 2);
  if (end === open + 1) throw complaint("empty string within braces", pattern, open + 2);
  return end;
}

function complaint(what: string, pattern: string, position: number): CurlError {
  return new CurlError(3, `${what} in URL position ${position}:\n${pattern}\n${" ".repeat(position - 1)}^`);
}

/** curl has read over the first number and the dash when it complains. */
const badRangeOffset = (inside: string): number => /^\d+-/.exec(inside)?.[0].length ?? 0;

const isIpv6 = (pattern: string, at: number): boolean =>
  /^\[[0-9a-fA-F]*:[0-9a-fA-F:.]*(%\w+)?\]/.test(pattern.slice(at));

function range(text: string): readonly string[] | undefined {
  const letters = /^([a-z])-([a-z])(?::(\d+))?$|^([A-Z])-([A-Z])(?::(\d+))?$/.exec(text);
  if (letters) {
    const [from, to, step] = [letters[1] ?? letters[4]!, letters[2] ?? letters[5]!, letters[3] ?? letters[6]];
    return steps(from.charCodeAt(0), to.charCodeAt(0), Number(step ?? 1))?.map((code) => String.fromCharCode(code));
  }
  const numbers = /^(\d+)-(\d+)(?::(\d+))?$/.exec(text);
  if (!numbers) return undefined;
  const width = numbers[1]!.startsWith("0") ? numbers[1]!.length : 0;
  return steps(Number(numbers[1]), Number(numbers[2]), Number(numbers[3] ?? 1))?.map((number) =>
    String(number).padStart(width, "0"),
  );
}

function steps(from: number, to: number, step: number): readonly number[] | undefined {
  if (step < 1 || from > to || (to - from) / step > MOST) return undefined;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** An output name with "#1" and the like replaced. */
export function fillName(name: string, parts: readonly string[]): string {
  return name.replace(/#(\d+)/g, (whole, digits: string) => parts[Number(digits) - 1] ?? whole);
}
