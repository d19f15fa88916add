import type { ChartRepository } from "./chart.ts";

const archive = (version: string): string =>
  `https://github.com/kubernetes/ingress-nginx/releases/download/helm-chart-${version}/ingress-nginx-${version}.tgz`;

/** https://kubernetes.github.io/ingress-nginx */
export const ingressNginx: ChartRepository = {
  url: "https://kubernetes.github.io/ingress-nginx",
  charts: [
    {
      name: "ingress-nginx",
      load: async () => (await import("./generated/ingress-nginx.ts")).files,
      versions: [
        { version: "4.15.1", created: "2026-03-19T19:14:52.000000000Z", url: archive("4.15.1") },
        {
          version: "4.12.1",
          created: "2025-03-24T18:54:23.000000000Z",
          url: archive("4.12.1"),
          instead: [
            ["4.15.1", "4.12.1"],
            ["1.15.1", "1.12.1"],
            [
              "594ceea76b01c592858f803f9ff4d2cb40542cae2060410b2c95f75907d659e1",
              "d2fbc4ec70d8aa2050dd91a91506e998765e86c96f32cffb56c503c9c34eed5b",
            ],
            ["v1.6.9", "v1.5.2"],
            [
              "01038e7de14b78d702d2849c3aad72fd25903c4765af63cf16aa3398f5d5f2dd",
              "e8825994b7a2c7497375a9b945f386506ca6a3eda80b89b74ef2db743f66a5ea",
            ],
          ],
        },
      ],
    },
  ],
};
