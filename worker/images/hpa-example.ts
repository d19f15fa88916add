import type { Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { debian } from "./base/index.ts";

const PAGE = '<?php\n$sum = 0.0001;\nfor ($n = 0; $n <= 1000000; $n++) $sum += sqrt($sum);\necho "OK!";\n';

/** The image of Kubernetes' own walk through autoscaling: a page that costs CPU. */
export const hpaExampleImage: Image = {
  repositories: ["registry.k8s.io/hpa-example", "k8s.gcr.io/hpa-example"],
  hasTag: (tag) => tag === "latest",
  sizeBytes: 185_000_000,
  entrypoint: [],
  command: ["apache2-foreground"],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/var/www/html",
  user: { name: "root", uid: 0 },
  files: () => ({ ...debian.files, "/var/www/html/index.php": PAGE }),
  tools: debian.tools,
  programs: () =>
    new Map([["/usr/local/bin/apache2-foreground", later(async () => (await import("./servers/hpa-example.ts")).run)]]),
};
