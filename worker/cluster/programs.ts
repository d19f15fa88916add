import { shellProgram } from "../shell/index.ts";
import type { ProgramTable } from "../shell/machine/index.ts";
import type { Program } from "../shell/program.ts";

/** What the composition root lends to programs. */
export interface PlaceTools {
  /** Programs of the sandbox itself: undo, reset. */
  readonly programs?: ReadonlyMap<string, Program>;
}

/** Programs of the laptop and of machines inside private networks. */
export function placePrograms(tools: PlaceTools): ProgramTable {
  return new Map<string, Program>([
    ["bash", shellProgram("bash")],
    ["sh", shellProgram("bash")],
    ...(tools.programs ?? []),
  ]);
}

/** Programs of a node: what an administrator finds there. */
export function nodePrograms(): ProgramTable {
  return new Map<string, Program>([
    ["bash", shellProgram("bash")],
    ["sh", shellProgram("bash")],
  ]);
}
