import { sha256 } from "../../base/hash.ts";
import type { SiteFiles } from "../../base/site.ts";
import type { Shelf, StoredManifest } from "./shelf.ts";

/**
 * What has been pushed, as files in the layout of the distribution project's filesystem driver: content once below blobs/, and links
 * to it below each repository. Whoever puts a volume there keeps it.
 *
 * @see https://github.com/distribution/distribution/blob/main/registry/storage/paths.go
 */
export class FileStorage implements Shelf {
  readonly #files: SiteFiles;
  readonly #root: string;

  constructor(files: SiteFiles, rootDirectory: string) {
    this.#files = files;
    this.#root = `${rootDirectory.replace(/\/$/, "")}/docker/registry/v2`;
  }

  repositories(): readonly string[] {
    const found: string[] = [];
    const search = (folder: string, name: string): void => {
      const names = this.#list(folder);
      if (names.includes("_manifests")) found.push(name);
      for (const one of names) {
        if (!one.startsWith("_")) search(`${folder}/${one}`, name === "" ? one : `${name}/${one}`);
      }
    };
    search(`${this.#root}/repositories`, "");
    return found.sort();
  }

  async tags(repository: string): Promise<readonly string[] | undefined> {
    const folder = `${this.#of(repository)}/_manifests`;
    return this.#files.stat(folder) ? [...this.#list(`${folder}/tags`)].sort() : undefined;
  }

  async manifest(repository: string, reference: string): Promise<StoredManifest | undefined> {
    const manifests = `${this.#of(repository)}/_manifests`;
    const isDigest = reference.includes(":");
    const link = isDigest ? `${manifests}/revisions/${parts(reference)}/link` : currentOf(manifests, reference);
    const digest = this.#read(link);
    if (digest === undefined) return undefined;
    if (!isDigest && !this.#files.stat(`${manifests}/revisions/${parts(digest)}/link`)) return undefined;
    const bytes = this.#content(digest);
    return bytes && { digest, bytes, mediaType: mediaTypeOf(bytes) };
  }

  async blob(repository: string, digest: string): Promise<Uint8Array | undefined> {
    return this.#files.stat(this.#layer(repository, digest)) ? this.#content(digest) : undefined;
  }

  /** @returns the digest */
  putBlob(repository: string, bytes: Uint8Array): string {
    const digest = this.#keep(bytes);
    this.#link(this.#layer(repository, digest), digest);
    return digest;
  }

  putManifest(repository: string, bytes: Uint8Array, tag: string | undefined): string {
    const digest = this.#keep(bytes);
    const manifests = `${this.#of(repository)}/_manifests`;
    this.#link(`${manifests}/revisions/${parts(digest)}/link`, digest);
    if (tag !== undefined) {
      this.#link(`${manifests}/tags/${tag}/index/${parts(digest)}/link`, digest);
      this.#link(currentOf(manifests, tag), digest);
    }
    return digest;
  }

  /** Takes a manifest away with the tags that mean it, or only a tag. False where there is none. */
  deleteManifest(repository: string, reference: string): boolean {
    const manifests = `${this.#of(repository)}/_manifests`;
    if (!reference.includes(":")) return this.#remove(`${manifests}/tags/${reference}`);
    if (!this.#remove(`${manifests}/revisions/${parts(reference)}`)) return false;
    for (const tag of this.#list(`${manifests}/tags`)) {
      if (this.#read(currentOf(manifests, tag)) === reference) this.#remove(`${manifests}/tags/${tag}`);
    }
    return true;
  }

  deleteBlob(repository: string, digest: string): boolean {
    return this.#remove(this.#layer(repository, digest));
  }

  beginUpload(repository: string, id: string, startedAt: string): void {
    this.#write(`${this.#upload(repository, id)}/startedat`, startedAt);
    this.#write(`${this.#upload(repository, id)}/data`, "");
  }

  /** What an upload has so far; undefined where there is none. */
  uploaded(repository: string, id: string): Uint8Array | undefined {
    const path = `${this.#upload(repository, id)}/data`;
    return this.#files.stat(path) && this.#files.read(path);
  }

  append(repository: string, id: string, bytes: Uint8Array): void {
    this.#files.write(`${this.#upload(repository, id)}/data`, bytes, { append: true });
  }

  endUpload(repository: string, id: string): void {
    this.#remove(this.#upload(repository, id));
  }

  readonly #of = (repository: string): string => `${this.#root}/repositories/${repository}`;
  readonly #layer = (repository: string, digest: string): string =>
    `${this.#of(repository)}/_layers/${parts(digest)}/link`;
  readonly #upload = (repository: string, id: string): string => `${this.#of(repository)}/_uploads/${id}`;

  #keep(bytes: Uint8Array): string {
    const digest = `sha256:${sha256(bytes)}`;
    const path = this.#data(digest);
    if (!this.#files.stat(path)) this.#write(path, bytes);
    return digest;
  }

  #data(digest: string): string {
    const hash = digest.slice(digest.indexOf(":") + 1);
    return `${this.#root}/blobs/sha256/${hash.slice(0, 2)}/${hash}/data`;
  }

  #content(digest: string): Uint8Array | undefined {
    const path = this.#data(digest);
    return this.#files.stat(path) && this.#files.read(path);
  }

  #link(path: string, digest: string): void {
    this.#write(path, digest);
  }

  #write(path: string, content: Uint8Array | string): void {
    this.#files.makeDirectory(path.slice(0, path.lastIndexOf("/")), { parents: true });
    this.#files.write(path, content);
  }

  #read(path: string): string | undefined {
    return this.#files.stat(path) && this.#files.readText(path);
  }

  #list(path: string): readonly string[] {
    return this.#files.stat(path)?.type === "directory" ? this.#files.list(path) : [];
  }

  #remove(path: string): boolean {
    if (!this.#files.stat(path)) return false;
    this.#files.remove(path, { recursive: true });
    return true;
  }
}

const parts = (digest: string): string => digest.replace(":", "/");
const currentOf = (manifests: string, tag: string): string => `${manifests}/tags/${tag}/current/link`;

const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

/** What a manifest says that it is; an OCI one may leave it out. */
export function mediaTypeOf(bytes: Uint8Array): string {
  const { mediaType, manifests } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly mediaType?: string;
    readonly manifests?: unknown;
  };
  return mediaType ?? (manifests === undefined ? OCI_MANIFEST : OCI_INDEX);
}
