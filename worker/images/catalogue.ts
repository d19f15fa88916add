import { type Image, type ImageAnswer, type ImageCatalogue, parseReference } from "../kubelet/index.ts";
import { isRepositoryOfTheWorld } from "./world.ts";

/**
 * The registry of the sandbox. An image that is listed answers with its tags; one that exists in the world but has no
 * program here is "unsupported"; a name that nobody has published is "absent".
 */
export function createCatalogue(images: readonly Image[], standIn: Image): ImageCatalogue {
  const byRepository = new Map(images.flatMap((image) => image.repositories.map((name) => [name, image] as const)));
  const digests = new Map<string, string>();
  const digestFor = (name: string): string => {
    const known = digests.get(name) ?? digestOf(name);
    digests.set(name, known);
    return known;
  };
  const find = (text: string): ImageAnswer => {
    const reference = parseReference(text);
    const { repository, tag, digest } = reference;
    const image = byRepository.get(repository);
    if (!image)
      return isRepositoryOfTheWorld(repository) ? { unsupported: text } : { absent: "repository", repository, tag };
    if (tag !== "" && !image.hasTag(tag)) return { absent: "tag", repository, tag };
    return { found: image, tag: tag || "latest", repository, digest: digest ?? digestFor(`${repository}:${tag}`) };
  };
  return {
    find,
    standIn(text) {
      const { repository, tag, digest } = parseReference(text);
      return { found: standIn, tag: tag || "latest", repository, digest: digest ?? digestFor(`${repository}:${tag}`) };
    },
  };
}

/** A digest that belongs to a name and tag: the same everywhere, as a registry's would be. */
export function digestOf(text: string): string {
  let digits = "";
  for (let part = 0; part < 8; part++) {
    let hash = 0x811c9dc5 ^ Math.imul(part + 1, 0x9e3779b9);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    digits += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, "0");
  }
  return `sha256:${digits}`;
}
