import {
  type Body,
  EMPTY_BODY,
  type Header,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  REASONS,
} from "../../base/http.ts";
import type { ByteWriter } from "../../base/streams.ts";
import { bodiless, framingOf, isChunked } from "./framing.ts";
import { type ByteScanner, MalformedMessage } from "./scanner.ts";

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(1\.[01])$/;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/** Reads a request's head; its body comes from the same scanner. Undefined when the stream ended instead. */
export async function readRequest(scanner: ByteScanner): Promise<HttpRequest | undefined> {
  let first = await scanner.line();
  if (first === "") first = await scanner.line();
  if (first === undefined) return undefined;
  const parts = REQUEST_LINE.exec(first);
  if (!parts) throw new MalformedMessage("the request line is malformed");
  const [, method, target, version] = parts;
  const headers = await readHeaders(scanner);
  const absolute = /^https?:\/\/([^/?]+)(.*)$/.exec(target!);
  const authority = absolute?.[1] ?? headerOf({ headers }, "host");
  if (authority === undefined && version === "1.1") throw new MalformedMessage("a Host header is missing");
  const path = absolute ? absolute[2] || "/" : target!;
  return {
    method: method!,
    authority: authority ?? "",
    path,
    headers: headers.filter(([name]) => name.toLowerCase() !== "host"),
    body: requestBody(scanner, headers),
    protocol: version === "1.1" ? "HTTP/1.1" : "HTTP/1.0",
  };
}

/** Reads a response to a request of this method, over interim ones. Undefined when the stream ended instead. */
export async function readResponse(scanner: ByteScanner, method: string): Promise<HttpResponse | undefined> {
  for (;;) {
    const first = await scanner.line();
    if (first === undefined) return undefined;
    const parts = STATUS_LINE.exec(first);
    if (!parts) throw new MalformedMessage("the status line is malformed");
    const status = Number(parts[1]);
    const headers = await readHeaders(scanner);
    if (status < 200 && status !== 101) continue;
    const reason = parts[2] ?? "";
    const body = method === "HEAD" || bodiless(status) ? EMPTY_BODY : responseBody(scanner, headers);
    return { status, headers, body, ...(reason === (REASONS[status] ?? "") ? {} : { reason }) };
  }
}

async function readHeaders(scanner: ByteScanner): Promise<Header[]> {
  const headers: Header[] = [];
  for (;;) {
    const line = await scanner.line();
    if (line === undefined) throw new MalformedMessage("the head has no end");
    if (line === "") return headers;
    const parts = HEADER_LINE.exec(line);
    if (!parts) throw new MalformedMessage("a header line is malformed");
    headers.push([parts[1]!, parts[2]!]);
  }
}

function requestBody(scanner: ByteScanner, headers: readonly Header[]): Body {
  if (isChunked(headers)) return chunkedBody(scanner);
  const length = contentLength(headers);
  return length ? countedBody(scanner, length) : EMPTY_BODY;
}

function responseBody(scanner: ByteScanner, headers: readonly Header[]): Body {
  if (isChunked(headers)) return chunkedBody(scanner);
  const length = contentLength(headers);
  if (length === undefined) return scanner.remainder();
  return length === 0 ? EMPTY_BODY : countedBody(scanner, length);
}

function contentLength(headers: readonly Header[]): number | undefined {
  const text = headerOf({ headers }, "content-length");
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new MalformedMessage("the content length is no number");
  return Number(text);
}

async function* countedBody(scanner: ByteScanner, length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0; ) {
    const chunk = await scanner.some(left);
    if (!chunk) throw new MalformedMessage("the body ends too early");
    left -= chunk.length;
    yield chunk;
  }
}

async function* chunkedBody(scanner: ByteScanner): AsyncGenerator<Uint8Array> {
  for (;;) {
    const size = /^([0-9a-f]{1,8})\s*(;.*)?$/i.exec((await scanner.line()) ?? "");
    if (!size) throw new MalformedMessage("a chunk's size is malformed");
    const length = Number.parseInt(size[1]!, 16);
    if (length === 0) {
      await readHeaders(scanner);
      return;
    }
    yield* countedBody(scanner, length);
    if ((await scanner.line()) !== "") throw new MalformedMessage("a chunk is longer than its size");
  }
}

/** Writes a request as HTTP/1.1 bytes, the host first as curl does. */
export async function writeRequest(output: ByteWriter, request: HttpRequest): Promise<void> {
  const version = request.protocol === "HTTP/1.0" ? "HTTP/1.0" : "HTTP/1.1";
  const framing = framingOf(request);
  await output.write(
    head(`${request.method} ${request.path} ${version}`, [
      ["Host", request.authority],
      ...request.headers,
      ...framing.added,
    ]),
  );
  await writeBody(output, request.body, framing.chunked);
}

/**
 * Writes a response as HTTP/1.1 bytes.
 *
 * @returns whether the connection can carry another: the end of the body was marked
 */
export async function writeResponse(
  output: ByteWriter,
  request: HttpRequest,
  response: HttpResponse,
): Promise<boolean> {
  const reason = response.reason ?? REASONS[response.status] ?? "";
  const none = request.method === "HEAD" || bodiless(response.status);
  const framing = none ? { added: [], chunked: false } : framingOf(response, request.protocol);
  await output.write(
    head(`HTTP/1.1 ${response.status} ${reason}`, [
      ...response.headers.filter(([name]) => framing.chunked || name.toLowerCase() !== "transfer-encoding"),
      ...framing.added,
    ]),
  );
  if (none) return true;
  await writeBody(output, response.body, framing.chunked);
  return (
    framing.chunked || headerOf({ headers: [...response.headers, ...framing.added] }, "content-length") !== undefined
  );
}

function head(first: string, headers: readonly Header[]): string {
  return `${first}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

async function writeBody(output: ByteWriter, body: Body, chunked: boolean): Promise<void> {
  if (!chunked) {
    if (body instanceof Uint8Array) {
      if (body.length > 0) await output.write(body);
      return;
    }
    for await (const chunk of body) await output.write(chunk);
    return;
  }
  const chunks = body instanceof Uint8Array ? [body] : body;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    await output.write(`${chunk.length.toString(16)}\r\n`);
    await output.write(chunk);
    await output.write("\r\n");
  }
  await output.write("0\r\n\r\n");
}
