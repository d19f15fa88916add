import type { Header, HttpResponse } from "../../../base/http.ts";
import { utf8 } from "../../../base/streams.ts";
import { unknownError } from "../../machinery/failures.ts";
import { NotAuthorized, type Status, StatusError } from "../../machinery/status.ts";

export function jsonAnswer(
  code: number,
  body: unknown,
  pretty = false,
  headers: readonly Header[] = [],
  contentType = "application/json",
): HttpResponse {
  const bytes = utf8(escaped(pretty ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`));
  return {
    status: code,
    headers: [
      ["Cache-Control", "no-cache, private"],
      ["Content-Type", contentType],
      ...headers,
      ["Content-Length", String(bytes.length)],
    ],
    body: bytes,
  };
}

/** Go's encoder escapes what could end a script. */
export const escaped = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

export function textAnswer(code: number, text: string): HttpResponse {
  const bytes = utf8(text);
  return {
    status: code,
    headers: [
      ["Cache-Control", "no-cache, private"],
      ["Content-Type", "text/plain; charset=utf-8"],
      ["X-Content-Type-Options", "nosniff"],
      ["Content-Length", String(bytes.length)],
    ],
    body: bytes,
  };
}

/** The only place where a failure becomes HTTP. Anything but a StatusError is a bug of ours and surfaces as one. */
export function failureAnswer(error: unknown, pretty: boolean, warnings: readonly string[] = []): HttpResponse {
  const failure =
    error instanceof StatusError ? error : unknownError(error instanceof Error ? error.message : String(error));
  const { status } = failure;
  const retry = status.details?.retryAfterSeconds;
  const headers: Header[] = [
    ...(retry ? [["Retry-After", String(retry)] as const] : []),
    ...(failure instanceof NotAuthorized ? [["X-Content-Type-Options", "nosniff"] as const] : []),
    ...warningHeaders(warnings),
  ];
  return jsonAnswer(failure.code, status, pretty, headers);
}

export function successStatus(details: Status["details"]): Status {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", ...(details ? { details } : {}) };
}

/** RFC 7234 section 5.5, as the server writes them: each once. */
export function warningHeaders(warnings: readonly string[]): Header[] {
  return [...new Set(warnings)].map((text) => ["Warning", `299 - ${JSON.stringify(text)}`] as const);
}
