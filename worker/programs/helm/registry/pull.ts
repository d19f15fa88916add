import { sha256 } from "../../../base/hash.ts";
import {
  compareVersions,
  isStrictVersion,
  parseConstraint,
  parseVersion,
  satisfies,
} from "../../../base/semver/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { type RegistryOptions, send } from "./client.ts";
import { CHART_LAYER, CONFIG, MANIFEST, OLD_CHART_LAYER } from "./mediaTypes.ts";
import { parseReference, type Reference, tagOfVersion, versionOfTag } from "./reference.ts";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Versions of a repository by its tags, newest first. @throws HelmError */
export async function tagsOf(helm: Helm, reference: string, options: RegistryOptions): Promise<readonly string[]> {
  const { host, repository } = parseReference(reference);
  const answer = await send(helm, { ...options, host, path: `/v2/${repository}/tags/list` });
  if (answer.status !== 200) throw new HelmError(answer.says);
  const { tags } = JSON.parse(fromUtf8(answer.body)) as { readonly tags?: readonly string[] | null };
  const versions = (tags ?? []).map(versionOfTag).filter(isStrictVersion);
  return versions.sort((a, b) => compareVersions(parseVersion(b)!, parseVersion(a)!));
}

/**
 * A reference with the tag or digest that a version means: an exact one as it is, a range by the registry's tags.
 *
 * @throws HelmError
 */
export async function resolveReference(
  helm: Helm,
  reference: string,
  version: string,
  options: RegistryOptions,
): Promise<Reference> {
  const parsed = parseReference(reference);
  const own = versionOfTag(parsed.tag);
  const wanted = version === "" ? own : version;
  if (version !== "" && own !== "" && own !== version) {
    throw new HelmError(`chart reference and version mismatch: ${version} is not ${own}`);
  }
  if (parsed.digest !== "") return parsed;
  if (parseVersion(wanted)) return { ...parsed, tag: tagOfVersion(wanted) };
  const bare = reference.replace(/^oci:\/\//, "");
  const tags = await tagsOf(helm, bare, options);
  if (tags.length === 0) throw new HelmError(`unable to locate any tags in provided repository: ${reference}`);
  return { ...parsed, tag: tagOfVersion(newestFitting(tags, wanted)) };
}

function newestFitting(tags: readonly string[], version: string): string {
  if (tags.includes(version)) return version;
  const constraint = parseConstraint(version === "" ? "*" : version);
  const found = tags.find((one) => satisfies(parseVersion(one)!, constraint));
  if (found !== undefined) return found;
  throw new HelmError(`could not locate a version matching provided version string ${version}`);
}

/**
 * A chart's archive out of a registry; tells what was pulled.
 *
 * @param version exact, a range, or "" for the newest
 * @throws HelmError
 */
export async function pullChart(
  helm: Helm,
  reference: string,
  version: string,
  options: RegistryOptions & { say(text: string): Promise<void> },
): Promise<Uint8Array> {
  const found = await resolveReference(helm, reference, version, options);
  const name = `${found.host}/${found.repository}`;
  const shown = found.digest ? `${name}@${found.digest}` : `${name}:${found.tag}`;
  const manifest = await fetchManifest(helm, found, options, shown);
  const { config, layers } = JSON.parse(fromUtf8(manifest)) as {
    readonly config?: Descriptor;
    readonly layers?: readonly Descriptor[];
  };
  const count = (layers?.length ?? 0) + (config ? 1 : 0);
  if (count < 2) {
    throw new HelmError(`manifest does not contain minimum number of descriptors (2), descriptors found: ${count}`);
  }
  if (config?.mediaType !== CONFIG) throw new HelmError(`could not load config with mediatype ${CONFIG}`);
  const layer = layers?.find((one) => one.mediaType === CHART_LAYER || one.mediaType === OLD_CHART_LAYER);
  if (!layer) throw new HelmError(`manifest does not contain a layer with mediatype ${CHART_LAYER}`);
  const data = await fetchBlob(helm, found, layer.digest, options);
  await options.say(`Pulled: ${shown}\nDigest: sha256:${sha256(manifest)}\n`);
  if (shown.includes("_")) await options.say(`${shown} contains an underscore.\n${UNDERSCORE}\n`);
  return data;
}

const UNDERSCORE = `
OCI artifact references (e.g. tags) do not support the plus sign (+). To support
storing semantic versions, Helm adopts the convention of changing plus (+) to
an underscore (_) in chart version tags when pushing to a registry and back to
a plus (+) when pulling from a registry.`;

async function fetchManifest(
  helm: Helm,
  { host, repository, tag, digest }: Reference,
  options: RegistryOptions,
  shown: string,
): Promise<Uint8Array> {
  const context = 'failed to perform "FetchReference" on source';
  let answer: Awaited<ReturnType<typeof send>>;
  try {
    const path = `/v2/${repository}/manifests/${digest || tag}`;
    answer = await send(helm, { ...options, host, path, headers: [["Accept", MANIFEST]] });
  } catch (error) {
    throw new HelmError(`${context}: ${messageOf(error)}`);
  }
  if (answer.status === 404) throw new HelmError(`${context}: ${shown}: not found`);
  if (answer.status !== 200) throw new HelmError(`${context}: ${answer.says}`);
  return answer.body;
}

async function fetchBlob(
  helm: Helm,
  { host, repository }: Reference,
  digest: string,
  options: RegistryOptions,
): Promise<Uint8Array> {
  const answer = await send(helm, { ...options, host, path: `/v2/${repository}/blobs/${digest}` });
  if (answer.status !== 200) throw new HelmError(`failed to perform "Fetch" on source: ${answer.says}`);
  if (`sha256:${sha256(answer.body)}` !== digest) throw new HelmError("mismatched digest");
  return answer.body;
}
