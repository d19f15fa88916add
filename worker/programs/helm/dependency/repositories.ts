import { sha256 } from "../../../base/hash.ts";
import { utf8 } from "../../../base/streams.ts";
import type { Dependency } from "../chart/chart.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { downloadIndex } from "../repo/chartIndex.ts";
import { type Repository, readRepositories } from "../repo/repositories.ts";

export type Say = (text: string) => Promise<void>;

export const isLocal = (repository: string): boolean => repository.startsWith("file://");
export const isRegistry = (repository: string): boolean => repository.startsWith("oci://");

const sameUrl = (a: string, b: string): boolean => a.replace(/\/+$/, "") === b.replace(/\/+$/, "");

/** The repository of a URL among those that are known. */
export const knownByUrl = (helm: Helm, url: string): Repository | undefined =>
  (readRepositories(helm) ?? []).find((one) => sameUrl(one.url, url));

/** The folder that file://PATH means, relative to the chart. @throws HelmError where there is none */
export function localFolder(helm: Helm, repository: string, root: string): string {
  const path = repository.replace(/^file:\/\//, "");
  const shown = path.startsWith("/") ? path : joined(root, path);
  if (!helm.io.files.stat(helm.path(shown))) throw new HelmError(`directory ${shown} not found`);
  return shown;
}

/** Go's filepath.Join of two relative paths. */
function joined(root: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${root}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return `${root.startsWith("/") ? "/" : ""}${parts.join("/")}` || ".";
}

/** Dependencies with "@NAME" and "alias:NAME" replaced by the repository's URL. @throws HelmError for names that nobody added */
export function withUrls(helm: Helm, root: string, dependencies: readonly Dependency[]): readonly Dependency[] {
  const known = readRepositories(helm);
  const missing: string[] = [];
  const resolved = dependencies.map((dependency) => {
    const { repository = "" } = dependency;
    if (repository === "" || isRegistry(repository)) return dependency;
    if (isLocal(repository)) {
      localFolder(helm, repository, root);
      return dependency;
    }
    const alias = /^(?:@|alias:)(.*)$/s.exec(repository)?.[1];
    const named = known?.find((one) => one.name === alias);
    if (named) return { ...dependency, repository: named.url };
    if (known?.some((one) => sameUrl(one.url, repository))) return dependency;
    if (!/^([a-z][a-z0-9+.-]*:|\/)/i.test(repository) || repository.startsWith("alias:")) missing.push(repository);
    return dependency;
  });
  if (missing.length === 0) return resolved;
  const plain = missing.some((one) => !one.includes("//") && !/^(@|alias:)/.test(one));
  throw new HelmError(
    `no repository definition for ${missing.join(", ")}. Please add them via 'helm repo add'${plain ? HINT : ""}`,
  );
}

const HINT = `
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add').`;

/** The name under which the cache has the index of a repository that nobody added. */
export const unmanagedName = (url: string): string => `helm-manager-${sha256(utf8(url))}`;

/** Fetches the indexes of repositories that Chart.yaml names and nobody added; failures are only told. */
export async function refreshUnmanaged(helm: Helm, dependencies: readonly Dependency[], say: Say): Promise<void> {
  const urls = dependencies
    .map(({ repository = "" }) => repository)
    .filter((url) => url !== "" && !isLocal(url) && !isRegistry(url) && !knownByUrl(helm, url));
  if (urls.length === 0) return;
  await say("Getting updates for unmanaged Helm repositories...\n");
  for (const url of new Set(urls.map((one) => one.replace(/\/$/, "")))) {
    const whole = urls.findLast((one) => one.replace(/\/$/, "") === url)!;
    const repository = { name: unmanagedName(whole), url: whole } as Repository;
    await refresh(helm, repository, { shown: JSON.stringify(whole), where: "", say });
  }
}

/** Fetches the indexes of all repositories that were added; failures are only told. */
export async function refreshKnown(helm: Helm, say: Say): Promise<void> {
  const known = readRepositories(helm) ?? [];
  if (known.length === 0) return;
  await say("Hang tight while we grab the latest from your chart repositories...\n");
  for (const one of known) await refresh(helm, one, { shown: JSON.stringify(one.name), where: ` (${one.url})`, say });
  await say("Update Complete. ⎈Happy Helming!⎈\n");
}

async function refresh(
  helm: Helm,
  repository: Repository,
  { shown, where, say }: { readonly shown: string; readonly where: string; readonly say: Say },
): Promise<void> {
  try {
    await downloadIndex(helm, repository);
    await say(`...Successfully got an update from the ${shown} chart repository\n`);
  } catch (error) {
    await say(`...Unable to get an update from the ${shown} chart repository${where}:\n\t${messageOf(error)}\n`);
  }
}
