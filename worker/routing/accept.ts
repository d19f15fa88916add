import { expressionOf, hasPathPrefix } from "./paths.ts";
import type { Contender } from "./precedence.ts";
import { headerValue, queryValue, type RouteRequest } from "./request.ts";
import type { PathMatch, RouteHost, RouteListener, RouteMatch, RouteRule, ValueMatch } from "./table.ts";

/** A header or query parameter match, ready to be asked. */
interface ReadyValue {
  readonly match: ValueMatch;
  /** A header's name in lower case. */
  readonly name: string;
  readonly expression?: RegExp | undefined;
}

/** A rule with one of its matches, ready to be asked, and where it stands. */
export interface Entry extends Contender {
  readonly listener: RouteListener;
  readonly host: RouteHost;
  readonly path: PathMatch;
  readonly expression: RegExp | undefined;
  readonly method: string | undefined;
  readonly headers: readonly ReadyValue[];
  readonly queryParams: readonly ReadyValue[];
}

const ANY_PATH: PathMatch = { type: "PathPrefix", value: "/" };
const EVERYTHING: readonly RouteMatch[] = [{}];

/** Every match of a rule as an entry of its own. */
export function entriesOf(
  rule: RouteRule,
  place: number,
  { listener, host }: { readonly listener: RouteListener; readonly host: RouteHost },
): Entry[] {
  return (rule.matches.length > 0 ? rule.matches : EVERYTHING).map((match, matchIndex) => {
    const path = match.path ?? ANY_PATH;
    return {
      rule,
      match,
      matchIndex,
      place,
      listener,
      host,
      path,
      expression: path.type === "RegularExpression" ? expressionOf(path.value, path) : undefined,
      method: match.method,
      headers: uniqueNames(match.headers ?? []).map((one) => ready(one, one.name.toLowerCase())),
      queryParams: (match.queryParams ?? []).map((one) => ready(one, one.name)),
    };
  });
}

/** "If multiple entries specify equivalent header names, only the first entry with an equivalent name MUST be considered." */
function uniqueNames(matches: readonly ValueMatch[]): readonly ValueMatch[] {
  const lower = (one: ValueMatch): string => one.name.toLowerCase();
  return matches.filter((one, at) => matches.findIndex((other) => lower(other) === lower(one)) === at);
}

export function ready(match: ValueMatch, name: string): ReadyValue {
  return match.type === "RegularExpression" ? { match, name, expression: expressionOf(match.value) } : { match, name };
}

export function valueAccepts({ match, expression }: ReadyValue, value: string | undefined): boolean {
  if (value === undefined) return false;
  switch (match.type) {
    case "Exact":
      return value === match.value;
    case "Present":
      return true;
    case "RegularExpression":
      return expression?.test(value) ?? false;
  }
}

export function pathAccepts(entry: Entry, path: string): boolean {
  switch (entry.path.type) {
    case "Exact":
      return path === entry.path.value;
    case "PathPrefix":
      return hasPathPrefix(path, entry.path.value);
    case "StringPrefix":
      return path.startsWith(entry.path.value);
    case "RegularExpression":
      return entry.expression?.test(path) ?? false;
  }
}

/** Whether all but the path holds. */
export function restAccepts(entry: Entry, request: RouteRequest): boolean {
  if (entry.method !== undefined && entry.method !== request.method) return false;
  for (let at = 0; at < entry.headers.length; at++) {
    const one = entry.headers[at]!;
    if (!valueAccepts(one, headerValue(request.headers, one.name))) return false;
  }
  for (let at = 0; at < entry.queryParams.length; at++) {
    const one = entry.queryParams[at]!;
    if (!valueAccepts(one, queryValue(request.query, one.name))) return false;
  }
  return true;
}
