import { type Body, EMPTY_BODY, type Header, type HttpRequest, type HttpResponse, headerOf } from "../../base/http.ts";

/** Statuses whose responses have no body, RFC 9112 section 6.3. */
export const bodiless = (status: number): boolean => status < 200 || status === 204 || status === 304;

export const isChunked = (headers: readonly Header[]): boolean =>
  /(^|,)\s*chunked\s*$/i.test(headerOf({ headers }, "transfer-encoding") ?? "");

/** How the end of a body is marked: by its own headers, a length that is known, or chunks. */
export function framingOf(
  message: { readonly headers: readonly Header[]; readonly body: Body },
  protocol = "HTTP/1.1",
): { readonly added: readonly Header[]; readonly chunked: boolean } {
  const { body } = message;
  if (headerOf(message, "Content-Length") !== undefined) return { added: [], chunked: false };
  if (isChunked(message.headers) && protocol !== "HTTP/1.0") return { added: [], chunked: true };
  if (body instanceof Uint8Array) {
    const unneeded =
      body.length === 0 && "method" in message && /^(GET|HEAD|DELETE|OPTIONS)$/.test(String(message.method));
    return { added: unneeded ? [] : [["Content-Length", String(body.length)]], chunked: false };
  }
  if (protocol === "HTTP/1.0") return { added: [], chunked: false };
  return { added: [["Transfer-Encoding", "chunked"]], chunked: true };
}

/**
 * The response as its receiver would read it off the wire: no body after HEAD, and the header that marks the body's end.
 * Servers that set those headers themselves get back what they gave.
 */
export function asReceived(request: HttpRequest, response: HttpResponse): HttpResponse {
  if (request.method === "HEAD" || bodiless(response.status)) {
    return response.body === EMPTY_BODY ? response : { ...response, body: EMPTY_BODY };
  }
  return headerOf(response, "Content-Length") === undefined ? framed(request, response) : response;
}

function framed(request: HttpRequest, response: HttpResponse): HttpResponse {
  const { added } = framingOf(response, request.protocol);
  return added.length === 0 ? response : { ...response, headers: [...response.headers, ...added] };
}
