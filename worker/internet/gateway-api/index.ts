/**
 * The Gateway API's definitions as manifests: install bundles of both channels, whole and file by file. Loaded when somebody asks.
 *
 * In:   an edition: version and channel.
 * Out:  objects, or the YAML that a release and the repository's config/crd have; descriptions are left out.
 *
 * @module
 */
import { goYaml } from "../../base/goprint/index.ts";
import { bundleFiles } from "./bundle.ts";
import type { Edition } from "./edition.ts";
import type { Manifest } from "./manifest.ts";

export { CHANNELS, type Edition, VERSIONS } from "./edition.ts";
export type { Manifest } from "./manifest.ts";

/** Every object of an install bundle, in its order. */
export const bundleObjects = (edition: Edition): readonly Manifest[] =>
  bundleFiles(edition).flatMap(({ objects }) => objects);

const documents = (objects: readonly Manifest[]): string => objects.map((one) => goYaml(one)).join("---\n");

/** standard-install.yaml, experimental-install.yaml: one document after the other, each with the file that it comes from. */
export function installYaml(edition: Edition): string {
  const title = `${edition.channel[0]!.toUpperCase()}${edition.channel.slice(1)}`;
  const parts = bundleFiles(edition).map(
    ({ name, objects }) => `---\n#\n# config/crd/${edition.channel}/${name}\n#\n${documents(objects)}`,
  );
  return `#\n# Gateway API ${title} channel install\n#\n${parts.join("")}`;
}

/** One file of config/crd/CHANNEL. @throws Error when the edition has no such file */
export function fileYaml(edition: Edition, name: string): string {
  const file = bundleFiles(edition).find((one) => one.name === name);
  if (!file) throw new Error(`${edition.version} has no ${edition.channel}/${name}`);
  return documents(file.objects);
}
