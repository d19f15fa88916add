import type { Header, HttpResponse } from "../../base/http.ts";
import type { SocketAddress } from "../../base/net.ts";
import type { TlsClient } from "../../base/tls.ts";
import type { TlsTrouble, TraceFailure } from "../../base/trace.ts";
import type { Io } from "../../shell/program.ts";
import { hostHeader, requestTarget, showUrl, type Url } from "../curl/url.ts";
import type { Resolution } from "../resolver.ts";
import { traceFrom } from "./reach.ts";

export interface Fetching {
  readonly url: Url;
  readonly method: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  readonly timeoutMs: number | undefined;
  /** For https: whom to trust; nobody is asked when absent. */
  readonly tls?: Pick<TlsClient, "trust" | "insecure">;
}

export type Fetched =
  | { readonly ok: true; readonly response: HttpResponse; readonly trouble?: TlsTrouble }
  | { readonly ok: false; readonly failure: TraceFailure }
  | { readonly ok: "late" };

/** One request to an address that is known already; remembers the way. "late" when the whole took longer than allowed. */
export async function fetchFrom(
  io: Io,
  found: Extract<Resolution, { ok: true }>,
  { url, method, headers, body, timeoutMs, tls }: Fetching,
): Promise<Fetched> {
  const to: SocketAddress = { ip: found.addresses[0]!, port: url.port };
  const trace = traceFrom(io, showUrl(url), found.hops);
  const controller = new AbortController();
  let late = false;
  const stop = () => controller.abort(io.signal.reason);
  io.signal.addEventListener("abort", stop, { once: true });
  const cancel =
    timeoutMs === undefined
      ? () => {}
      : io.clock.after(timeoutMs + 1, () => {
          late = true;
          controller.abort(new Error("too late"));
        });
  try {
    const answer = await io.net.http(
      to,
      {
        method,
        authority: hostHeader(url),
        path: requestTarget(url),
        headers,
        body,
        protocol: "HTTP/1.1",
        signal: controller.signal,
      },
      {
        signal: controller.signal,
        abandoned: ({ hops, failure }) => trace(hops, { failure }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(url.scheme === "https" && { tls: { serverName: url.host, alpn: ["http/1.1"], ...tls } }),
      },
    );
    if (!answer.ok) {
      trace(answer.hops, { failure: answer.failure });
      return { ok: false, failure: answer.failure };
    }
    trace(answer.hops, { status: answer.response.status });
    const trouble = answer.tls?.trouble;
    return { ok: true, response: answer.response, ...(trouble ? { trouble } : {}) };
  } catch (error) {
    if (!late) throw error;
    return { ok: "late" };
  } finally {
    cancel();
    io.signal.removeEventListener("abort", stop);
  }
}
