/**
 * The proxy subresource: a request handed on to a pod, to an endpoint of a Service, or to a port of a node, and its answer handed back
 * with links that lead the same way.
 *
 * @see k8s.io/apimachinery pkg/util/proxy UpgradeAwareHandler
 */
import { EMPTY_BODY, type Header, type HttpRequest, type HttpResponse, headerOf } from "../../../../base/http.ts";
import { badRequest, failure } from "../../../machinery/failures.ts";
import type { Verbs } from "../../verbs.ts";
import { proxyLinks } from "./proxyLinks.ts";
import { type ProxyPlace, type ProxyTarget, proxyPlace } from "./proxyPlace.ts";

export interface ProxyCall {
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  readonly target: ProxyTarget;
  readonly verbs: Verbs;
}

/** Hop by hop, and what the API server keeps to itself: who asked. */
const KEPT = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|authorization|impersonate-.*)$/i;
const WHO_ASKED = /^(authorization|impersonate-.*)$/i;
const CORS = /^access-control-allow-(credentials|headers|methods|origin)$/i;

/** pods/proxy, services/proxy, nodes/proxy */
export async function proxyAnswer(call: ProxyCall): Promise<HttpResponse> {
  const { request, query, target, verbs } = call;
  if (query.has("dryRun")) throw badRequest("dryRun is not supported");
  const place = proxyPlace(target, verbs);
  const { before, rest, search } = partsOf(request.path);
  const upgrades = headerOf(request, "Upgrade") !== undefined;
  if (rest === "" && !upgrades && (request.method === "GET" || request.method === "HEAD")) {
    const location: Header = ["Location", `${before}/${search}`];
    return { status: 301, headers: [["Cache-Control", "no-cache, private"], location], body: EMPTY_BODY };
  }
  const answer = await handOn(call, place, { path: rest || "/", forwarded: before + rest, search, upgrades });
  return upgrades
    ? answer
    : proxyLinks(answer, { place, prefix: before, host: request.authority, head: request.method === "HEAD" });
}

interface Asked {
  readonly path: string;
  readonly forwarded: string;
  readonly search: string;
  readonly upgrades: boolean;
}

async function handOn(
  { request, verbs }: ProxyCall,
  { ip, port, secure }: ProxyPlace,
  { path, forwarded, search, upgrades }: Asked,
): Promise<HttpResponse> {
  const outbound = verbs.outbound();
  const unreachable = (why: string) => failure(503, "ServiceUnavailable", `error trying to reach service: ${why}`);
  if (!outbound) throw unreachable("dial tcp: connect: network is unreachable");
  const withheld = upgrades ? WHO_ASKED : KEPT;
  const passed = request.headers.filter(([name]) => !withheld.test(name) && !/^x-forwarded-uri$/i.test(name));
  const answer = await outbound.pass({
    to: { ip, port },
    secure,
    request: {
      ...request,
      path: path + search,
      protocol: "HTTP/1.1",
      headers: [...passed, ["X-Forwarded-Uri", forwarded]],
    },
  });
  if ("error" in answer) throw unreachable(answer.error);
  if (upgrades) return answer;
  const headers = answer.headers.filter(([name]) => !KEPT.test(name) && !CORS.test(name));
  return { ...answer, headers: [["Cache-Control", "no-cache, private"], ...headers] };
}

/** A path of the API that hands on: up to "/proxy", what follows, its query. */
function partsOf(url: string): { readonly before: string; readonly rest: string; readonly search: string } {
  const [path = "", ...search] = url.split(/(?=\?)/);
  const [, before = path, rest = ""] = /^(.*?\/(?:pods|services|nodes)\/[^/]+\/proxy)(\/.*)?$/.exec(path) ?? [];
  return { before, rest, search: search.join("") };
}
