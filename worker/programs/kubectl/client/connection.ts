import { failure } from "../../../api/machinery/failures.ts";
import { type Status, StatusError, type StatusReason } from "../../../api/machinery/status.ts";
import {
  type Body,
  bodyText,
  EMPTY_BODY,
  type Header,
  type HttpRequest,
  type HttpResponse,
  headerOf,
} from "../../../base/http.ts";
import { linesOf, utf8 } from "../../../base/streams.ts";
import type { Io } from "../../../shell/program.ts";
import type { ConfigTarget } from "../config/target.ts";
import type { Json, JsonObject } from "../json.ts";
import { dialFailure, Unreachable } from "./failures.ts";
import { resolveHost } from "./resolve.ts";
import { tlsClient } from "./tls.ts";

/** One request to the API server, relative to the server's own path prefix. */
export interface ApiRequest {
  readonly method?: string;
  readonly path: string;
  /** Repeated keys are allowed; absent values are left out. */
  readonly query?: Query;
  readonly accept?: string;
  readonly contentType?: string;
  readonly headers?: readonly Header[];
  /** JSON, unless it is bytes. */
  readonly body?: Json | Uint8Array;
  readonly signal?: AbortSignal;
  /** A path as somebody typed it. */
  readonly raw?: true;
}

export type Query = readonly (readonly [key: string, value: string | number | boolean | undefined])[];

export interface ConnectionOptions {
  readonly io: Io;
  readonly target: ConfigTarget;
  /** "kubectl get", told to the server. */
  readonly commandPath: string;
  /** Longest time for one request, milliseconds; 0 is no limit. */
  readonly requestTimeoutMs: number;
  warn(text: string): Promise<void>;
}

/** A kubeconfig's server, spoken to over HTTP as kubectl does. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #url: URL;
  #address: Promise<string> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#url = new URL(options.target.server);
  }

  /** "https://127.0.0.1:6443" */
  get server(): string {
    return this.#options.target.server.replace(/\/$/, "");
  }

  get requestTimeoutMs(): number {
    return this.#options.requestTimeoutMs;
  }

  /** Sends a request and waits for the head of the answer. @throws StatusError for answers of 400 and above, Unreachable */
  async send(request: ApiRequest): Promise<HttpResponse> {
    const response = await this.#exchange({
      method: request.method ?? "GET",
      path: `${this.#url.pathname.replace(/\/$/, "")}${request.path}${queryText(request.query ?? [])}`,
      headers: this.#headers(request),
      body: bodyOf(request.body),
      signal: request.signal,
    });
    for (const [name, value] of response.headers) {
      if (name.toLowerCase() === "warning") await this.#options.warn(warningText(value));
    }
    if (response.status >= 400) throw await statusOf(response, request);
    return response;
  }

  /** Sends on what somebody else asks, as this kubeconfig's user; the answer is his, whatever it is. @throws Unreachable */
  async forward(request: HttpRequest): Promise<HttpResponse> {
    const dropped = /^(?:host|authorization|connection|content-length)$/i;
    const upgrades = request.headers.some(([name]) => name.toLowerCase() === "upgrade");
    return this.#exchange({
      method: request.method,
      path: request.path,
      headers: [
        ...request.headers.filter(([name]) => !dropped.test(name) || (upgrades && /^connection$/i.test(name))),
        ...this.#identity(),
      ],
      body: request.body,
      signal: request.signal,
    });
  }

  async #exchange(request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly Header[];
    readonly body: Body;
    readonly signal: AbortSignal | undefined;
  }): Promise<HttpResponse> {
    const { io, target } = this.#options;
    const { method, path } = request;
    const shown = `${this.#url.protocol}//${this.#url.host}${path}`;
    const port = Number(this.#url.port) || (this.#url.protocol === "https:" ? 443 : 80);
    const ip = await this.#resolve(method, shown);
    const exchange = await io.net.http(
      { ip, port },
      {
        method,
        authority: this.#url.host,
        path,
        headers: request.headers,
        body: request.body,
        protocol: this.#url.protocol === "https:" ? "HTTP/2" : "HTTP/1.1",
        signal: request.signal ?? io.signal,
      },
      {
        timeoutMs: this.#options.requestTimeoutMs || 30_000,
        signal: request.signal ?? io.signal,
        ...(this.#url.protocol === "https:" && {
          tls: tlsClient(target, this.#url.hostname),
        }),
      },
    );
    if (!exchange.ok) {
      const cause = dialFailure(exchange.failure, `${ip}:${port}`);
      throw new Unreachable(method, shown, cause, exchange.failure.kind === "refused");
    }
    return exchange.response;
  }

  async text(request: ApiRequest): Promise<string> {
    return bodyText((await this.send(request)).body);
  }

  async json(request: ApiRequest): Promise<JsonObject> {
    return JSON.parse(await this.text({ accept: "application/json", ...request })) as JsonObject;
  }

  /** A stream of JSON documents, one a line, until it ends or the signal aborts. */
  async *jsonLines(request: ApiRequest): AsyncGenerator<JsonObject> {
    const response = await this.send(request);
    const stream = response.body instanceof Uint8Array ? [response.body] : response.body;
    for await (const line of linesOf(stream as AsyncIterable<Uint8Array>)) {
      if (line !== "") yield JSON.parse(line) as JsonObject;
    }
  }

  #headers(request: ApiRequest): Header[] {
    const headers: Header[] = [
      ["Accept", request.accept ?? "application/json"],
      ["User-Agent", "kubectl/v1.36.3 (linux/amd64) kubernetes/0f29094"],
      ["Kubectl-Command", this.#options.commandPath],
    ];
    if (request.body !== undefined) headers.push(["Content-Type", request.contentType ?? "application/json"]);
    return [...headers, ...this.#identity(), ...(request.headers ?? [])];
  }

  /** Who asks, as far as it is told in headers. */
  #identity(): Header[] {
    const { token, basic, impersonate } = this.#options.target;
    if (token) return [["Authorization", `Bearer ${token}`], ...impersonate];
    if (!basic) return [...impersonate];
    return [["Authorization", `Basic ${btoa(`${basic.username}:${basic.password}`)}`], ...impersonate];
  }

  async #resolve(method: string, url: string): Promise<string> {
    const { io } = this.#options;
    this.#address ??= resolveHost(this.#url.hostname, io.files, io.net).then((found) => {
      if ("failure" in found) throw new Unreachable(method, url, `dial tcp: ${found.failure}`, false);
      return found.ip;
    });
    return this.#address;
  }
}

function bodyOf(body: Json | Uint8Array | undefined): Body {
  if (body === undefined) return EMPTY_BODY;
  return body instanceof Uint8Array ? body : utf8(JSON.stringify(body));
}

/** Keys in order of name, as Go's url.Values.Encode writes them. */
function queryText(query: Query): string {
  const parts = query
    .filter((pair) => pair[1] !== undefined)
    .map(([key, value]) => ({ key, text: `${percentEncoded(key)}=${percentEncoded(String(value))}` }));
  parts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return parts.length > 0 ? `?${parts.map((part) => part.text).join("&")}` : "";
}

const percentEncoded = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, "+");

/** The quoted text of `299 - "text"`. */
function warningText(value: string): string {
  const quoted = /^\d{3} \S+ ("(?:[^"\\]|\\.)*")/.exec(value)?.[1];
  return quoted ? quoted.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}

const REASON_OF: Readonly<Record<number, StatusReason>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The error that an answer means; client-go's words where the server sent no Status. */
async function statusOf(response: HttpResponse, request: ApiRequest): Promise<StatusError> {
  const text = await bodyText(response.body);
  if (headerOf(response, "Content-Type")?.includes("json")) {
    const parsed = JSON.parse(text) as { readonly kind?: string };
    if (parsed.kind === "Status") return new StatusError(parsed as Status);
  }
  const words = WORDS[response.status];
  const message = words === undefined ? text.trim() || "unknown" : `${words}${whatWasAsked(request, response.status)}`;
  return failure(response.status, REASON_OF[response.status], message);
}

/** k8s.io/apimachinery pkg/api/errors NewGenericServerResponse */
const WORDS: Readonly<Record<number, string>> = {
  404: "the server could not find the requested resource",
  503: "the server is currently unable to handle the request",
};

/** " (post roles.rbac.authorization.k8s.io)", " (get pods.metrics.k8s.io web-0)"; a path that is asked for as it is names nothing. */
function whatWasAsked({ method = "GET", path, raw }: ApiRequest, status: number): string {
  const parts = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/[^/]+)?\/([^/?]+)(?:\/([^/?]+))?$/.exec(path);
  if (!parts || raw || (status === 404 && (method !== "POST" || parts[3] !== undefined))) return "";
  const [, group, plural, name] = parts;
  return ` (${method.toLowerCase()} ${plural}${group ? `.${group}` : ""}${name ? ` ${name}` : ""})`;
}
