import type { Repository } from "./github.ts";

const TAGS = ["v0.7.2", "v0.8.0", "v0.8.1"];

/** https://github.com/kubernetes-sigs/metrics-server: what its releases bring to download. */
export const metricsServer: Repository = {
  name: "kubernetes-sigs/metrics-server",
  releases: TAGS.map((tag) => ({
    tag,
    assets: [
      {
        name: "components.yaml",
        content: async () => (await import("./metrics-server/manifest.ts")).components(tag),
        says: "installs metrics-server",
      },
    ],
  })),
  files: [],
};
