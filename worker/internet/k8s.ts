import type { Site } from "../base/site.ts";

/** Manifests that the documentation of Kubernetes links to. */
export const k8sSite: Site = {
  names: ["k8s.io"],
  pages: [
    {
      path: "/examples/application/php-apache.yaml",
      content: async () => (await import("./k8s-examples.ts")).PHP_APACHE,
      says: "a page that costs CPU, to scale by",
    },
  ],
};
