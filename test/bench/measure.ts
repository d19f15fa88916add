/** What one piece of work cost, in milliseconds. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What one process measured. */
export interface Measurement {
  boot: Cost;
  /** From apply to all pods Ready. */
  ready: Cost;
  /** Heap in use with all pods Ready, after a collection. */
  memoryMb: number;
  requests: Cost;
}

export async function measure(work: () => Promise<void>): Promise<Cost> {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const used = process.cpuUsage(cpu);
  return { wallMs: performance.now() - wall, cpuMs: (used.user + used.system) / 1000 };
}
