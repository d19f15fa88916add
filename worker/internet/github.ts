import type { File, Page, Site } from "../base/site.ts";

/** What a repository has for those who only download. */
export interface Repository {
  /** "kubernetes-sigs/gateway-api" */
  readonly name: string;
  readonly releases: readonly Release[];
  /** Files of the tree at a tag or branch. */
  readonly files: readonly RepositoryFile[];
}

export interface Release {
  /** "v1.4.1" */
  readonly tag: string;
  readonly assets: readonly { readonly name: string; readonly content: File["content"]; readonly says?: string }[];
}

export interface RepositoryFile {
  readonly ref: string;
  readonly path: string;
  readonly content: File["content"];
  readonly says?: string;
}

const RAW = "raw.githubusercontent.com";
const ASSETS = "release-assets.githubusercontent.com";

/**
 * The hosts of GitHub: a release's asset is a redirect to a storage host, a tree's file one to the raw host; raw files answer under a
 * tag's short and full name.
 *
 * @see https://docs.github.com/en/repositories/releasing-projects-on-github/linking-to-releases
 */
export function githubSites(repositories: readonly Repository[]): readonly Site[] {
  const front: Page[] = [];
  const assets: Page[] = [];
  const raw: Page[] = [];
  for (const { name, releases, files } of repositories) {
    for (const { tag, assets: own } of releases) {
      for (const asset of own) {
        const stored = `/github-production-release-asset/${name}/${tag}/${asset.name}`;
        const location = `https://${ASSETS}${stored}?response-content-disposition=attachment%3B%20filename%3D${asset.name}&response-content-type=application%2Foctet-stream`;
        front.push({ path: `/${name}/releases/download/${tag}/${asset.name}`, location, ...told(asset.says) });
        const headers = [["Content-Disposition", `attachment; filename=${asset.name}`]] as const;
        assets.push({
          path: stored,
          content: asset.content,
          contentType: "application/octet-stream",
          headers,
          hidden: true,
        });
      }
    }
    const latest = releases.at(-1);
    for (const asset of latest?.assets ?? []) {
      const location = `https://github.com/${name}/releases/download/${latest!.tag}/${asset.name}`;
      front.push({ path: `/${name}/releases/latest/download/${asset.name}`, location, hidden: true });
    }
    for (const { ref, path, content, says } of files) {
      raw.push({ path: `/${name}/${ref}/${path}`, content, contentType: "text/plain; charset=utf-8", ...told(says) });
      raw.push({
        path: `/${name}/refs/tags/${ref}/${path}`,
        content,
        contentType: "text/plain; charset=utf-8",
        hidden: true,
      });
      for (const view of [`${name}/raw/${ref}`, `${name}/raw/refs/tags/${ref}`]) {
        front.push({ path: `/${view}/${path}`, location: `https://${RAW}/${name}/${ref}/${path}`, hidden: true });
      }
    }
  }
  return [
    { names: ["github.com"], address: "140.82.112.4", httpsOnly: true, pages: front },
    { names: [RAW], address: "185.199.108.133", httpsOnly: true, pages: raw },
    { names: [ASSETS, "objects.githubusercontent.com"], address: "185.199.108.133", httpsOnly: true, pages: assets },
  ];
}

const told = (says: string | undefined) => (says === undefined ? {} : { says });
