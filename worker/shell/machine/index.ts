/**
 * A machine: what programs run on. It finds a command on PATH, gives it a process number and an Io, and stops it when told.
 *
 * In:   programs, a clock, chance, the network of the host.
 * Out:  `Machine.start(command, …)`, the process table, exit codes as a shell would show them.
 * Never knows bash's language: that is the interpreter's.
 *
 * @module
 */

export type { MachineAccess, MachineOptions, ProcessContext, Standing } from "./context.ts";
export { Description, type DescriptionParts, Descriptors, unlessAborted } from "./description.ts";
export { type DescriptorFile, offerAsFile, processFiles } from "./files.ts";
export { isProcessIo, type ProcessIo } from "./io.ts";
export { forgetful, Machine, type Started, type StartOptions } from "./machine.ts";
export { ForkFailed, Process, type Processes, type ProcessInfo } from "./processes.ts";
export { type Found, installPrograms, type ProgramTable, pathOf } from "./programs.ts";
export type { MountPoint, System } from "./system.ts";
