/** How a request becomes a connection: a WebSocket with a subprotocol, or SPDY with a version of what is spoken over it. */
import type { Clock } from "../../../../base/clock.ts";
import { EMPTY_BODY, type HttpRequest, type HttpResponse, headerOf } from "../../../../base/http.ts";
import { webSocketAccept } from "../../../../base/websocket.ts";
import { badRequest } from "../../../machinery/failures.ts";
import { textAnswer } from "../answers.ts";

type Upgraded = NonNullable<HttpResponse["upgraded"]>;

/** What the client wants to switch to. @throws StatusError BadRequest when to nothing that is known here */
export function upgradeOf(request: HttpRequest): "websocket" | "spdy" {
  const wanted = headerOf(request, "Upgrade")?.toLowerCase();
  if (wanted === "websocket") return "websocket";
  if (wanted === "spdy/3.1") return "spdy";
  throw badRequest("Upgrade request required");
}

/** What a header offers, in all its lines: "a, b". */
const offered = ({ headers }: HttpRequest, name: string): readonly string[] =>
  headers
    .filter(([header]) => header.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => value.split(",").map((one) => one.trim()))
    .filter((one) => one !== "");

const SUBPROTOCOL = "Sec-WebSocket-Protocol";

/**
 * The subprotocol of a WebSocket: `preferred` where the client offers it, else the first of its own that is spoken. A client that offers
 * none speaks "". Undefined where there is none in common.
 *
 * @see k8s.io/streaming pkg/httpstream/wsstream handshake
 */
export function subprotocolOf(request: HttpRequest, spoken: readonly string[], preferred?: string): string | undefined {
  const names = offered(request, SUBPROTOCOL);
  if (preferred !== undefined && names.includes(preferred)) return preferred;
  return (names.length === 0 ? [""] : names).find((name) => spoken.includes(name));
}

/** What a client gets that speaks nothing of what is spoken here. */
export const noSubprotocol = (): HttpResponse => ({
  status: 403,
  headers: [["Connection", "close"]],
  body: EMPTY_BODY,
});

export async function switchingToWebSocket(
  { request, clock }: { readonly request: HttpRequest; readonly clock: Clock },
  protocol: string,
  upgraded: Upgraded,
): Promise<HttpResponse> {
  const key = headerOf(request, "Sec-WebSocket-Key");
  const accept = key ? await clock.hold(webSocketAccept(key)) : undefined;
  return {
    status: 101,
    headers: [
      ["Upgrade", "websocket"],
      ["Connection", "Upgrade"],
      ...(protocol ? [[SUBPROTOCOL, protocol] as const] : []),
      ...(accept ? [["Sec-WebSocket-Accept", accept] as const] : []),
    ],
    body: EMPTY_BODY,
    upgraded,
  };
}

/**
 * The first of the client's versions of a protocol over SPDY that is spoken here; or the answer that there is none.
 *
 * @see k8s.io/streaming pkg/httpstream Handshake
 */
export function spdyProtocolOf(request: HttpRequest, spoken: readonly string[]): string | HttpResponse {
  const name = "X-Stream-Protocol-Version";
  const versions = offered(request, name);
  const found = versions.find((one) => spoken.includes(one));
  if (found !== undefined) return found;
  if (versions.length === 0) {
    const { length } = request.headers;
    return textAnswer(400, `unable to upgrade: header ${name} does not exist in request with ${length} headers\n`);
  }
  const both = `client supports [${versions.join(" ")}], server accepts [${spoken.join(" ")}]`;
  return textAnswer(403, `unable to upgrade: unable to negotiate protocol: ${both}\n`);
}

export const switchingToSpdy = (protocol: string, upgraded: Upgraded): HttpResponse => ({
  status: 101,
  headers: [
    ["Connection", "Upgrade"],
    ["Upgrade", "SPDY/3.1"],
    ["X-Stream-Protocol-Version", protocol],
  ],
  body: EMPTY_BODY,
  upgraded,
});
