import { badRequest } from "../../machinery/failures.ts";

/** Where a list goes on: from which key, and as of which revision. */
export interface Continue {
  readonly rv: number;
  readonly start: string;
}

/** The revision of a token that goes on among what there is now. */
export const INCONSISTENT = -1;

const VERSION = "meta.k8s.io/v1";
const INVALID = "invalid continue token: continue key is not valid";

export function writeToken({ rv, start }: Continue): string {
  const json = JSON.stringify({ v: VERSION, rv, start });
  return btoa(String.fromCharCode(...new TextEncoder().encode(json)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

/** @throws StatusError BadRequest, in the words of k8s.io/apiserver pkg/storage DecodeContinue */
export function readToken(text: string): Continue {
  const { v, rv, start } = parsed(decoded(text));
  if (v !== VERSION) {
    throw badRequest(`${INVALID}: server does not recognize this encoded version ${v ?? ""}`);
  }
  if (!rv) throw badRequest(`${INVALID}: incorrect encoded start resourceVersion (version ${VERSION})`);
  if (!start) throw badRequest(`${INVALID}: encoded start key empty (version ${VERSION})`);
  if (/(?:^|\/)\.{0,2}(?:\/|$)/.test(start.replace(/^\//, ""))) throw badRequest(`${INVALID}: ${start}`);
  return { rv, start: start.replace(/^\//, "") };
}

function decoded(text: string): string {
  const wrong = text.search(/[^A-Za-z0-9_-]/);
  if (wrong >= 0) throw badRequest(`${INVALID}: illegal base64 data at input byte ${wrong}`);
  if (text.length % 4 === 1) throw badRequest(`${INVALID}: illegal base64 data at input byte ${text.length - 1}`);
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
}

function parsed(json: string): { readonly v?: string; readonly rv?: number; readonly start?: string } {
  try {
    const token = JSON.parse(json) as { v?: string; rv?: number; start?: string } | null;
    return token ?? {};
  } catch {
    throw badRequest(`${INVALID}: invalid character '${json[0] ?? ""}' looking for beginning of value`);
  }
}
