import { ArithmeticError, evaluate, type Names } from "./arithmetic.ts";
import { ExpansionFailure } from "./control.ts";
import type { Shell } from "./shell.ts";
import { elementOf, ReadOnlyVariable } from "./variables.ts";

/** Evaluates an arithmetic expression over the shell's variables. Subscripts with expansions are expanded beforehand. */
export async function evaluateText(
  expression: string,
  shell: Shell,
  expandRaw: (text: string, shell: Shell) => Promise<string>,
): Promise<bigint> {
  return evaluateNow(/\[.*[$`]/.test(expression) ? await expandRaw(expression, shell) : expression, shell);
}

/** Evaluates an expression whose expansions are done. */
export function evaluateNow(expression: string, shell: Shell): bigint {
  try {
    return evaluate(expression, namesOf(shell));
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ExpansionFailure(error.message, 1, false);
    if (error instanceof ReadOnlyVariable) throw new ExpansionFailure(error.message, 1, true);
    throw error;
  }
}

/** The number or key that a subscript means for a variable. */
export function subscriptOf(name: string, index: string, shell: Shell): number | string {
  if (shell.variables.lookup(name)?.kind === "associative") return index;
  return Number(evaluateNow(index, shell));
}

function namesOf(shell: Shell): Names {
  const { variables } = shell;
  return {
    get(name, index) {
      if (index === undefined) {
        const text = variables.text(name);
        if (text === undefined && shell.options.nounset) throw new ExpansionFailure(`${name}: unbound variable`, 127);
        return text ?? "";
      }
      const variable = variables.lookup(name);
      if (!variable) return "";
      return elementOf(variable, subscriptOf(name, index, shell)) ?? "";
    },
    set(name, index, value) {
      if (index === undefined) variables.assign(name, value);
      else variables.assignElement(name, subscriptOf(name, index, shell), value);
    },
  };
}
