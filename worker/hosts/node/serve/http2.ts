import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { Duplex } from "node:stream";
import { EMPTY_BODY, type Header, type HttpRequest, type HttpResponse } from "../../../base/http.ts";
import { ConnectionReset, type HttpExchange, type Unconnected } from "../../../base/net.ts";

/** How a client begins that speaks HTTP/2 without having asked. RFC 9113 section 3.4 */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** Whether these first bytes are HTTP/2's; undefined while they may become so. */
export function beginsHttp2(bytes: Uint8Array): boolean | undefined {
  const begun = Buffer.from(bytes.subarray(0, PREFACE.length)).toString("latin1");
  if (!PREFACE.startsWith(begun)) return false;
  return begun.length === PREFACE.length ? true : undefined;
}

/** Headers of a connection, which HTTP/2 does not have. RFC 9113 section 8.2.2 */
const OF_A_CONNECTION = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

type Ask = (request: HttpRequest) => Promise<HttpExchange | Unconnected>;

/**
 * Serves HTTP/2 on a real connection, each stream as a request of its own.
 *
 * @returns when the connection is over
 */
export function serveHttp2(connection: Duplex, ask: Ask): Promise<void> {
  return new Promise((resolve) => {
    const server: Http2Server = createServer();
    server.on("sessionError", () => connection.destroy());
    // The headers as they came are the fourth argument, of which the types do not know.
    const opened = (
      stream: ServerHttp2Stream,
      headers: IncomingHttpHeaders,
      _flags: number,
      raw: readonly string[],
    ) => {
      void exchange(stream, requestOf(stream, headers, raw), ask);
    };
    server.on("stream", opened as Parameters<typeof server.on>[1]);
    connection.once("close", () => resolve());
    // Handed over as a stream and no socket: what has been read of a socket already would not be heard.
    server.emit("connection", Duplex.from({ readable: connection, writable: connection }));
  });
}

function requestOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[]): HttpRequest {
  const own = raw.flatMap((name, at): Header[] =>
    at % 2 === 0 && !name.startsWith(":") && name !== "host" ? [[name, raw[at + 1] ?? ""]] : [],
  );
  const gone = new AbortController();
  stream.on("error", () => {});
  stream.once("close", () => gone.abort(new ConnectionReset()));
  return {
    method: headers[":method"] ?? "GET",
    authority: headers[":authority"] ?? headers.host ?? "",
    path: headers[":path"] ?? "/",
    headers: own,
    body: stream.endAfterHeaders ? EMPTY_BODY : chunksOf(stream),
    protocol: "HTTP/2",
    signal: gone.signal,
  };
}

async function* chunksOf(stream: ServerHttp2Stream): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    yield new Uint8Array(chunk);
  }
}

async function exchange(stream: ServerHttp2Stream, request: HttpRequest, ask: Ask): Promise<void> {
  try {
    const answer = await ask(request);
    if (!answer.ok) return stream.close();
    await send(stream, answer.response, request);
  } catch {
    // Cut on the other side, or given up on this one.
    stream.close();
  }
}

async function send(stream: ServerHttp2Stream, response: HttpResponse, { method }: HttpRequest): Promise<void> {
  if (stream.destroyed) return;
  const { body, trailers } = response;
  const empty = method === "HEAD" || (body instanceof Uint8Array && body.length === 0);
  stream.respond(
    { ":status": response.status, ...merged(response.headers) },
    { endStream: empty && !trailers, waitForTrailers: trailers !== undefined },
  );
  if (trailers) stream.once("wantTrailers", () => stream.sendTrailers(merged(trailers)));
  if (empty && !trailers) return;
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    if (stream.destroyed) return;
    if (!stream.write(chunk)) await drained(stream);
  }
  stream.end();
}

function merged(headers: readonly Header[]): Record<string, string | string[]> {
  const all: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (OF_A_CONNECTION.has(key)) continue;
    all[key] ??= [];
    all[key].push(value);
  }
  return Object.fromEntries(
    Object.entries(all).map(([key, values]) => [key, values.length === 1 ? values[0]! : values]),
  );
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle).off("close", settle);
      resolve();
    };
    stream.on("drain", settle).on("close", settle);
  });
}
