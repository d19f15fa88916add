import { goText } from "../../../base/goformat/index.ts";
import { bodyBytes, type Header, headerOf, REASONS } from "../../../base/http.ts";
import { base64 } from "../../../base/sprig/index.ts";
import { fromUtf8, utf8 } from "../../../base/streams.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { exchange } from "../repo/fetch.ts";
import { type Login, loginFor } from "./logins.ts";

export interface RegistryOptions {
  readonly plainHttp?: boolean;
  readonly insecure?: boolean;
  /** In place of the login that is kept. */
  readonly login?: Login;
}

export interface RegistryRequest extends RegistryOptions {
  readonly host: string;
  /** "/v2/…", or a whole URL that the registry gave. */
  readonly path: string;
  readonly method?: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  header(name: string): string | undefined;
  /** What to tell of a failure. */
  readonly says: string;
}

const MOST_REDIRECTS = 5;

/** Docker Hub's registry has a name of its own. */
const serverOf = (host: string): string => (host === "docker.io" ? "registry-1.docker.io" : host);

/** Sends a request to a registry; a challenge is answered with the login, or for a token. @throws HelmError where nobody answers */
export async function send(helm: Helm, request: RegistryRequest): Promise<RegistryAnswer> {
  const { host, method = "GET" } = request;
  const scheme = request.plainHttp ? "http" : "https";
  let url = new URL(request.path, `${scheme}://${serverOf(host)}`);
  let authorization: string | undefined;
  for (let hop = 0; ; hop++) {
    const sameHost = url.host === new URL(`${scheme}://${serverOf(host)}`).host;
    const response = await exchange(helm.io, url, {
      method,
      headers: [
        ...(request.headers ?? []),
        ...(authorization && sameHost ? ([["Authorization", authorization]] as const) : []),
      ],
      ...(request.body && { body: request.body }),
      insecure: request.insecure ?? false,
    });
    const location = headerOf(response, "Location");
    if (response.status >= 300 && response.status < 400 && location && hop < MOST_REDIRECTS) {
      url = new URL(location, url);
      continue;
    }
    const body = await bodyBytes(response.body);
    const challenge = headerOf(response, "WWW-Authenticate");
    if (response.status === 401 && challenge && authorization === undefined) {
      try {
        authorization = await answerTo(helm, challenge, request);
      } catch (error) {
        throw new HelmError(`${method} ${JSON.stringify(url.href)}: ${messageOf(error)}`);
      }
      if (authorization !== undefined) continue;
    }
    return {
      status: response.status,
      body,
      header: (name) => headerOf(response, name),
      says: `${method} ${JSON.stringify(url.href)}: response status code ${response.status}: ${reasonOf(response.status, body)}`,
    };
  }
}

/** The registry's own words, in its error format, or the status's. */
function reasonOf(status: number, body: Uint8Array): string {
  try {
    const { errors } = JSON.parse(fromUtf8(body)) as {
      readonly errors: readonly { readonly code: string; readonly message: string; readonly detail?: unknown }[];
    };
    if (errors.length > 0) return errors.map(wordsOf).join("; ");
  } catch {
    // not in that format
  }
  return REASONS[status] ?? "";
}

/** An error as oras-go words it: code, message, and the detail where there is one. */
function wordsOf(error: { readonly code: string; readonly message: string; readonly detail?: unknown }): string {
  const { code, message, detail } = error;
  const words = `${code.toLowerCase().replaceAll("_", " ")}: ${message}`;
  return detail === undefined || detail === null ? words : `${words}: ${goText(detail)}`;
}

/** The Authorization header that a challenge asks for. https://distribution.github.io/distribution/spec/auth/token/ */
async function answerTo(helm: Helm, challenge: string, request: RegistryRequest): Promise<string | undefined> {
  const login = request.login ?? loginFor(helm, request.host);
  const basic = login && `Basic ${base64(utf8(`${login.username}:${login.password}`))}`;
  if (/^basic\b/i.test(challenge)) {
    if (basic === undefined) throw new HelmError("basic credential not found");
    return basic;
  }
  const field = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`, "i").exec(challenge)?.[1];
  const realm = field("realm");
  if (!/^bearer\b/i.test(challenge) || realm === undefined) return undefined;
  const url = new URL(realm);
  const service = field("service");
  const scope = field("scope");
  if (scope) url.searchParams.set("scope", scope);
  if (service) url.searchParams.set("service", service);
  const response = await exchange(helm.io, url, { headers: basic === undefined ? [] : [["Authorization", basic]] });
  const body = await bodyBytes(response.body);
  if (response.status !== 200) {
    throw new HelmError(
      `GET ${JSON.stringify(url.href)}: response status code ${response.status}: ${reasonOf(response.status, body)}`,
    );
  }
  const { token, access_token } = JSON.parse(fromUtf8(body)) as {
    readonly token?: string;
    readonly access_token?: string;
  };
  return `Bearer ${token ?? access_token ?? ""}`;
}
