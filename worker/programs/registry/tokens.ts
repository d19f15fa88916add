import { fromBase64 } from "../../base/base64.ts";
import { canonicalJson, sha256 } from "../../base/hash.ts";
import { type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import { base64 } from "../../base/sprig/index.ts";
import { utf8 } from "../../base/streams.ts";

/**
 * Who one is at a registry, by tokens: the registry's challenge names a realm and a scope, the realm gives a token for that scope, to
 * whoever says who he is or to anybody.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export interface Token {
  /** Absent: nobody in particular. */
  readonly user?: string;
  /** "repository:NAME:pull,push", as granted. */
  readonly access: readonly string[];
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

const digestOf = (issuer: string, token: Token): string => sha256(`${issuer}\n${canonicalJson(token)}`);

/** A token that only this issuer could have given. */
export function signed(issuer: string, token: Token): string {
  return base64(utf8(JSON.stringify([token, digestOf(issuer, token)])));
}

/** The token that a request shows; undefined where it shows none that holds. */
export function tokenOf(issuer: string, request: HttpRequest, nowMs: number): Token | undefined {
  const text = /^bearer (.+)$/i.exec(headerOf(request, "Authorization") ?? "")?.[1];
  if (text === undefined) return undefined;
  try {
    const [token, digest] = JSON.parse(fromBase64(text)) as readonly [Token, string];
    return digest === digestOf(issuer, token) && token.untilMs > nowMs ? token : undefined;
  } catch {
    return undefined;
  }
}

/** Name and password of Basic authentication. */
export function credentialsOf(
  request: HttpRequest,
): { readonly username: string; readonly password: string } | undefined {
  const text = /^basic (.+)$/i.exec(headerOf(request, "Authorization") ?? "")?.[1];
  if (text === undefined) return undefined;
  try {
    const decoded = fromBase64(text);
    const colon = decoded.indexOf(":");
    return colon < 0 ? undefined : { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

/** Whether a token's access has an action on a repository. */
export const grants = ({ access }: Token, repository: string, action: string): boolean =>
  access.some((one) => {
    const [, type, name, actions = ""] = /^([^:]+):(.+):([^:]*)$/.exec(one) ?? [];
    return type === "repository" && name === repository && actions.split(",").includes(action);
  });

export const tokenResponse = (text: string): HttpResponse =>
  textResponse(200, `${JSON.stringify({ token: text })}\n`, "application/json");
