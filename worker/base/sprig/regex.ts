import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import { expanded, goRegExp } from "./goRegExp.ts";

const matches = (pattern: string, value: string, count: number): string[] => {
  const all = [...value.matchAll(goRegExp(pattern))].map((found) => found[0]);
  return count < 0 ? all : all.slice(0, count);
};

function parts(pattern: string, value: string, count: number): string[] {
  if (count === 0) return [];
  const found: string[] = [];
  let from = 0;
  for (const match of value.matchAll(goRegExp(pattern))) {
    if (count > 0 && found.length === count - 1) break;
    const end = match.index + match[0].length;
    if (end === 0) continue;
    if (match[0] === "" && match.index >= value.length) break;
    found.push(value.slice(from, match.index));
    from = end;
  }
  return [...found, value.slice(from)];
}

const find = (pattern: string, value: string): string => matches(pattern, value, 1)[0] ?? "";
const replaceAll = (pattern: string, value: string, by: string): string =>
  value.replace(goRegExp(pattern), (...found: unknown[]) => expanded(by, found));
const replaceLiteral = (pattern: string, value: string, by: string): string =>
  value.replace(goRegExp(pattern), () => by);

function matchesQuietly(pattern: string, value: string): boolean {
  try {
    return goRegExp(pattern).test(value);
  } catch {
    return false;
  }
}

const both = (name: string, one: FunctionMap[string]): FunctionMap => ({
  [name]: one,
  [`must${name[0]!.toUpperCase()}${name.slice(1)}`]: one,
});

/** https://masterminds.github.io/sprig/strings.html#regexmatch-mustregexmatch */
export const REGEX: FunctionMap = {
  regexMatch: fn(["string", "string"], matchesQuietly),
  mustRegexMatch: fn(["string", "string"], (pattern: string, value: string) => goRegExp(pattern).test(value)),
  ...both("regexFindAll", fn(["string", "string", "int"], matches)),
  ...both("regexFind", fn(["string", "string"], find)),
  ...both("regexReplaceAll", fn(["string", "string", "string"], replaceAll)),
  ...both("regexReplaceAllLiteral", fn(["string", "string", "string"], replaceLiteral)),
  ...both("regexSplit", fn(["string", "string", "int"], parts)),
  regexQuoteMeta: fn(["string"], (value: string) => value.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
};
