import type { Header } from "../base/http.ts";
import { modifyPath } from "./paths.ts";
import type { HeaderChange, PathMatch, RedirectFilter } from "./table.ts";

/**
 * Headers after a change: set takes the place of all of that name, add joins the last one of that name, remove takes away.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httpheaderfilter
 */
export function changeHeaders(headers: readonly Header[], { set, add, remove }: HeaderChange): readonly Header[] {
  const gone = new Set([...(remove ?? []), ...(set ?? []).map(([name]) => name)].map((name) => name.toLowerCase()));
  const changed: Header[] = gone.size > 0 ? headers.filter(([name]) => !gone.has(name.toLowerCase())) : [...headers];
  for (const [name, value] of set ?? []) changed.push([name, value]);
  for (const [name, value] of add ?? []) {
    const lower = name.toLowerCase();
    const at = changed.findLastIndex(([own]) => own.toLowerCase() === lower);
    if (at < 0) changed.push([name, value]);
    else changed[at] = [changed[at]![0], `${changed[at]![1]},${value}`];
  }
  return changed;
}

const WELL_KNOWN: Readonly<Record<string, number>> = { http: 80, https: 443 };

/**
 * Where a redirect leads. The port is the filter's, else the well-known one of the filter's scheme, else the listener's; it
 * is left out where the scheme implies it.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprequestredirectfilter
 */
export function redirectLocation(
  { scheme, hostname, path: modifier, port, dropsTrailingSlash, to: fixed }: RedirectFilter,
  request: {
    readonly scheme: string;
    readonly host: string;
    readonly path: string;
    readonly query: string;
    /** As clients know it. */
    readonly listenerPort: number;
    readonly matched?: PathMatch;
  },
): string {
  if (fixed !== undefined) return fixed;
  const to = scheme ?? request.scheme;
  const toPort = port ?? (scheme === undefined ? undefined : WELL_KNOWN[scheme]) ?? request.listenerPort;
  const authority = `${hostname ?? request.host}${toPort === WELL_KNOWN[to] ? "" : `:${toPort}`}`;
  const { path, query } = modifier ? modifyPath(modifier, request) : request;
  const uri = query === "" ? path : `${path}?${query}`;
  return `${to}://${authority}${dropsTrailingSlash && uri.endsWith("/") ? uri.slice(0, -1) : uri}`;
}
