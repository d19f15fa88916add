import { textResponse } from "../../base/http.ts";
import type { ListenHandle } from "../../base/net.ts";
import type { ContainerIo } from "../../kubelet/image.ts";

/** What the metrics page counts: requests by Ingress and status. */
export class RequestCounts {
  readonly #counts = new Map<string, number>();

  add(labels: Readonly<Record<string, string>>): void {
    const key = Object.entries(labels)
      .map(([name, value]) => `${name}="${value}"`)
      .join(",");
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  lines(): readonly string[] {
    return [...this.#counts.entries()]
      .toSorted()
      .map(([labels, count]) => `nginx_ingress_controller_requests{${labels}} ${count}`);
  }
}

/** Health checks and metrics on 10254. */
export function serveHealth(
  io: ContainerIo,
  options: {
    readonly port: number;
    readonly path: string;
    readonly metrics: boolean;
    isReady(): boolean;
    metricLines(): readonly string[];
  },
): ListenHandle {
  const plain = "text/plain; charset=utf-8";
  return io.net.listen(
    { port: options.port, process: "nginx-ingress-c" },
    {
      http: ({ path }) => {
        const asked = path.split("?")[0];
        if (asked === options.path) {
          return options.isReady()
            ? textResponse(200, "ok", plain, [["X-Content-Type-Options", "nosniff"]])
            : textResponse(500, "[-]nginx-ingress-controller failed: dynamic load balancer not started\n", plain);
        }
        if (asked === "/metrics") {
          return textResponse(200, `${options.metricLines().join("\n")}\n`, "text/plain; version=0.0.4; charset=utf-8");
        }
        return textResponse(404, "404 page not found\n", plain);
      },
    },
  );
}
