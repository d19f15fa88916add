import type { ServiceObject } from "../api/generated/types.ts";
import type { Cache, ControllerDeps } from "../api/index.ts";
import { Service } from "../api/kinds/index.ts";
import type { CloudOptions } from "../controllers/cloud-load-balancer/index.ts";

/**
 * Runs the service controller of the cloud. Its code is fetched when a Service changes or comes, at once where one is a load balancer
 * already: a fresh cluster has no work for it.
 */
export async function runCloud(options: CloudOptions, deps: ControllerDeps, signal: AbortSignal): Promise<void> {
  const { cache, clock } = deps;
  const before = cache.list(Service);
  if (!before.some(({ spec, metadata }) => spec.type === "LoadBalancer" || metadata.finalizers)) {
    await firstChange(cache, signal);
  }
  while (!signal.aborted) {
    const code = await clock.hold(import("../controllers/cloud-load-balancer/index.ts")).catch(() => undefined);
    if (signal.aborted) return;
    if (code) return code.runCloudLoadBalancer({ ...options, before }, deps, signal);
    // Without a network there is no code now; there may be the next time.
    await firstChange(cache, signal);
  }
}

/** Resolves when a Service changes that was there, or a new one comes; or when the signal aborts. */
function firstChange(cache: Cache, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const end = () => {
      signal.removeEventListener("abort", end);
      stop.abort();
      resolve();
    };
    let there = true;
    cache.follow<ServiceObject>(Service, () => there || end(), stop.signal);
    there = false;
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
