/** A registry without a network: requests in, answers out. */

import { sha256 } from "../../../../worker/base/hash.ts";
import { bodyText, type Header, type HttpResponse, headerOf } from "../../../../worker/base/http.ts";
import { utf8 } from "../../../../worker/base/streams.ts";
import { createRegistry, FileStorage, type RegistryParts } from "../../../../worker/programs/registry/index.ts";
import { FileTree } from "../../../../worker/shell/index.ts";

export interface Said {
  readonly status: number;
  readonly text: string;
  header(name: string): string | undefined;
}

export type Ask = (line: string, body?: string, headers?: readonly Header[]) => Promise<Said>;

export const said = async (response: HttpResponse): Promise<Said> => ({
  status: response.status,
  text: await bodyText(response.body),
  header: (name) => headerOf(response, name),
});

export const digestOf = (text: string): string => `sha256:${sha256(text)}`;

/** @returns asks with "METHOD /path" */
export function registryLab(parts: Partial<RegistryParts> = {}): Ask {
  let count = 0;
  const handle = createRegistry({
    storage: new FileStorage(new FileTree({ now: () => 0 }).files(0), "/var/lib/registry"),
    newId: () => `id-${++count}`,
    now: () => 0,
    ...parts,
  });
  return async (line, body = "", headers = []) => {
    const [method = "GET", path = "/"] = line.split(" ");
    const request = { method, path, authority: "r:5000", headers, body: utf8(body), protocol: "HTTP/1.1" as const };
    return said(await handle(request, { secure: false }));
  };
}

export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Pushes a blob in one piece. @returns its digest */
export async function pushBlob(ask: Ask, repository: string, text: string): Promise<string> {
  const { header } = await ask(`POST /v2/${repository}/blobs/uploads/`);
  const at = new URL(header("Location")!).pathname;
  await ask(`PUT ${at}?digest=${digestOf(text)}`, text);
  return digestOf(text);
}

/** Pushes an artifact of one layer. @returns the manifest */
export async function pushArtifact(ask: Ask, repository: string, tag: string, layer: string): Promise<string> {
  const config = await pushBlob(ask, repository, "{}");
  const digest = await pushBlob(ask, repository, layer);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    config: { mediaType: "a/config", digest: config, size: 2 },
    layers: [{ mediaType: "a/layer", digest, size: layer.length }],
  });
  await ask(`PUT /v2/${repository}/manifests/${tag}`, manifest, [["Content-Type", MANIFEST]]);
  return manifest;
}
