import type { Kube } from "../kube.ts";

const FIRST_FREE = 32_768;

/** A port of this machine that nobody listens on. */
export function freePort(kube: Kube, ip: string): number {
  const taken = new Set(
    kube.io.net
      .listeners()
      .filter((one) => one.ip === ip || one.ip === "0.0.0.0")
      .map((one) => one.port),
  );
  for (;;) {
    const port = FIRST_FREE + kube.io.random.stream("ephemeral-port").below(28_000);
    if (!taken.has(port)) return port;
  }
}
