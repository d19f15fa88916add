/**
 * The shell engine: files in memory, machines that run programs, bash's language, terminals.
 *
 * In:   programs by name, a clock, chance, a network; scripts and keys.
 * Out:  bytes, exit codes, and state as plain data.
 * Knows nothing of Kubernetes, and no program but the shell itself.
 *
 * @module
 */
export { type ShellProgramOptions, shellProgram } from "./bash.ts";
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
export type { Completer, Completion, CompletionRequest } from "./terminal/complete.ts";
export { openTerminal, type Terminal, type TerminalOptions } from "./terminal/terminal.ts";
