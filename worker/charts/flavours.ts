import type { Page } from "../base/site.ts";
import type { ChartRepository } from "./chart.ts";

type Values = { readonly [key: string]: unknown };

/** Values of ingress-nginx by the kind of environment that its static manifests are for. https://kubernetes.github.io/ingress-nginx/deploy/ */
const FLAVOURS: Readonly<Record<string, Values>> = {
  cloud: { controller: { service: { type: "LoadBalancer", externalTrafficPolicy: "Local" } } },
  baremetal: { controller: { service: { type: "NodePort" } } },
  kind: {
    controller: {
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
      hostPort: { enabled: true },
      terminationGracePeriodSeconds: 0,
      service: { type: "NodePort" },
      watchIngressWithoutClass: true,
      publishService: { enabled: false },
      extraArgs: { "publish-status-address": "localhost" },
    },
  },
};

/** The repository's files deploy/static/provider/FLAVOUR/deploy.yaml, at the tag of each controller that a chart brings. */
export function staticManifestPages({ charts }: ChartRepository): readonly Page[] {
  return charts.flatMap((chart) =>
    chart.versions.flatMap((version) =>
      Object.entries(FLAVOURS).map(([flavour, values]) => ({
        path: `/kubernetes/ingress-nginx/controller-v${controllerOf(version.version)}/deploy/static/provider/${flavour}/deploy.yaml`,
        content: async () => (await import("./staticManifests.ts")).staticManifest(chart, version, values),
        contentType: "text/plain; charset=utf-8",
        says: `ingress-nginx ${controllerOf(version.version)} without helm, for ${flavour}`,
      })),
    ),
  );
}

/** Chart 4.MINOR.PATCH brings controller 1.MINOR.PATCH. */
const controllerOf = (chart: string): string => chart.replace(/^4\./, "1.");
