import type { ASTNode } from "@marcbachmann/cel-js";

/** What the engine hands to macros: the parts of it that are used here. */
export interface Scope {
  forkWithVariable(name: string, type: unknown): Scope;
  reuse(outer: Scope): Scope;
  setIterValue(value: unknown, evaluator: Evaluator): Scope;
}

export interface Evaluator {
  run(node: ASTNode, scope: Scope): unknown;
}

export interface Checker {
  check(node: ASTNode, scope: Scope): unknown;
  getType(name: string): unknown;
}
