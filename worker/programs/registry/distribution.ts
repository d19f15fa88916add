import type { Header, HttpRequest, HttpResponse } from "../../base/http.ts";
import { textResponse } from "../../base/http.ts";
import { JSON_TYPE, Refusal, refusalResponse } from "./errors.ts";
import { getManifest, putManifest } from "./manifests.ts";
import { isDigest, isRepositoryName, isTag } from "./names.ts";
import { joined, type Shelf } from "./shelf.ts";
import type { FileStorage } from "./storage.ts";
import { beginUpload, continueUpload, getBlob, type UploadParts } from "./uploads.ts";

/** What somebody wants of a repository; "*" is the registry as a whole. */
export interface Wish {
  readonly repository: string;
  readonly action: "pull" | "push" | "delete" | "*";
}

export interface RegistryParts {
  /** Where pushes go; absent: nobody can push. */
  readonly storage?: FileStorage;
  /** What can be pulled besides. */
  readonly published?: Shelf;
  /** Whether manifests and blobs can be deleted. */
  readonly deletes?: boolean;
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The answer to whoever may not: undefined lets the request through. */
  refuse?(request: HttpRequest, wish: Wish | undefined): HttpResponse | undefined;
}

const VERSION_HEADER: Header = ["Docker-Distribution-Api-Version", "registry/2.0"];

/**
 * A registry by the distribution API: tags, manifests, blobs and uploads below /v2/.
 *
 * @returns what answers its requests; paths that are not of the API are answered with 404
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @see https://distribution.github.io/distribution/spec/api/
 */
export function createRegistry(
  parts: RegistryParts,
): (request: HttpRequest, connection: { readonly secure: boolean }) => Promise<HttpResponse> {
  const shelf = joined([...(parts.storage ? [parts.storage] : []), ...(parts.published ? [parts.published] : [])]);
  return async (request, { secure }) => {
    const url = new URL(request.path, `${secure ? "https" : "http"}://${request.authority}`);
    const route = routeOf(url.pathname);
    if (!route) return textResponse(404, "404 page not found\n", "text/plain; charset=utf-8");
    const refused = parts.refuse?.(request, wishOf(route, request.method));
    if (refused) return withVersion(refused);
    try {
      const response = await answer({ parts, shelf, url, request }, route);
      return withVersion(request.method === "HEAD" ? { ...response, body: new Uint8Array(0) } : response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const response = refusalResponse(error);
      return withVersion(request.method === "HEAD" ? { ...response, body: new Uint8Array(0) } : response);
    }
  };
}

const withVersion = (response: HttpResponse): HttpResponse => ({
  ...response,
  headers: [VERSION_HEADER, ...response.headers],
});

type Route =
  | { readonly kind: "base" }
  | { readonly kind: "catalog" }
  | { readonly kind: "tags" | "uploads"; readonly repository: string }
  | { readonly kind: "manifest" | "blob" | "upload"; readonly repository: string; readonly reference: string };

function routeOf(path: string): Route | undefined {
  if (path === "/v2" || path === "/v2/") return { kind: "base" };
  if (path === "/v2/_catalog") return { kind: "catalog" };
  const [, repository = "", rest = ""] =
    /^\/v2\/(.+?)\/(tags\/list|manifests\/[^/]+|blobs\/uploads\/?|blobs\/uploads\/[^/]+|blobs\/[^/]+)$/.exec(path) ??
    [];
  if (rest === "") return undefined;
  if (rest === "tags/list") return { kind: "tags", repository };
  if (/^blobs\/uploads\/?$/.test(rest)) return { kind: "uploads", repository };
  const reference = decodeURIComponent(rest.slice(rest.lastIndexOf("/") + 1));
  const kind = rest.startsWith("manifests/") ? "manifest" : rest.startsWith("blobs/uploads/") ? "upload" : "blob";
  return { kind, repository, reference };
}

function wishOf(route: Route, method: string): Wish | undefined {
  if (route.kind === "base") return undefined;
  if (route.kind === "catalog") return { repository: "", action: "*" };
  const { repository } = route;
  if (method === "GET" || method === "HEAD") return { repository, action: "pull" };
  return { repository, action: method === "DELETE" && route.kind !== "upload" ? "delete" : "push" };
}

interface Asked {
  readonly parts: RegistryParts;
  readonly shelf: Shelf;
  readonly url: URL;
  readonly request: HttpRequest;
}

async function answer(asked: Asked, route: Route): Promise<HttpResponse> {
  const { shelf, request } = asked;
  const reads = request.method === "GET" || request.method === "HEAD";
  if (route.kind === "base") return textResponse(200, "{}", JSON_TYPE);
  if (route.kind === "catalog") return listed(asked, "repositories", shelf.repositories(), {});
  if (!isRepositoryName(route.repository)) throw new Refusal("NAME_INVALID", { name: route.repository });
  if (route.kind === "tags") {
    if (!reads) throw new Refusal("UNSUPPORTED");
    const tags = await shelf.tags(route.repository);
    if (!tags) throw new Refusal("NAME_UNKNOWN", { name: route.repository });
    return listed(asked, "tags", tags, { name: route.repository });
  }
  if (route.kind === "manifest" && reads) return getManifest(shelf, route, request);
  if (route.kind === "blob" && reads) return getBlob(shelf, route.repository, route.reference);
  return change(asked, route);
}

/** A list, in pages where they are asked for. */
function listed({ url }: Asked, field: string, all: readonly string[], head: object): HttpResponse {
  const [n, last] = [url.searchParams.get("n"), url.searchParams.get("last")];
  if (n !== null && !/^\d+$/.test(n)) throw new Refusal("PAGINATION_NUMBER_INVALID", { n });
  const from = last === null ? 0 : all.filter((one) => one <= last).length;
  const page = all.slice(from, n === null ? undefined : from + Number(n));
  const more = from + page.length < all.length && page.length > 0;
  const next = `${url.pathname}?last=${encodeURIComponent(page.at(-1) ?? "")}&n=${n}`;
  const body = `${JSON.stringify({ ...head, [field]: page })}\n`;
  return textResponse(200, body, JSON_TYPE, more ? [["Link", `<${next}>; rel="next"`]] : []);
}

async function change({ parts, shelf, url, request }: Asked, route: Extract<Route, { repository: string }>) {
  const { storage } = parts;
  const { repository } = route;
  if (!storage) throw new Refusal("UNSUPPORTED");
  const uploads: UploadParts = {
    storage,
    shelf,
    repository,
    query: url.searchParams,
    at: (path) => `${url.origin}${path}`,
    newId: parts.newId,
    now: () => new Date(parts.now()).toISOString(),
  };
  if (route.kind === "uploads") {
    if (request.method !== "POST") throw new Refusal("UNSUPPORTED");
    return beginUpload(uploads);
  }
  if (route.kind === "upload") return continueUpload(uploads, route.reference, request);
  if (request.method === "DELETE") return removed(parts, storage, route);
  if (route.kind !== "manifest" || request.method !== "PUT") throw new Refusal("UNSUPPORTED");
  if (!isTag(route.reference) && !isDigest(route.reference)) throw new Refusal("TAG_INVALID");
  const digest = await putManifest(storage, shelf, route, request);
  return plain(201, [
    ["Docker-Content-Digest", digest],
    ["Location", `${url.origin}/v2/${repository}/manifests/${digest}`],
  ]);
}

function removed(parts: RegistryParts, storage: FileStorage, route: Extract<Route, { repository: string }>) {
  if (!parts.deletes || !("reference" in route)) throw new Refusal("UNSUPPORTED");
  const { repository, reference } = route;
  if (route.kind === "manifest") {
    if (!storage.deleteManifest(repository, reference)) throw new Refusal("MANIFEST_UNKNOWN");
  } else if (!storage.deleteBlob(repository, reference)) throw new Refusal("BLOB_UNKNOWN");
  return plain(202, []);
}

const plain = (status: number, headers: readonly Header[]): HttpResponse => ({
  status,
  headers: [...headers, ["Content-Length", "0"]],
  body: new Uint8Array(0),
});
