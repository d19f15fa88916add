import { EMPTY_BODY, headerOf } from "../../base/http.ts";
import type { ExternalAuthFilter } from "../../routing/index.ts";
import { expanded } from "./balance.ts";
import type { Exchange } from "./exchange.ts";
import { type Around, handedOn } from "./forward.ts";
import type { Stopped } from "./gate.ts";

/** Asks the service of auth-url: 2xx lets through, 401 and 403 are handed on, anything else is a 500. */
export async function askExternally(
  exchange: Exchange,
  filter: ExternalAuthFilter,
  { net, resolve, style, at, about }: Around,
): Promise<Stopped | undefined> {
  const url = expanded(filter.url, exchange);
  const parts = /^(https?):\/\/([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(url);
  if (!parts) return { status: 500, says: `${url} is no URL` };
  const [, scheme = "http", host = "", port, path = "/"] = parts;
  const { ip, hops } = await resolve(host);
  exchange.peer.record(() => hops);
  if (ip === undefined) return { status: 500, says: `the name ${host} of the authentication URL has no address` };
  const answer = await net.http(
    { ip, port: Number(port ?? (scheme === "https" ? 443 : 80)) },
    {
      method: "GET",
      authority: port ? `${host}:${port}` : host,
      path: path.startsWith("/") ? path : `/${path}`,
      headers: [
        ["X-Original-URL", `${exchange.scheme}://${exchange.request.authority}${exchange.request.path}`],
        ["X-Original-Method", exchange.request.method],
        ["X-Sent-From", `${style.process}-ingress-controller`],
        ["X-Real-IP", exchange.peer.source.ip],
        ["X-Forwarded-For", exchange.peer.source.ip],
        ...handedOn(exchange.request.headers).filter(([name]) => name.toLowerCase() !== "content-length"),
      ],
      body: EMPTY_BODY,
      protocol: "HTTP/1.1",
    },
    { timeoutMs: style.connectTimeoutMs, ...(scheme === "https" && { tls: { serverName: host } }) },
  );
  exchange.peer.record(() => answer.hops);
  if (!answer.ok) return { status: 500, says: `the authentication service did not answer: ${answer.failure.says}` };
  const { response } = answer;
  exchange.peer.record(() => ({ kind: "filter", at, says: `${url} answered ${response.status}`, object: about }));
  if (response.status >= 200 && response.status < 300) {
    for (const name of filter.responseHeaders ?? []) {
      const value = headerOf(response, name);
      if (value !== undefined) exchange.authHeaders.push([name, value]);
    }
    return undefined;
  }
  if (response.status !== 401 && response.status !== 403)
    return { status: 500, says: `${url} answered ${response.status}` };
  if (response.status === 401 && filter.signIn !== undefined) {
    const back = encodeURIComponent(`${exchange.scheme}://${exchange.request.authority}${exchange.request.path}`);
    const to = expanded(filter.signIn, exchange);
    const location = /[?&]rd=/.test(to) ? to : `${to}${to.includes("?") ? "&" : "?"}rd=${back}`;
    return { status: 302, says: `nobody is signed in; redirects to ${location}`, headers: [["Location", location]] };
  }
  const challenge = headerOf(response, "www-authenticate");
  return {
    status: response.status,
    says: `${url} answered ${response.status}`,
    ...(challenge !== undefined && { headers: [["WWW-Authenticate", challenge] as const] }),
  };
}
