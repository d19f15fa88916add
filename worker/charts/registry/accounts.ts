import { sha256 } from "../../base/hash.ts";
import { type HttpRequest, type HttpResponse, textResponse } from "../../base/http.ts";
import type { SiteFiles, SiteSurroundings } from "../../base/site.ts";
import {
  credentialsOf,
  grants,
  Refusal,
  refusalResponse,
  signed,
  type Token,
  tokenOf,
  tokenResponse,
  type Wish,
} from "../../programs/registry/index.ts";
import type { Access } from "../registryHost.ts";

type Accounts = Extract<Access, { kind: "accounts" }>;

/** How long a token holds. */
const TOKEN_MS = 300_000;
const ACCOUNTS = "/accounts";

export interface AccountRules {
  readonly access: Accounts;
  readonly around: SiteSurroundings;
  /** Whether everybody may pull this repository; undefined where there is none. */
  isPublic(repository: string): boolean | undefined;
}

/** An account's first login says its password; later ones must know it. Passwords are kept as digests. */
function knows(files: SiteFiles, { username, password }: { readonly username: string; readonly password: string }) {
  const name = username.toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name) || password === "") return false;
  const path = `${ACCOUNTS}/${name}`;
  const digest = sha256(`${name}\n${password}`);
  if (files.stat(path)) return files.readText(path) === digest;
  files.makeDirectory(ACCOUNTS, { parents: true });
  files.write(path, digest);
  return true;
}

const owns = (user: string | undefined, repository: string): boolean =>
  user !== undefined && repository.startsWith(`${user.toLowerCase()}/`);

/** GET of the realm: a token for what is asked of the scopes and may be had. */
export function giveToken({ access, around, isPublic }: AccountRules, request: HttpRequest): HttpResponse {
  if (request.method !== "GET") return textResponse(405, "", "text/plain", [["Allow", "GET"]]);
  const credentials = credentialsOf(request);
  if (credentials && !knows(around.files, credentials)) return badLogin(access);
  const user = credentials?.username;
  const asked = new URL(request.path, access.realm).searchParams.getAll("scope").flatMap((one) => one.split(" "));
  const granted = asked.flatMap((scope) => {
    const [, name = "", actions = ""] = /^repository:(.+):([^:]*)$/.exec(scope) ?? [];
    const own = owns(user, name);
    const given = actions.split(",").filter((action) => own || (action === "pull" && isPublic(name) === true));
    return given.length > 0 ? [`repository:${name}:${given.join(",")}`] : [];
  });
  // GitHub gives nobody a token for what he cannot see; the example in its own challenge is asked for by every login.
  const wanted = asked.filter((scope) => !scope.startsWith(`repository:${EXAMPLE}:`));
  if (access.style === "github" && user === undefined && granted.length < wanted.length) {
    return refusalResponse(new Refusal("DENIED", undefined, "denied"));
  }
  const token: Token = { ...(user ? { user } : {}), access: granted, untilMs: around.clock.now() + TOKEN_MS };
  return tokenResponse(signed(access.service, token));
}

/** What GitHub's challenge at /v2/ names. */
const EXAMPLE = "user/image";

function badLogin({ style }: Accounts): HttpResponse {
  if (style === "github") return refusalResponse(new Refusal("DENIED", undefined, "denied"));
  return textResponse(401, `${JSON.stringify({ details: "incorrect username or password" })}\n`, "application/json");
}

/** The answer to whoever shows no token, or one that does not reach so far. */
export function refused(
  { access, around, isPublic }: AccountRules,
  request: HttpRequest,
  wish: Wish | undefined,
): HttpResponse | undefined {
  const token = tokenOf(access.service, request, around.clock.now());
  if (!token) return challenge(access, wish);
  if (!wish || grants(token, wish.repository, wish.action)) return undefined;
  if (access.style === "docker") return challenge(access, wish);
  if (token.user === undefined) {
    const words = "unauthenticated: User cannot be authenticated with the token provided.";
    return refusalResponse(new Refusal("UNAUTHORIZED", undefined, words));
  }
  if (wish.action !== "pull")
    return refusalResponse(new Refusal("DENIED", undefined, "permission_denied: write_package"));
  return refusalResponse(
    isPublic(wish.repository) === undefined ? new Refusal("NAME_UNKNOWN") : new Refusal("DENIED", undefined, "denied"),
  );
}

function challenge({ realm, service, style }: Accounts, wish: Wish | undefined): HttpResponse {
  const actions = wish?.action === "push" ? "pull,push" : (wish?.action ?? "pull");
  const scope = wish ? `repository:${wish.repository}:${actions}` : style === "github" && `repository:${EXAMPLE}:pull`;
  const value = `Bearer realm="${realm}",service="${service}"${scope ? `,scope="${scope}"` : ""}`;
  const detail =
    style === "docker" && wish
      ? actions.split(",").map((Action) => ({ Type: "repository", Class: "", Name: wish.repository, Action }))
      : undefined;
  return refusalResponse(new Refusal("UNAUTHORIZED", detail), [["WWW-Authenticate", value]]);
}
