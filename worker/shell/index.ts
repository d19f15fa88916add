/**
 * The shell engine: files in memory, machines that run programs, bash's language, terminals.
 *
 * In:   programs by name, a clock, chance, a network; scripts and keys.
 * Out:  bytes, exit codes, and state as plain data.
 * Knows nothing of Kubernetes, and no program but the shell itself.
 *
 * @module
 */
export { shellProgram } from "./bash.ts";
export type { SavedNode } from "./filenode.ts";
export { FileTree, type FileTreeOptions, type MountOptions } from "./filetree.ts";
export {
  installPrograms,
  Machine,
  type MachineOptions,
  type ProgramTable,
  type Standing,
  type Started,
  type StartOptions,
} from "./machine/index.ts";
