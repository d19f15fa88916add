import type { HttpRequest, HttpResponse } from "../../base/http.ts";
import { ConnectionReset, type TcpConnection } from "../../base/net.ts";
import { BrokenPipe } from "../../base/streams.ts";
import type { TraceFailure } from "../../base/trace.ts";
import { readResponse, writeRequest } from "./message.ts";
import { ByteScanner, MalformedMessage } from "./scanner.ts";

/** Sends one request over a raw connection and reads the head of its answer; the body streams from the connection. */
export async function askHttp1(
  connection: TcpConnection,
  request: HttpRequest,
  whom: string,
): Promise<{ readonly response: HttpResponse } | { readonly failure: TraceFailure }> {
  const scanner = new ByteScanner(connection.input);
  const sent = writeRequest(connection.output, request).catch((error) => {
    if (!(error instanceof BrokenPipe)) throw error;
  });
  try {
    const response = await readResponse(scanner, request.method);
    if (!response) {
      return { failure: { kind: "emptyReply", says: `${whom} closed the connection without an answer` } };
    }
    await sent;
    if (response.status !== 101) return { response: closingAfter(response, connection) };
    return { response: { ...response, upgraded: { input: scanner.remainder(), output: connection.output } } };
  } catch (error) {
    if (error instanceof ConnectionReset) return { failure: { kind: "reset", says: `${whom} reset the connection` } };
    if (!(error instanceof MalformedMessage)) throw error;
    connection.reset();
    return { failure: { kind: "badReply", says: `${whom} answered with something that is not HTTP: ${error.what}` } };
  }
}

function closingAfter(response: HttpResponse, connection: TcpConnection): HttpResponse {
  const close = () => {
    connection.output.close();
    connection.input.cancel();
  };
  const { body } = response;
  if (body instanceof Uint8Array) {
    close();
    return response;
  }
  const streamed = (async function* () {
    try {
      yield* body;
    } finally {
      close();
    }
  })();
  return { ...response, body: streamed };
}
