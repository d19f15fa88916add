import { sha256 } from "../../base/hash.ts";
import {
  bodyBytes,
  type Header,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  textResponse,
} from "../../base/http.ts";
import { Refusal } from "./errors.ts";
import { isDigest } from "./names.ts";
import type { Shelf } from "./shelf.ts";
import type { FileStorage } from "./storage.ts";

export interface UploadParts {
  readonly storage: FileStorage;
  readonly shelf: Shelf;
  readonly repository: string;
  readonly query: URLSearchParams;
  /** Where a path of this registry is, as clients are told. */
  at(path: string): string;
  newId(): string;
  /** RFC 3339. */
  now(): string;
}

const empty = (status: number, headers: readonly Header[]): HttpResponse => ({
  status,
  headers: [...headers, ["Content-Length", "0"]],
  body: new Uint8Array(0),
});

const uploadAt = ({ at, repository }: UploadParts, id: string): string => at(`/v2/${repository}/blobs/uploads/${id}`);

/** Where an upload stands, for the next request. */
const standing = (status: number, parts: UploadParts, id: string, length: number): HttpResponse =>
  empty(status, [
    ["Docker-Upload-Uuid", id],
    ["Location", uploadAt(parts, id)],
    ["Range", `0-${Math.max(0, length - 1)}`],
  ]);

const created = ({ at, repository }: UploadParts, digest: string): HttpResponse =>
  empty(201, [
    ["Docker-Content-Digest", digest],
    ["Location", at(`/v2/${repository}/blobs/${digest}`)],
  ]);

/** POST …/blobs/uploads/: begins one, or takes over what another repository has. @throws Refusal */
export async function beginUpload(parts: UploadParts): Promise<HttpResponse> {
  const { storage, shelf, repository, query } = parts;
  const [mount, from] = [query.get("mount"), query.get("from")];
  if (mount !== null && from !== null) {
    const found = await shelf.blob(from, mount);
    if (found) return created(parts, storage.putBlob(repository, found));
  }
  const id = parts.newId();
  storage.beginUpload(repository, id, parts.now());
  return standing(202, parts, id, 0);
}

/** GET, PATCH, PUT and DELETE …/blobs/uploads/ID. @throws Refusal */
export async function continueUpload(parts: UploadParts, id: string, request: HttpRequest): Promise<HttpResponse> {
  const { storage, repository } = parts;
  const before = storage.uploaded(repository, id);
  if (!before) throw new Refusal("BLOB_UPLOAD_UNKNOWN", {});
  switch (request.method) {
    case "GET":
    case "HEAD":
      return standing(204, parts, id, before.length);
    case "DELETE":
      storage.endUpload(repository, id);
      return empty(204, [["Docker-Upload-Uuid", id]]);
    case "PATCH":
      inOrder(request, before.length);
      storage.append(repository, id, await bodyBytes(request.body));
      return standing(202, parts, id, storage.uploaded(repository, id)!.length);
    case "PUT":
      return finish(parts, id, request);
    default:
      throw new Refusal("UNSUPPORTED");
  }
}

/** A chunk goes on where the last one ended. */
function inOrder(request: HttpRequest, length: number): void {
  const range = headerOf(request, "Content-Range");
  if (range !== undefined && Number(/^(?:bytes )?(\d+)-\d+$/.exec(range)?.[1]) !== length) {
    throw new Refusal("RANGE_INVALID");
  }
}

async function finish(parts: UploadParts, id: string, request: HttpRequest): Promise<HttpResponse> {
  const { storage, repository, query } = parts;
  const wanted = query.get("digest");
  if (wanted === null || wanted === "") throw new Refusal("DIGEST_INVALID", "digest missing");
  if (!isDigest(wanted)) throw new Refusal("DIGEST_INVALID", "digest parsing failed");
  storage.append(repository, id, await bodyBytes(request.body));
  const bytes = storage.uploaded(repository, id)!;
  if (`sha256:${sha256(bytes)}` !== wanted) {
    storage.endUpload(repository, id);
    throw new Refusal("DIGEST_INVALID", "invalid digest for referenced layer: content does not match digest");
  }
  storage.putBlob(repository, bytes.slice());
  storage.endUpload(repository, id);
  return created(parts, wanted);
}

/** GET and HEAD of a blob. @throws Refusal */
export async function getBlob(shelf: Shelf, repository: string, digest: string): Promise<HttpResponse> {
  if (!isDigest(digest)) throw new Refusal("DIGEST_INVALID", { digest });
  const found = await shelf.blob(repository, digest);
  if (!found) throw new Refusal("BLOB_UNKNOWN", digest);
  return textResponse(200, found, "application/octet-stream", [
    ["Docker-Content-Digest", digest],
    ["Etag", `"${digest}"`],
    ["Cache-Control", "max-age=31536000"],
  ]);
}
