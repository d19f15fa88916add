import type { NetAccess } from "../../base/net.ts";
import type { Processes, System } from "../../shell/machine/index.ts";

/** Where /proc gets what it tells. */
export interface ProcSource {
  readonly system: System;
  readonly processes: Pick<Processes, "list">;
  readonly net: NetAccess;
  readonly hostname: string;
  readonly now: () => number;
  /** Of the first process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Files and directories by name; a string is a link, a function makes a file's text. */
export interface ProcDirectory {
  readonly [name: string]: string | (() => string) | ProcDirectory;
}
