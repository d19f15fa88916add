import type { PathMatch, RouteMatch, ValueMatch } from "../../routing/index.ts";
import type { HTTPRouteMatch, HTTPRouteRule, NamedMatch } from "../kinds/index.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproutematch */
export function compileMatches({ matches }: HTTPRouteRule): readonly RouteMatch[] {
  return (matches ?? []).map(({ path, headers, queryParams, method }) => ({
    path: pathMatch(path),
    ...(headers && headers.length > 0 && { headers: headers.map(valueMatch) }),
    ...(queryParams && queryParams.length > 0 && { queryParams: queryParams.map(valueMatch) }),
    ...(method && { method }),
  }));
}

function pathMatch(path: HTTPRouteMatch["path"]): PathMatch {
  const { type, value = "/" } = path ?? {};
  return { type: type === "Exact" || type === "RegularExpression" ? type : "PathPrefix", value };
}

function valueMatch({ type, name, value }: NamedMatch): ValueMatch {
  return { type: type === "RegularExpression" ? type : "Exact", name, value };
}
