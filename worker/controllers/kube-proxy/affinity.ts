import type { ServiceObject } from "../../api/generated/types.ts";
import type { RuleKernel } from "../../network/topology.ts";
import type { Backend } from "./backends.ts";

/** Client address → which endpoint it was sent to for a port, and until when that holds, cluster milliseconds. */
type Remembered = Readonly<Record<string, { readonly ip: string; readonly untilMs: number }>>;

const DEFAULT_SECONDS = 10_800;

/**
 * Service.spec.sessionAffinity ClientIP: the same client goes to the same endpoint until it has been silent for the
 * timeout. Kept in the kernel's memory, as the `recent` match of iptables keeps it.
 */
export function stickTo(
  service: ServiceObject,
  client: { readonly ip: string; readonly port: number },
  among: readonly Backend[],
  kernel: Pick<RuleKernel, "memory" | "clock">,
  choose: () => Backend,
): Backend {
  if (service.spec.sessionAffinity !== "ClientIP") return choose();
  const now = kernel.clock.now();
  const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_SECONDS;
  const remembered = (kernel.memory.read() ?? {}) as Remembered;
  const key = `${client.ip} ${client.port}`;
  const last = remembered[key];
  const backend = (last && last.untilMs > now && among.find(({ ip }) => ip === last.ip)) || choose();
  const alive = Object.entries(remembered).filter(([, { untilMs }]) => untilMs > now);
  kernel.memory.write({ ...Object.fromEntries(alive), [key]: { ip: backend.ip, untilMs: now + seconds * 1000 } });
  return backend;
}
