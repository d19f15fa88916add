import type { PathMatch, PathModifier } from "./table.ts";

/** "/abc/" and "/abc" are one prefix; "/" is every path. */
export function prefixKey(value: string): string {
  return value.length > 1 && value.endsWith("/") ? value.slice(0, -1) : value;
}

/** Path element by path element. @see https://gateway-api.sigs.k8s.io/reference/spec/#pathmatchtype */
export function hasPathPrefix(path: string, value: string): boolean {
  const key = prefixKey(value);
  if (key === "/" || key === "") return true;
  return path.startsWith(key) && (path.length === key.length || path.charCodeAt(key.length) === 47);
}

/**
 * An expression as RE2 and PCRE write it, for the engine at hand.
 *
 * @returns undefined when it is none: such a match accepts nothing
 */
export function expressionOf(
  text: string,
  { open = false, ignoreCase = false, anywhere = false } = {},
): RegExp | undefined {
  const inline = /^\(\?([ims]+)\)/.exec(text);
  const flags = new Set([...(inline?.[1] ?? ""), ...(ignoreCase ? "i" : "")]);
  const body = text
    .slice(inline?.[0].length ?? 0)
    .replaceAll("(?P<", "(?<")
    .replace(/\\A/g, "^")
    .replace(/\\[zZ]/g, "$");
  const source = anywhere ? body : open ? `^(?:${body})` : `^(?:${body})$`;
  try {
    return new RegExp(source, [...flags].join(""));
  } catch {
    return undefined;
  }
}

/** As a reader would say it: "PathPrefix /cart". */
export const showPath = (path: PathMatch | undefined): string => (path ? `${path.type} ${path.value}` : "PathPrefix /");

/**
 * The new path of a request. A query in a "ReplaceRegex" value goes before the request's own, unless it ends with "?".
 *
 * @param matched the match that chose the rule: what "ReplacePrefixMatch" replaces
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httppathmodifier
 * @see https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite
 */
export function modifyPath(
  modifier: PathModifier,
  { path, query, matched }: { readonly path: string; readonly query: string; readonly matched?: PathMatch },
): { readonly path: string; readonly query: string } {
  switch (modifier.type) {
    case "ReplaceFullPath":
      return { path: modifier.value === "" ? "/" : modifier.value, query };
    case "ReplacePrefixMatch": {
      const prefix = matched?.type === "PathPrefix" ? prefixKey(matched.value) : "/";
      const rest = prefix === "/" ? path : path.slice(prefix.length);
      const value = modifier.value.endsWith("/") ? modifier.value.slice(0, -1) : modifier.value;
      const joined = rest === "" || rest.startsWith("/") ? `${value}${rest}` : `${value}/${rest}`;
      return { path: joined === "" ? "/" : joined, query };
    }
    case "ReplaceRegex": {
      const expression = expressionOf(modifier.pattern, { anywhere: true, ignoreCase: modifier.ignoreCase ?? false });
      const found = expression?.exec(path);
      if (!found) return { path, query };
      const target = modifier.value.replace(/\$(\d|\{(\w+)\})/g, (_, one: string, name?: string) =>
        name === undefined ? (found[Number(one)] ?? "") : (found[Number(name)] ?? found.groups?.[name] ?? ""),
      );
      const mark = target.indexOf("?");
      const to = mark < 0 ? target : target.slice(0, mark);
      const own = mark < 0 ? "" : target.slice(mark + 1);
      const joined = mark >= 0 && own === "" ? "" : [own, query].filter((part) => part !== "").join("&");
      return { path: to.startsWith("/") ? to : `/${to}`, query: joined };
    }
  }
}
