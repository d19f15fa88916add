import { isProcessIo } from "../../shell/machine/index.ts";
import type { Io } from "../../shell/program.ts";

/** What `ps` may know: the machine's processes. */
export function processesOf(io: Io) {
  return isProcessIo(io) ? io.process.machine.processes.list() : [];
}
