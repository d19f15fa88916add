import { type ByteReader, type ByteWriter, concatBytes, fromUtf8, readAll, utf8 } from "./streams.ts";

export type Header = readonly [name: string, value: string];

/** Bytes that are already whole, or that come as a stream. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** One request. Plain data, so nothing is dropped on the way; the body streams unless it is already whole. */
export interface HttpRequest {
  readonly method: string;
  /** Host or :authority, may carry ":port". */
  readonly authority: string;
  /** Begins with "/", includes "?query". */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: Body;
  readonly protocol: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";
  /** The caller gives up: the server stops what it streams. */
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Reason phrase where it is not the usual one. */
  readonly reason?: string;
  readonly headers: readonly Header[];
  readonly body: Body;
  readonly trailers?: readonly Header[];
  /** After 101: the two directions of the upgraded connection. */
  readonly upgraded?: { readonly input: ByteReader; readonly output: ByteWriter };
}

export const EMPTY_BODY: Uint8Array = new Uint8Array(0);

/** Whether a body is known to have no bytes; what streams may turn out to have none. */
export const isEmpty = (body: Body): boolean => (body as { readonly length?: number }).length === 0;

/** The first value of a header, by name without regard to case. */
export function headerOf(message: { readonly headers: readonly Header[] }, name: string): string | undefined {
  const { headers } = message;
  for (let at = 0; at < headers.length; at++) {
    const own = headers[at]![0];
    if (own === name || (own.length === name.length && own.toLowerCase() === name.toLowerCase()))
      return headers[at]![1];
  }
  return undefined;
}

export async function bodyBytes(body: Body): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body : readAll(body);
}

export async function bodyText(body: Body): Promise<string> {
  return fromUtf8(await bodyBytes(body));
}

/** A whole response with its length and type. */
export function textResponse(
  status: number,
  body: string | Uint8Array,
  contentType: string,
  headers: readonly Header[] = [],
): HttpResponse {
  const bytes = typeof body === "string" ? utf8(body) : concatBytes([body]);
  return {
    status,
    headers: [["Content-Type", contentType], ["Content-Length", String(bytes.length)], ...headers],
    body: bytes,
  };
}

/** Usual reason phrases, RFC 9110 section 15 and RFC 6585. */
export const REASONS: Readonly<Record<number, string>> = {
  100: "Continue",
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Payload Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  422: "Unprocessable Entity",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};
