import { bodyBytes, type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import { fromUtf8 } from "../../base/streams.ts";
import { Refusal } from "./errors.ts";
import { isTag } from "./names.ts";
import type { Shelf } from "./shelf.ts";
import { type FileStorage, mediaTypeOf } from "./storage.ts";

/** The largest manifest that is taken, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Kinds that are taken, and how a client that cannot read one is told. */
const KINDS: Readonly<Record<string, string | undefined>> = {
  "application/vnd.oci.image.manifest.v1+json": "OCI manifest found, but accept header does not support OCI manifests",
  "application/vnd.oci.image.index.v1+json": "OCI index found, but accept header does not support OCI indexes",
  "application/vnd.docker.distribution.manifest.v2+json": undefined,
  "application/vnd.docker.distribution.manifest.list.v2+json": undefined,
};

interface Descriptor {
  readonly digest?: string;
  readonly mediaType?: string;
}

interface Manifest {
  readonly schemaVersion?: number;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** How this registry words that there is no such manifest: by a tag's name, or by a revision. */
const unknown = (repository: string, reference: string): Refusal =>
  isTag(reference)
    ? new Refusal("MANIFEST_UNKNOWN", { Tag: reference })
    : new Refusal("MANIFEST_UNKNOWN", { Name: repository, Revision: reference });

/** GET and HEAD. @throws Refusal */
export async function getManifest(
  shelf: Shelf,
  { repository, reference }: Named,
  request: HttpRequest,
): Promise<HttpResponse> {
  const found = await shelf.manifest(repository, reference);
  if (!found) throw unknown(repository, reference);
  const accepted = request.headers
    .filter(([name]) => name.toLowerCase() === "accept")
    .flatMap(([, value]) => value.split(",").map((one) => one.split(";", 1)[0]!.trim()));
  const words = KINDS[found.mediaType];
  if (words !== undefined && !accepted.some((type) => type === "*/*" || type === found.mediaType)) {
    throw new Refusal("MANIFEST_UNKNOWN", undefined, words);
  }
  return textResponse(200, found.bytes, found.mediaType, [
    ["Docker-Content-Digest", found.digest],
    ["Etag", `"${found.digest}"`],
  ]);
}

export interface Named {
  readonly repository: string;
  readonly reference: string;
}

/** PUT: everything that the manifest names must be there. @throws Refusal */
export async function putManifest(
  storage: FileStorage,
  shelf: Shelf,
  { repository, reference }: Named,
  request: HttpRequest,
): Promise<string> {
  const bytes = await bodyBytes(request.body);
  if (bytes.length > MOST_BYTES) throw new Refusal("MANIFEST_INVALID", "http: request body too large");
  const said = headerOf(request, "Content-Type")?.split(";", 1)[0] ?? "";
  const manifest = readManifest(bytes);
  const mediaType = mediaTypeOf(bytes);
  if (!(mediaType in KINDS) || (said !== "" && said !== mediaType)) {
    throw new Refusal("MANIFEST_INVALID", `unrecognized manifest content type ${said}`);
  }
  await refuseMissing(shelf, repository, manifest);
  const tag = isTag(reference) ? reference : undefined;
  const digest = storage.putManifest(repository, bytes, tag);
  if (tag === undefined && digest !== reference) {
    storage.deleteManifest(repository, digest);
    throw new Refusal("DIGEST_INVALID");
  }
  return digest;
}

function readManifest(bytes: Uint8Array): Manifest {
  try {
    const found = JSON.parse(fromUtf8(bytes)) as Manifest;
    if (typeof found === "object" && found !== null && found.schemaVersion === 2) return found;
  } catch {
    throw new Refusal("MANIFEST_INVALID", {});
  }
  throw new Refusal("MANIFEST_INVALID", {}, "unsupported manifest schema version");
}

async function refuseMissing(shelf: Shelf, repository: string, manifest: Manifest): Promise<void> {
  for (const { digest = "" } of [...(manifest.config ? [manifest.config] : []), ...(manifest.layers ?? [])]) {
    if (!(await shelf.blob(repository, digest))) throw new Refusal("MANIFEST_BLOB_UNKNOWN", digest);
  }
  for (const { digest = "" } of manifest.manifests ?? []) {
    if (!(await shelf.manifest(repository, digest))) throw new Refusal("MANIFEST_BLOB_UNKNOWN", digest);
  }
}
