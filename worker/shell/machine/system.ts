/** What a machine is made of: what uname, /proc and the tools that read them tell. A container shows its node's. */
export interface System {
  /** `uname -r`: "6.12.41-generic". */
  readonly kernel: string;
  readonly cpus: number;
  readonly memoryKiB: number;
  /** When it was switched on, cluster time. */
  readonly bootedMs: number;
  /** What is mounted where; the root comes first. */
  mounts(): readonly MountPoint[];
}

/** A line of /proc/mounts, with what `df` adds. */
export interface MountPoint {
  readonly source: string;
  readonly path: string;
  readonly type: string;
  readonly options: string;
  /** Absent where a file system has no size: proc, sysfs. */
  readonly sizeKiB?: number;
  readonly usedKiB?: number;
}
