import type { Clock } from "../../base/clock.ts";
import { sha256 } from "../../base/hash.ts";
import { readMetadata } from "../../programs/helm/chart/metadata.ts";
import { decodeMap } from "../../programs/helm/chart/yaml.ts";
import { artifactOf } from "../../programs/helm/registry/index.ts";
import type { Shelf, StoredManifest } from "../../programs/registry/index.ts";
import { type CatalogueChart, type CatalogueVersion, filesOfVersion } from "../chart.ts";
import { archiveOf } from "../pages.ts";
import type { OfferedChart } from "../registryHost.ts";

interface Artifact {
  readonly manifest: StoredManifest;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

const digestOf = (bytes: Uint8Array): string => `sha256:${sha256(bytes)}`;

/** Artifacts by version: the same whoever asks. */
const made = new WeakMap<CatalogueVersion, Promise<Artifact>>();

function artifact(chart: CatalogueChart, version: CatalogueVersion): Promise<Artifact> {
  let found = made.get(version);
  if (!found) made.set(version, (found = make(chart, version)));
  return found;
}

async function make(chart: CatalogueChart, version: CatalogueVersion): Promise<Artifact> {
  const data = await archiveOf(chart, version);
  const metadata = readMetadata(decodeMap((await filesOfVersion(chart, version))["Chart.yaml"] ?? ""));
  const created = version.created.replace(/\.\d+Z$/, "Z");
  const { config, manifest } = artifactOf({ data, metadata, created });
  return {
    manifest: { digest: digestOf(manifest), mediaType: "application/vnd.oci.image.manifest.v1+json", bytes: manifest },
    blobs: new Map([config, data].map((bytes) => [digestOf(bytes), bytes])),
  };
}

/** Charts of the catalogue as a registry has them; while one is made, time stands still. */
export function chartShelf(charts: Readonly<Record<string, OfferedChart>>, clock: Pick<Clock, "hold">): Shelf {
  const versionsOf = (repository: string): readonly CatalogueVersion[] => {
    const offered = Object.hasOwn(charts, repository) ? charts[repository] : undefined;
    return offered?.chart.versions.filter(({ version }) => offered.versions.includes(version)) ?? [];
  };
  const artifactsOf = (repository: string): Promise<readonly (Artifact & { readonly tag: string })[]> =>
    Promise.all(
      versionsOf(repository).map(async (version) => ({
        tag: version.version.replaceAll("+", "_"),
        ...(await clock.hold(artifact(charts[repository]!.chart, version))),
      })),
    );
  return {
    repositories: () => Object.keys(charts).sort(),
    async tags(repository) {
      const tags = (await artifactsOf(repository)).map(({ tag }) => tag).sort();
      return tags.length > 0 ? tags : undefined;
    },
    async manifest(repository, reference) {
      const found = (await artifactsOf(repository)).find(
        ({ tag, manifest }) => tag === reference || manifest.digest === reference,
      );
      return found?.manifest;
    },
    async blob(repository, digest) {
      for (const { blobs } of await artifactsOf(repository)) {
        const found = blobs.get(digest);
        if (found) return found;
      }
      return undefined;
    },
  };
}
