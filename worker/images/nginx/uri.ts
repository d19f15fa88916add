/**
 * The path of a request as nginx sees it: escapes decoded, slashes merged, dots resolved ("/a/b/.." is "/a/").
 *
 * @param path without its query
 * @returns undefined for what nginx answers with 400: a way above the root, a "%" that begins no escape, a NUL
 * @see https://github.com/nginx/nginx/blob/release-1.27.4/src/http/ngx_http_parse.c ngx_http_parse_complex_uri
 */
export function normalise(path: string): string | undefined {
  if (!/\/[/.]|%/.test(path)) return path;
  if (/%(?![0-9a-f]{2})|%00/i.test(path)) return undefined;
  const [, ...parts] = decoded(path).split("/");
  const last = parts.at(-1);
  const kept: string[] = [];
  for (const part of parts) {
    if (part === ".." && kept.pop() === undefined) return undefined;
    if (part !== ".." && part !== "." && part !== "") kept.push(part);
  }
  const open = last === "" || last === "." || last === "..";
  return `/${kept.join("/")}${open && kept.length > 0 ? "/" : ""}`;
}

/** Bytes that are no UTF-8 stay escaped: text cannot hold them. */
const decoded = (path: string): string =>
  path.replace(/(%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
