/**
 * metrics-server: the resource metrics API.
 *
 * In:   flags; nodes and pods as its service account sees them; /metrics/resource of every kubelet.
 * Out:  metrics.k8s.io/v1beta1, behind the APIService that its manifest brings; health, logs as the real one writes them.
 * Its code is fetched when a pod first runs it.
 *
 * @module
 */
import type { Image } from "../../kubelet/image.ts";
import { later } from "../../programs/later.ts";
import { scratch } from "../base/index.ts";

export const metricsServerImage: Image = {
  repositories: ["registry.k8s.io/metrics-server/metrics-server", "mcr.microsoft.com/oss/v2/kubernetes/metrics-server"],
  hasTag: (tag) => /^v0\.[678]\.\d+(-\d+)?$/.test(tag),
  sizeBytes: 22_500_000,
  entrypoint: ["/metrics-server"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532 },
  files: () => scratch.files,
  programs: () => new Map([["/metrics-server", later(async () => (await import("./program.ts")).run)]]),
};
