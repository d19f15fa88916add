import { expect, test } from "vitest";
import { gatewayApi } from "../../../worker/internet/gateway-api.ts";
import { githubSites } from "../../../worker/internet/github.ts";

const sites = githubSites([gatewayApi]);

/** Follows redirects from a URL as a browser would; the URLs passed, then what kind of page the last one is. */
function follow(url: string): string[] {
  const { hostname, pathname } = new URL(url);
  const page = sites.find(({ names }) => names.includes(hostname))?.pages.find(({ path }) => path === pathname);
  if (!page) return ["nothing"];
  if ("location" in page) return [new URL(page.location).hostname, ...follow(page.location)];
  return ["a file"];
}

/** https://docs.github.com/en/repositories/releasing-projects-on-github/linking-to-releases */
test.each([
  {
    says: "a release's asset lies on a storage host",
    path: "releases/download/v1.4.1/standard-install.yaml",
    way: ["release-assets.githubusercontent.com", "a file"],
  },
  {
    says: "the latest release is a redirect to the newest one",
    path: "releases/latest/download/standard-install.yaml",
    way: ["github.com", "release-assets.githubusercontent.com", "a file"],
  },
  {
    says: "raw leads to the raw host",
    path: "raw/v1.4.1/config/crd/standard/gateway.networking.k8s.io_gateways.yaml",
    way: ["raw.githubusercontent.com", "a file"],
  },
  {
    says: "a tag's full name does too",
    path: "raw/refs/tags/v1.4.1/config/crd/standard/gateway.networking.k8s.io_gateways.yaml",
    way: ["raw.githubusercontent.com", "a file"],
  },
  {
    says: "a release that is not there is nowhere",
    path: "releases/download/v9/standard-install.yaml",
    way: ["nothing"],
  },
])("$says", ({ path, way }) => {
  expect(follow(`https://github.com/kubernetes-sigs/gateway-api/${path}`)).toEqual(way);
});

test("the raw host has a file under its tag's short and full name", () => {
  const file = "config/crd/experimental/gateway.networking.x-k8s.io_xmeshes.yaml";
  for (const ref of ["v1.6.1", "refs/tags/v1.6.1"]) {
    expect(follow(`https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/${ref}/${file}`)).toEqual(["a file"]);
  }
});
