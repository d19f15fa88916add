import { CommandError } from "../cli/errors.ts";
import { type JsonObject, mapAt } from "../json.ts";

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

/** Whether an object in hand matches a label selector; an empty one matches everything. @throws CommandError */
export function matchesLabels(object: JsonObject, selector: string): boolean {
  const labels = mapAt(object, "metadata", "labels");
  return parseSelector(selector).every((requirement) => requirement(labels));
}

/** "a=b,c!=d,e in (f,g),h,!i" */
export function parseSelector(text: string): Requirement[] {
  return splitTop(text).map((part) => {
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
    if (set) {
      const values = set[3]!.split(",").map((one) => one.trim());
      const within: Requirement = (labels) => labels[set[1]!] !== undefined && values.includes(labels[set[1]!]!);
      return set[2] === "in" ? within : (labels) => !within(labels);
    }
    const equality = /^([^\s!=]+)\s*(!=|==?)\s*(\S*)$/.exec(part);
    if (equality) {
      const [, key = "", operator, value] = equality;
      return operator === "!=" ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
    }
    if (/^![^\s!=]+$/.test(part)) return (labels) => labels[part.slice(1)] === undefined;
    if (/^[^\s!=,()]+$/.test(part)) return (labels) => labels[part] !== undefined;
    throw new CommandError(`unable to parse requirement: found '${part}', expected: identifier`);
  });
}

/** Splits at commas outside of parentheses. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === "(") depth += 1;
    else if (text[at] === ")") depth -= 1;
    else if (at === text.length || (text[at] === "," && depth === 0)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts.filter((part) => part !== "");
}

/** A label selector object as the text that lists understand: requirements by key, values in order. */
export function selectorText(selector: JsonObject): string {
  const equal = Object.entries(mapAt(selector, "matchLabels")).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const expressions = ((selector.matchExpressions as readonly JsonObject[] | undefined) ?? []).map((one) => {
    const values = [...((one.values as readonly string[] | undefined) ?? [])].sort().join(",");
    const key = String(one.key);
    switch (one.operator) {
      case "In":
        return { key, text: `${key} in (${values})` };
      case "NotIn":
        return { key, text: `${key} notin (${values})` };
      case "Exists":
        return { key, text: key };
      default:
        return { key, text: `!${key}` };
    }
  });
  const requirements = [...equal, ...expressions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return requirements.map(({ text }) => text).join(",");
}
