import type { HeaderPair, RouteFilter, PathModifier as RoutePathModifier } from "../../routing/index.ts";
import type { BackendTarget } from "../graph/index.ts";
import type { HeaderFilter, HTTPRouteFilter, PathModifier } from "../kinds/index.ts";

/** Where requests are mirrored to, by the filter. */
export type Mirrors = ReadonlyMap<HTTPRouteFilter, BackendTarget>;

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproutefilter */
export function compileFilters(
  filters: readonly HTTPRouteFilter[] | undefined,
  mirrors: Mirrors,
): readonly RouteFilter[] {
  return (filters ?? []).flatMap((filter) => compileFilter(filter, mirrors) ?? []);
}

function compileFilter(filter: HTTPRouteFilter, mirrors: Mirrors): RouteFilter | undefined {
  switch (filter.type) {
    case "RequestHeaderModifier":
      return { type: filter.type, ...headerChange(filter.requestHeaderModifier) };
    case "ResponseHeaderModifier":
      return { type: filter.type, ...headerChange(filter.responseHeaderModifier) };
    case "RequestRedirect":
      return redirect(filter.requestRedirect ?? {});
    case "URLRewrite": {
      const { hostname, path } = filter.urlRewrite ?? {};
      return { type: "URLRewrite", ...(hostname && { hostname }), ...pathPart(path) };
    }
    case "RequestMirror":
      return mirror(filter, mirrors.get(filter));
    case "CORS":
      return cors(filter.cors ?? {});
    default:
      // What is not supported has been dropped with its rule; an ExtensionRef answers with an error.
      return undefined;
  }
}

function headerChange({ set, add, remove }: HeaderFilter = {}) {
  const pairs = (list: HeaderFilter["set"]): readonly HeaderPair[] =>
    (list ?? []).map(({ name, value }) => [name, value]);
  return {
    ...(set && { set: pairs(set) }),
    ...(add && { add: pairs(add) }),
    ...(remove && { remove }),
  };
}

function redirect(spec: NonNullable<HTTPRouteFilter["requestRedirect"]>): RouteFilter {
  const { scheme, hostname, path, port, statusCode = 302 } = spec;
  return {
    type: "RequestRedirect",
    statusCode,
    ...(scheme && { scheme }),
    ...(hostname && { hostname }),
    ...(port !== undefined && { port }),
    ...pathPart(path),
  };
}

function pathPart(path: PathModifier | undefined): { readonly path?: RoutePathModifier } {
  if (!path) return {};
  if (path.type === "ReplaceFullPath") return { path: { type: "ReplaceFullPath", value: path.replaceFullPath ?? "/" } };
  return { path: { type: "ReplacePrefixMatch", value: path.replacePrefixMatch ?? "/" } };
}

/** A mirror that leads nowhere is left out: the answer to the client never depends on it. */
function mirror({ requestMirror }: HTTPRouteFilter, target: BackendTarget | undefined): RouteFilter | undefined {
  if (!target?.service || !requestMirror) return undefined;
  const { percent = 100, fraction } = requestMirror;
  const share = fraction ? fraction.numerator / (fraction.denominator ?? 100) : percent / 100;
  return { type: "RequestMirror", object: target.object, upstream: target.key, ...(share < 1 && { share }) };
}

function cors(spec: NonNullable<HTTPRouteFilter["cors"]>): RouteFilter {
  return {
    type: "CORS",
    allowOrigins: spec.allowOrigins ?? [],
    allowMethods: spec.allowMethods ?? [],
    allowHeaders: spec.allowHeaders ?? [],
    exposeHeaders: spec.exposeHeaders ?? [],
    allowCredentials: spec.allowCredentials ?? false,
    maxAgeSeconds: spec.maxAge ?? 5,
  };
}
