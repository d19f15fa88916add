import { type Header, headerOf } from "../../base/http.ts";
import type { RandomStream } from "../../base/random.ts";
import { BrokenPipe, utf8 } from "../../base/streams.ts";
import type { Io } from "../../shell/program.ts";
import type { RequestBody } from "./body.ts";
import { percentEncoded } from "./body.ts";
import type { Cookies } from "./cookies.ts";
import { CurlError, VERSION } from "./error.ts";
import {
  type ExchangeContext,
  exchange,
  expectedSize,
  type Incoming,
  isReset,
  type Moments,
  type Outgoing,
} from "./exchange.ts";
import type { Progress } from "./meter.ts";
import type { Operation } from "./options.ts";
import { followUrl, parseUrl, showUrl, type Url } from "./url.ts";
import type { Outcome } from "./writeout.ts";

/** Where a transfer's bytes go. */
export interface Sink {
  readonly name: string | undefined;
  write(bytes: Uint8Array): Promise<void>;
}

export interface Transfer {
  readonly io: Io;
  readonly operation: Operation;
  readonly url: string;
  readonly urlNumber: number;
  readonly body: RequestBody | undefined;
  readonly sink: Sink;
  readonly headerSink: Sink | undefined;
  readonly cookies: Cookies | undefined;
  readonly retries: number;
  readonly random: RandomStream;
  /** Whether the marks "{ [615 bytes data]" are shown: the body itself is not on the same terminal. */
  readonly marksData: boolean;
  readonly verbose: boolean;
  /** Written with -v only. */
  say(line: string): void;
  /** Called with a view of how far it is, before the first byte. */
  onStart(progress: () => Progress): void;
}

/** What became of a transfer; the error is data, since -w tells of it too. */
export interface Result {
  readonly outcome: Outcome;
  readonly error: CurlError | undefined;
  readonly progress: Progress;
}

interface State {
  readonly moments: Moments;
  redirects: number;
  redirectMs: number;
  received: number;
  expected: number | undefined;
  sizeHeader: number;
  sizeRequest: number;
  last: Incoming | undefined;
  method: string;
  effective: string;
}

/** Runs one URL to its end: redirects followed, the body streamed to its sink. */
export async function runTransfer(transfer: Transfer): Promise<Result> {
  const { io, operation } = transfer;
  const startMs = io.clock.now();
  const state: State = {
    moments: {
      startMs,
      resolved: false,
      unconnected: false,
      lookedUpMs: startMs,
      connectedMs: startMs,
      securedMs: startMs,
      sentMs: startMs,
      answeredMs: startMs,
      verifyResult: 0,
    },
    redirects: 0,
    redirectMs: 0,
    received: 0,
    expected: undefined,
    sizeHeader: 0,
    sizeRequest: 0,
    last: undefined,
    method: "",
    effective: transfer.url,
  };
  const toSend = transfer.body?.bytes.length ?? 0;
  const progress = (): Progress => ({
    received: state.received,
    expected: state.expected,
    sent: state.last ? toSend : 0,
    toSend: toSend || undefined,
  });
  const limit = timeLimit(io, operation);
  let error: CurlError | undefined;
  try {
    const first = parseUrl(transfer.url, { asIs: operation.pathAsIs });
    transfer.onStart(progress);
    await follow(transfer, state, limit, first);
  } catch (caught) {
    if (limit.expired()) error = timedOut(io, state);
    else if (caught instanceof CurlError) error = caught;
    else if (caught instanceof BrokenPipe) error = writeFailure(state);
    else if (isReset(caught)) error = new CurlError(56, "Recv failure: Connection reset by peer");
    else throw caught;
  } finally {
    limit.stop();
  }
  if (error) transfer.say(`* ${error.message}`);
  sayClosed(transfer, state, error);
  return { outcome: outcomeOf(transfer, state, error), error, progress: progress() };
}

interface TimeLimit {
  readonly signal: AbortSignal;
  readonly deadlineMs: number | undefined;
  expired(): boolean;
  stop(): void;
}

/** A connection that cannot be made ends on its own, a moment earlier: so the way that it took is told. */
const CONNECT_FIRST_MS = 4;

/** Ends everything when -m is over. */
function timeLimit(io: Io, { maxTimeMs }: Operation): TimeLimit {
  const controller = new AbortController();
  let expired = false;
  const stopped = () => controller.abort(io.signal.reason);
  if (io.signal.aborted) stopped();
  io.signal.addEventListener("abort", stopped, { once: true });
  const deadlineMs = maxTimeMs ? io.clock.now() + maxTimeMs : undefined;
  const cancel = maxTimeMs
    ? io.clock.after(maxTimeMs + CONNECT_FIRST_MS, () => {
        expired = true;
        controller.abort(new Error("time is over"));
      })
    : () => {};
  return {
    signal: controller.signal,
    deadlineMs,
    expired: () => expired,
    stop: () => {
      cancel();
      io.signal.removeEventListener("abort", stopped);
    },
  };
}

function timedOut(io: Io, state: State): CurlError {
  const ms = Math.floor(io.clock.now() - state.moments.startMs);
  if (!state.moments.resolved) return new CurlError(28, `Resolving timed out after ${ms} milliseconds`);
  if (state.moments.unconnected) return new CurlError(28, `Connection timed out after ${ms} milliseconds`);
  const of = state.expected === undefined ? "" : ` out of ${state.expected}`;
  return new CurlError(28, `Operation timed out after ${ms} milliseconds with ${state.received}${of} bytes received`);
}

function writeFailure(state: State): CurlError {
  const size = state.last ? Math.min(state.received || 1, 16_384) : 0;
  return new CurlError(23, `Failure writing output to destination, passed ${size} returned 0`);
}

async function follow(transfer: Transfer, state: State, limit: TimeLimit, first: Url): Promise<void> {
  const { io, operation } = transfer;
  const context: ExchangeContext = {
    io,
    operation,
    moments: state.moments,
    signal: limit.signal,
    deadlineMs: limit.deadlineMs,
    verbose: transfer.verbose,
    say: transfer.say,
  };
  let url = withQuery(first, operation, transfer.body);
  let method = operation.method ?? inferredMethod(operation, transfer.body);
  let body = operation.get || operation.head ? undefined : transfer.body;
  for (;;) {
    state.effective = showUrl(url);
    state.method = method;
    const outgoing = outgoingFor(transfer, { url, method, body, sameHost: url.host === first.host });
    state.sizeRequest += requestSize(outgoing);
    const incoming = await exchange(context, outgoing);
    state.last = incoming;
    const location = headerOf(incoming, "location");
    const redirected = isRedirect(incoming.response.status) && location !== undefined;
    const following = redirected && operation.follow;
    if (!operation.head && !following) state.expected = expectedSize(incoming.response);
    await receiveHead(transfer, state, incoming, url);
    if (operation.fail && incoming.response.status >= 400) {
      throw new CurlError(22, `The requested URL returned error: ${incoming.response.status}`);
    }
    if (following) transfer.say("* Ignoring the response-body");
    await receiveBody(transfer, state, incoming, following);
    if (!following) break;
    if (state.redirects >= operation.maxRedirects) {
      throw new CurlError(47, `Maximum (${operation.maxRedirects}) redirects followed`);
    }
    const next = followUrl(url, location);
    transfer.say(`* Connection #${state.redirects} to host ${url.host} left intact`);
    transfer.say(`* Issue another request to this URL: '${next}'`);
    state.redirects += 1;
    state.redirectMs = io.clock.now() - state.moments.startMs;
    url = parseUrl(next, { asIs: operation.pathAsIs });
    if (becomesGet(operation, incoming.response.status, method)) {
      body = undefined;
      method = operation.method ?? (operation.head ? "HEAD" : "GET");
    }
  }
  if (operation.failWithBody && state.last!.response.status >= 400) {
    throw new CurlError(22, `The requested URL returned error: ${state.last!.response.status}`);
  }
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** 301, 302 and 303 turn a POST into a GET, unless curl was told to keep it; 303 turns everything. */
function becomesGet(operation: Operation, status: number, method: string): boolean {
  if (operation.keepMethod.has(status)) return false;
  return status === 303 ? method !== "HEAD" : (status === 301 || status === 302) && method === "POST";
}

/** The method when nobody names one. */
export function inferredMethod(operation: Operation, body: RequestBody | undefined): string {
  if (operation.head) return "HEAD";
  if (operation.upload.length > 0) return "PUT";
  return body && !operation.get ? "POST" : "GET";
}

function withQuery(url: Url, operation: Operation, body: RequestBody | undefined): Url {
  const extra = [
    ...(operation.get && body ? [new TextDecoder().decode(body.bytes)] : []),
    ...operation.urlQuery.map((text) => (text.startsWith("+") ? text.slice(1) : encodedQuery(text))),
  ];
  if (extra.length === 0) return url;
  return { ...url, query: [...(url.query ? [url.query] : []), ...extra].join("&") };
}

function encodedQuery(text: string): string {
  const equals = text.indexOf("=");
  return equals < 0 ? percentEncoded(text) : `${text.slice(0, equals)}=${percentEncoded(text.slice(equals + 1))}`;
}

function outgoingFor(
  { operation, cookies }: Transfer,
  next: {
    readonly url: Url;
    readonly method: string;
    readonly body: RequestBody | undefined;
    readonly sameHost: boolean;
  },
): Outgoing {
  const { url, method, body, sameHost } = next;
  const own = operation.headers.map(readHeader);
  const mayIdentify = sameHost || operation.trusted;
  const user = operation.user ?? url.user;
  const credentials = user === undefined ? undefined : user.includes(":") ? user : `${user}:`;
  const jar = cookies?.headerFor(url);
  const given = operation.cookies.filter((cookie) => cookie.includes("="));
  const cookie = [...(jar ? [jar] : []), ...(sameHost ? given : [])].join("; ");
  const usual: Header[] = [
    ...(credentials !== undefined && mayIdentify
      ? [["Authorization", `Basic ${btoa(String.fromCharCode(...utf8(credentials)))}`] as const]
      : []),
    ...(operation.bearer !== undefined && mayIdentify
      ? [["Authorization", `Bearer ${operation.bearer}`] as const]
      : []),
    ...(operation.range !== undefined ? [["Range", `bytes=${operation.range}`] as const] : []),
    ["User-Agent", operation.userAgent || `curl/${VERSION}`],
    ["Accept", operation.json ? "application/json" : "*/*"],
    ...(operation.compressed ? [["Accept-Encoding", "deflate, gzip, br, zstd"] as const] : []),
    ...(operation.referer !== undefined ? [["Referer", operation.referer.replace(/;auto$/, "")] as const] : []),
    ...(cookie !== "" ? [["Cookie", cookie] as const] : []),
  ];
  const aboutBody: Header[] = body
    ? [
        ["Content-Length", String(body.bytes.length)],
        ...(body.contentType ? [["Content-Type", body.contentType] as const] : []),
      ]
    : [];
  const replaced = new Set(own.map(({ name }) => name.toLowerCase()));
  const kept = (headers: readonly Header[]) => headers.filter(([name]) => !replaced.has(name.toLowerCase()));
  const custom = own.flatMap(({ name, value }): Header[] =>
    value === undefined || (!mayIdentify && /^(authorization|cookie)$/i.test(name)) ? [] : [[name, value]],
  );
  return { url, method, headers: [...kept(usual), ...custom, ...kept(aboutBody)], body: body?.bytes };
}

/** "Name: value", "Name:" to leave a header out, "Name;" for an empty one. */
function readHeader(line: string): { readonly name: string; readonly value: string | undefined } {
  const colon = line.indexOf(":");
  if (colon < 0) return { name: line.replace(/;\s*$/, ""), value: line.trimEnd().endsWith(";") ? "" : undefined };
  const value = line.slice(colon + 1).trim();
  return { name: line.slice(0, colon), value: value === "" ? undefined : value };
}

function requestSize({ method, url, headers, body }: Outgoing): number {
  const lines = [
    `${method} ${url.path} HTTP/1.1`,
    `Host: ${url.host}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return lines.reduce((sum, line) => sum + line.length + 2, 2) + (body?.length ?? 0);
}

async function receiveHead(transfer: Transfer, state: State, incoming: Incoming, url: Url): Promise<void> {
  const { io, operation, cookies } = transfer;
  const lines = [incoming.statusLine, ...incoming.headers.map(([name, value]) => `${name}: ${value}`)];
  for (const line of [...lines, ""]) transfer.say(`< ${line}\r`);
  for (const [name, value] of incoming.headers) {
    if (name.toLowerCase() === "set-cookie") cookies?.receive(value, url, io.clock.now());
  }
  const text = utf8(`${[...lines, ""].join("\r\n")}\r\n`);
  state.sizeHeader += text.length;
  await transfer.headerSink?.write(text);
  if (operation.include) await transfer.sink.write(text);
}

async function receiveBody(transfer: Transfer, state: State, incoming: Incoming, ignored: boolean): Promise<void> {
  const { response } = incoming;
  const bodiless = state.method === "HEAD" || response.status === 204 || response.status === 304;
  if (transfer.operation.head || bodiless) return;
  const chunks = response.body instanceof Uint8Array ? [response.body] : response.body;
  let received = 0;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    received += chunk.length;
    if (ignored) continue;
    state.received += chunk.length;
    if (transfer.marksData) transfer.say(`{ [${chunk.length} bytes data]`);
    await transfer.sink.write(chunk);
  }
  const announced = expectedSize(response);
  if (announced !== undefined && received < announced) {
    const missing = announced - received;
    throw new CurlError(18, `end of response with ${missing} bytes missing`);
  }
}

function sayClosed({ say }: Transfer, state: State, error: CurlError | undefined): void {
  const number = state.redirects;
  const keeps = headerOf(state.last ?? { headers: [] }, "connection")?.toLowerCase() !== "close";
  if (error && error.code === 6) say(`* closing connection #${number}`);
  else if (error && error.code !== 22) say(`* closing connection #${number}`);
  else if (!state.last) return;
  else if (keeps && !error) say(`* Connection #${number} to host ${hostOf(state.effective)} left intact`);
  else say(`* shutting down connection #${number}`);
}

const hostOf = (url: string): string => parseUrl(url).host;

function outcomeOf(transfer: Transfer, state: State, error: CurlError | undefined): Outcome {
  const { last, moments } = state;
  const since = (ms: number) => Math.max(0, (ms - moments.startMs) / 1000);
  const location = last && isRedirect(last.response.status) ? headerOf(last, "location") : undefined;
  const none = { ip: "", port: 0 };
  return {
    url: transfer.url,
    effectiveUrl: state.effective,
    urlNumber: transfer.urlNumber,
    method: state.method,
    scheme: state.effective.startsWith("https") ? "https" : "http",
    exitCode: error?.code ?? 0,
    errorMessage: error?.message,
    fileName: transfer.sink.name,
    status: last?.response.status ?? 0,
    headers: last?.headers ?? [],
    httpVersion: !last ? "0" : last.http2 ? "2" : transfer.operation.protocol === "HTTP/1.0" ? "1" : "1.1",
    referer: transfer.operation.referer,
    redirects: state.redirects,
    redirectUrl: location === undefined ? undefined : followUrl(parseUrl(state.effective), location),
    connects: last ? state.redirects + 1 : 0,
    retries: transfer.retries,
    local: last?.exchange.local ?? none,
    remote: last?.exchange.peer ?? none,
    sizeDownload: state.received,
    sizeUpload: last ? (transfer.body?.bytes.length ?? 0) : 0,
    sizeHeader: state.sizeHeader,
    sizeRequest: state.sizeRequest,
    certificates: last?.exchange.tls?.chainPem ?? "",
    verifyResult: moments.verifyResult,
    times: {
      nameLookup: since(moments.lookedUpMs),
      connect: since(last ? moments.connectedMs : moments.startMs),
      appConnect: last?.exchange.tls ? since(moments.securedMs) : 0,
      preTransfer: since(last ? moments.sentMs : moments.startMs),
      startTransfer: since(last ? moments.answeredMs : moments.startMs),
      redirect: state.redirectMs / 1000,
      total: since(transfer.io.clock.now()),
    },
  };
}
