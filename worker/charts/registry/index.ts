/**
 * How the registries of the internet answer: what they offer, and what somebody has pushed.
 *
 * In:   requests for a registry's host; its files.
 * Out:  answers by the distribution API, tokens.
 *
 * @module
 */
import { type HttpRequest, type HttpResponse, textResponse } from "../../base/http.ts";
import type { SiteSurroundings } from "../../base/site.ts";
import { createRegistry, FileStorage } from "../../programs/registry/index.ts";
import type { RegistryHost } from "../registryHost.ts";
import { type AccountRules, giveToken, refused } from "./accounts.ts";
import { chartShelf } from "./shelf.ts";

const ROOT = "/registry";

/** The answer of one registry; undefined for what is no address of its API. */
export async function answerAs(
  { charts, access }: RegistryHost,
  request: HttpRequest,
  around: SiteSurroundings,
): Promise<HttpResponse | undefined> {
  const published = chartShelf(charts, around.clock);
  const common = { published, newId: around.uuid, now: () => around.clock.now() };
  const path = request.path.replace(/\?.*$/, "");
  if (access.kind === "readers") {
    if (!/^\/v2(\/|$)/.test(path)) return undefined;
    if (request.method !== "GET" && request.method !== "HEAD")
      return textResponse(405, "Only GET and HEAD are allowed.\n", "text/plain; charset=utf-8");
    return createRegistry(common)(request, around);
  }
  const storage = new FileStorage(around.files, ROOT);
  const isPublic = (repository: string): boolean | undefined => {
    if (published.repositories().includes(repository)) return true;
    return storage.repositories().includes(repository) ? access.publicAtFirst : undefined;
  };
  const rules: AccountRules = { access, around, isPublic };
  const realm = new URL(access.realm);
  if (request.authority.replace(/:\d+$/, "") === realm.hostname && path === realm.pathname) {
    return giveToken(rules, request);
  }
  if (!/^\/v2(\/|$)/.test(path)) return undefined;
  return createRegistry({ ...common, storage, refuse: (asked, wish) => refused(rules, asked, wish) })(request, around);
}
