import type { Site } from "../base/site.ts";

/** The home of the gatehouse implementation of Gateway API. */
export const gatehouseSite: Site = {
  names: ["gatehouse.dev"],
  pages: [
    {
      path: "/gateway/install.yaml",
      content: async () => (await import("../gateway/implementations/gatehouse/manifest.ts")).INSTALL_YAML,
      says: "installs the gatehouse controller and GatewayClass",
    },
  ],
};
