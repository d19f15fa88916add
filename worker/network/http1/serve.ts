import { type HttpRequest, type HttpResponse, headerOf } from "../../base/http.ts";
import { ConnectionReset, type TcpConnection } from "../../base/net.ts";
import { BrokenPipe, type ByteReader, type ByteWriter, utf8 } from "../../base/streams.ts";
import { readRequest, writeResponse } from "./message.ts";
import { ByteScanner, MalformedMessage } from "./scanner.ts";

/** What a server answers to bytes that are no HTTP, unless it has its own words (as Go's net/http does). */
const BARE_400: HttpResponse = {
  status: 400,
  headers: [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Connection", "close"],
  ],
  body: utf8("400 Bad Request"),
};

/**
 * Speaks HTTP/1.1 on a raw connection for a server that knows only records: requests one after the other, kept alive as
 * RFC 9112 section 9.3 has it.
 *
 * @returns when the connection is over; never rejects for what the client does
 */
export async function serveHttp1(
  connection: TcpConnection,
  handle: (request: HttpRequest) => Promise<HttpResponse> | HttpResponse,
  malformed: () => HttpResponse = () => BARE_400,
): Promise<void> {
  const scanner = new ByteScanner(connection.input);
  const { output } = connection;
  const gone = new AbortController();
  const forget = connection.onGone?.(() => gone.abort(new ConnectionReset()));
  try {
    for (;;) {
      const read = await readOrRefuse(scanner, output, malformed);
      if (!read) return;
      const request = { ...read, signal: gone.signal };
      if (/^100-continue$/i.test(headerOf(request, "expect") ?? ""))
        await output.write("HTTP/1.1 100 Continue\r\n\r\n");
      const response = await handle(request);
      const marked = await writeResponse(output, request, response);
      if (response.upgraded) {
        await Promise.all([
          forward(scanner.remainder(), response.upgraded.output),
          forward(response.upgraded.input, output),
        ]);
        return;
      }
      if (!marked || !staysOpen(request, response)) return;
      if (!(request.body instanceof Uint8Array)) for await (const _ of request.body) void _;
    }
  } catch (error) {
    if (!(error instanceof BrokenPipe || error instanceof MalformedMessage)) connection.reset();
  } finally {
    forget?.();
    output.close();
    connection.input.cancel();
  }
}

async function readOrRefuse(
  scanner: ByteScanner,
  output: ByteWriter,
  malformed: () => HttpResponse,
): Promise<HttpRequest | undefined> {
  try {
    return await readRequest(scanner);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    const asked: HttpRequest = {
      method: "GET",
      authority: "",
      path: "/",
      headers: [],
      body: utf8(""),
      protocol: "HTTP/1.1",
    };
    await writeResponse(output, asked, malformed());
    return undefined;
  }
}

function staysOpen(request: HttpRequest, response: HttpResponse): boolean {
  const wishes = [headerOf(request, "connection"), headerOf(response, "connection")].map((wish) => wish?.toLowerCase());
  if (wishes.includes("close")) return false;
  return request.protocol !== "HTTP/1.0" || wishes[0] === "keep-alive";
}

async function forward(input: ByteReader, output: ByteWriter): Promise<void> {
  for (let chunk = await input.read(); chunk; chunk = await input.read()) await output.write(chunk);
  output.close();
}
