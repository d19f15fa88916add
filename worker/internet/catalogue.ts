import type { Site } from "../base/site.ts";
import { gatehouseSite } from "./gatehouse.ts";
import { gatewayApi } from "./gateway-api.ts";
import { githubSites } from "./github.ts";
import { k8sSite } from "./k8s.ts";
import { metricsServer } from "./metrics-server.ts";
import { mirrors } from "./mirrors.ts";

/** Everything that the simulated internet has from the start, but for chart repositories. */
export const catalogue: readonly Site[] = [
  ...githubSites([gatewayApi, metricsServer]),
  {
    names: ["example.com", "www.example.com"],
    pages: [
      {
        path: "/",
        content: "<!doctype html>\n<title>Example Domain</title>\n<h1>Example Domain</h1>\n",
        says: "a web page",
      },
    ],
  },
  gatehouseSite,
  k8sSite,
  ...mirrors,
];
