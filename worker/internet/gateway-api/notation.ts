import type { Edition } from "./edition.ts";
import { minorOf } from "./edition.ts";

/**
 * The notation that the API is written in: a block a type, a line a field.
 *
 *     scalar Hostname string 1..253 ~ ^[a-z]+$
 *     value Nothing {"conditions":[]}
 *     rules Distinct
 *       rule self.all(r, self.exists_one(s, r == s))
 *         says all must be distinct
 *     type ParentReference
 *       : What a route attaches to.
 *       name! Hostname
 *         : The parent's name.
 *       @x|>=1.6 port int32 1..65535 = 80
 *       refs [Reference] map(name) ..8@<1.6 ..16@>=1.6
 *         use Distinct
 *       options {string} ..16
 *       status Status = $Nothing
 *       member port Port
 *
 * "!" is required; "1..16" are limits of length, value or count, as the type has it; "= JSON" is a default; "~ PATTERN" comes last. A
 * line indented under another belongs to it; ":" begins a description. "@" begins a condition: channels x and s, versions, "&" before
 * "|". A "member" is a field that a union's type must name, and that only this type may have: two rules.
 */
export interface Line {
  readonly condition: string;
  readonly text: string;
  readonly children: readonly Line[];
}

/** Reads a text into its blocks. */
export function readBlocks(text: string): readonly Line[] {
  const blocks: Line[] = [];
  const open: { readonly indent: number; readonly children: Line[] }[] = [{ indent: -1, children: blocks }];
  for (const raw of text.split("\n")) {
    if (raw.trim() === "") continue;
    const indent = raw.length - raw.trimStart().length;
    while (open.at(-1)!.indent >= indent) open.pop();
    const [, condition = "", own] = /^(?:@(\S+) )?(.*)$/s.exec(raw.slice(indent))!;
    const children: Line[] = [];
    open.at(-1)!.children.push({ condition, text: own!, children });
    open.push({ indent, children });
  }
  return blocks;
}

/** Whether a line holds for an edition: "x&>=1.4|s" is experimental since 1.4, or standard. */
export function holds(condition: string, edition: Edition): boolean {
  if (condition === "") return true;
  return condition.split("|").some((all) => all.split("&").every((one) => fulfils(one, edition)));
}

function fulfils(atom: string, { version, channel }: Edition): boolean {
  if (atom === "x") return channel === "experimental";
  if (atom === "s") return channel === "standard";
  const [, sign, minor] = /^(>=|<)1\.(\d+)$/.exec(atom) ?? [];
  if (sign === undefined) throw new Error(`no condition: ${atom}`);
  return sign === "<" ? minorOf(version) < Number(minor) : minorOf(version) >= Number(minor);
}

/** The lines that hold for an edition. */
export const holding = (lines: readonly Line[], edition: Edition): readonly Line[] =>
  lines.filter(({ condition }) => holds(condition, edition));

/** What stands after a field's name, taken apart. */
export interface FieldType {
  /** A scalar, a base type or a type by name; the members of an enum; what a list or a map holds. */
  readonly base: string;
  readonly of: "one" | "list" | "map";
  readonly listType?: string;
  readonly listKeys?: readonly string[];
  readonly least?: number;
  readonly most?: number;
  readonly pattern?: string;
  /** JSON, or "$" and the name of a value. */
  readonly default?: string;
}

export interface Field extends FieldType {
  readonly name: string;
  readonly required: boolean;
}

/** "name! Type limits = default ~ pattern", as it is in an edition. */
export function readField(text: string, edition: Edition): Field {
  const [, name, mark, rest] = /^([A-Za-z]+)(!?) (.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new Error(`no field: ${text}`);
  return { name, required: mark === "!", ...readType(rest!, edition) };
}

const TYPE = /^(enum\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|[A-Za-z0-9-]+)((?: \S+)*?)(?: = (.*))?$/s;
const FACET = /^(?:(atomic|set|map)(?:\(([^)]*)\))?|(\d*)\.\.(\d*))(?:@(\S+))?$/;

export function readType(text: string, edition: Edition): FieldType {
  const tilde = text.indexOf(" ~ ");
  const pattern = tilde < 0 ? undefined : text.slice(tilde + 3);
  const [, written, facets, value] = TYPE.exec(tilde < 0 ? text : text.slice(0, tilde)) ?? [];
  if (written === undefined) throw new Error(`no type: ${text}`);
  const of = written.startsWith("[") ? "list" : written.startsWith("{") ? "map" : "one";
  return {
    base: of === "one" ? written : written.slice(1, -1),
    of,
    ...(pattern === undefined ? {} : { pattern }),
    ...(value === undefined ? {} : { default: value }),
    ...Object.assign({}, ...facets!.split(" ").map((facet) => readFacet(facet, edition))),
  };
}

/** "atomic", "map(name,port)", "1..16", each perhaps with a condition. */
function readFacet(text: string, edition: Edition): Partial<FieldType> {
  if (text === "") return {};
  const found = FACET.exec(text);
  if (!found) throw new Error(`no limit: ${text}`);
  const [, listType, keys, least, most, condition = ""] = found;
  if (!holds(condition, edition)) return {};
  return {
    ...(listType ? { listType } : {}),
    ...(keys ? { listKeys: keys.split(",") } : {}),
    ...(least ? { least: Number(least) } : {}),
    ...(most ? { most: Number(most) } : {}),
  };
}
