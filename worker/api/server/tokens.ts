import { fromBase64 } from "../../base/base64.ts";
import { fnv1a32, sha256 } from "../../base/hash.ts";
import { utf8 } from "../../base/streams.ts";
import type { Identity } from "./request.ts";

/** What a service account token says. */
export interface TokenClaims {
  readonly namespace: string;
  readonly serviceAccount: { readonly name: string; readonly uid: string };
  readonly pod?: { readonly name: string; readonly uid: string };
  /** The pod's, once it has one. */
  readonly node?: { readonly name: string; readonly uid: string };
  readonly audiences: readonly string[];
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** The body of a token. */
interface Claims {
  readonly sub: string;
  readonly exp: number;
  readonly aud: readonly string[];
  readonly jti: string;
  readonly "kubernetes.io": {
    readonly namespace: string;
    readonly node?: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
}

/**
 * Service account tokens: real JSON web tokens in shape and claims. The signature is a keyed digest that only this server
 * checks; it keeps nobody out who reads the sandbox's memory, and need not.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
 */
export class Tokens {
  readonly #key: string;
  readonly #head: string;

  /** @param key told to nobody; the same after a restore, so that tokens stay good */
  constructor(key: string) {
    this.#key = key;
    this.#head = encode(JSON.stringify({ alg: "RS256", kid: toBase64Url(expanded(sha256(key), 32)) }));
  }

  sign(claims: TokenClaims): string {
    const { namespace, serviceAccount, pod, node, audiences, issuedMs, expiresMs } = claims;
    const issued = Math.floor(issuedMs / 1000);
    const head = this.#head;
    const body = encode(
      JSON.stringify({
        aud: audiences,
        exp: Math.floor(expiresMs / 1000),
        iat: issued,
        iss: ISSUER,
        jti: uuidOf(JSON.stringify(claims)),
        "kubernetes.io": {
          namespace,
          ...(node ? { node } : {}),
          ...(pod ? { pod } : {}),
          serviceaccount: serviceAccount,
        },
        nbf: issued,
        sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
      }),
    );
    return `${head}.${body}.${this.#signature(`${head}.${body}`)}`;
  }

  /**
   * Who shows this token; undefined when it is none of ours, or expired, or what it is bound to is gone.
   *
   * @param isThere whether an object of the core group lives, under this uid
   */
  verify(
    token: string,
    nowMs: number,
    isThere: (resource: string, key: string, uid: string) => boolean,
  ): Identity | undefined {
    const [head, body, signature] = token.split(".");
    if (!head || !body || signature !== this.#signature(`${head}.${body}`)) return undefined;
    const claims = JSON.parse(decode(body)) as Claims;
    if (claims.exp * 1000 <= nowMs || !claims.aud.includes(ISSUER)) return undefined;
    const { namespace, node, pod, serviceaccount: account } = claims["kubernetes.io"];
    if (!isThere("serviceaccounts", `${namespace}/${account.name}`, account.uid)) return undefined;
    if (pod && !isThere("pods", `${namespace}/${pod.name}`, pod.uid)) return undefined;
    return {
      user: claims.sub,
      uid: account.uid,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      extra: {
        "authentication.kubernetes.io/credential-id": [`JTI=${claims.jti}`],
        ...(node
          ? {
              "authentication.kubernetes.io/node-name": [node.name],
              "authentication.kubernetes.io/node-uid": [node.uid],
            }
          : {}),
        ...(pod
          ? {
              "authentication.kubernetes.io/pod-name": [pod.name],
              "authentication.kubernetes.io/pod-uid": [pod.uid],
            }
          : {}),
      },
    };
  }

  /** Whether it came from this server, good or not. */
  isOurs(token: string): boolean {
    const [head, body, signature] = token.split(".");
    return signature === this.#signature(`${head}.${body}`);
  }

  #signature(text: string): string {
    return toBase64Url(expanded(sha256(`${this.#key}.${text}`), 256));
  }
}

export const ISSUER = "https://kubernetes.default.svc.cluster.local";

/** An id that only the text leads to. Every pod's start makes one: no digest for it. */
function uuidOf(text: string): string {
  const hex = [0, 1, 2, 3].map((part) => fnv1a32(`${part}${text}`).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** As many bytes as wanted, from the hexadecimal digits of a digest. */
function expanded(digest: string, length: number): Uint8Array {
  const words = Array.from({ length: 8 }, (_, at) => Number.parseInt(digest.slice(at * 8, at * 8 + 8), 16));
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 4) {
    let word = words[(at >> 2) % 8]! ^ Math.imul(at + 1, 0x9e3779b1);
    word = Math.imul(word ^ (word >>> 15), 0x85ebca6b);
    word ^= word >>> 13;
    for (let byte = 0; byte < 4; byte++) bytes[at + byte] = word >>> (8 * byte);
  }
  return bytes;
}

const toBase64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const encode = (text: string) => toBase64Url(utf8(text));
const decode = (text: string) => fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
