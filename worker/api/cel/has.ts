import { type ASTNode, type Environment, EvaluationError } from "@marcbachmann/cel-js";
import type { Checker, Evaluator, Scope } from "./macro.ts";

/** As long as `has`, so that places in an expression stay where they are. */
const OWN_NAME = "hAs";

/** Text in quotes, or the name of the macro. */
const QUOTED_OR_HAS = /r?("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<![\w.])has(?=\s*\()/g;

/** An expression that asks our macro instead of the engine's, which only takes fields of variables: `has(self[0].name)`. */
export function withOwnHas(expression: string): string {
  return expression.replace(QUOTED_OR_HAS, (found) => (found === "has" ? OWN_NAME : found));
}

interface HasMacro {
  readonly of: ASTNode;
  readonly field: string;
}

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros */
export function registerHas(env: Environment): void {
  env.registerFunction(`${OWN_NAME}(ast): bool`, ({ args }: { readonly args: readonly ASTNode[] }) => {
    const field = args[0];
    if (field?.op !== "." && field?.op !== ".?") throw new Error("invalid argument to has() macro");
    const [of, name] = field.args;
    return {
      of,
      field: name,
      typeCheck(checker: Checker, macro: HasMacro, scope: Scope) {
        checker.check(macro.of, scope);
        return checker.getType("bool");
      },
      evaluate(evaluator: Evaluator, macro: HasMacro, scope: Scope) {
        const holder = evaluator.run(macro.of, scope);
        if (holder instanceof Map) return holder.has(macro.field);
        if (typeof holder !== "object" || holder === null) {
          throw new EvaluationError({ code: "no_such_overload", message: "no such overload" });
        }
        return (holder as Record<string, unknown>)[macro.field] !== undefined;
      },
    };
  });
}
