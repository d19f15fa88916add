import { type ASTNode, type Environment, EvaluationError } from "@marcbachmann/cel-js";
import { withOwnHas } from "./has.ts";

/** An expression that cannot be read, or that could not be evaluated; the message is cel-go's. */
export class CelFailure extends Error {}

export type CelProgram = (variables: Readonly<Record<string, unknown>>) => unknown;

/** Reads expressions; one that comes again is not read again. @throws CelFailure for text that is no expression */
export type CelCompiler = (expression: string) => CelProgram;

/** A compiler for the variables that an environment has. */
export function celCompiler(env: Environment): CelCompiler {
  const known = new Map<string, CelProgram | CelFailure>();
  return (expression) => {
    let compiled = known.get(expression);
    if (!compiled) {
      try {
        compiled = compileCel(env, expression);
      } catch (error) {
        if (!(error instanceof CelFailure)) throw error;
        compiled = error;
      }
      known.set(expression, compiled);
    }
    if (compiled instanceof CelFailure) throw compiled;
    return compiled;
  };
}

/** The type that an expression comes to: "bool", "dyn"; undefined when that cannot be told. @throws CelFailure when it is none */
export function celTyped(env: Environment, expression: string): string | undefined {
  try {
    const checked = env.parse(withOwnHas(expression)).check();
    if (!checked.valid && checked.error) throw checked.error;
    return checked.type === undefined ? undefined : String(checked.type);
  } catch (error) {
    throw new CelFailure(compileWords(expression, error as Error & { range?: { start: number }; summary?: string }));
  }
}

/** Reads an expression once, to evaluate it often. @throws CelFailure when it is none */
export function compileCel(env: Environment, expression: string): CelProgram {
  let program: ReturnType<Environment["parse"]>;
  try {
    program = env.parse(withOwnHas(expression));
    // Plain values are only known while an expression runs; what is wrong whatever they are is found here.
    const checked = program.check();
    if (!checked.valid && checked.error) throw checked.error;
  } catch (error) {
    throw new CelFailure(compileWords(expression, error as Error & { range?: { start: number }; summary?: string }));
  }
  return (variables) => {
    try {
      return program(variables);
    } catch (error) {
      throw new CelFailure(runtimeWords(firstError(env, program.ast, variables) ?? error));
    }
  };
}

/**
 * Of the errors on both sides of a logical operator the left one counts, as in cel-go; the engine tells of the right one.
 * Undefined when there is no such choice.
 */
function firstError(env: Environment, node: ASTNode, variables: Readonly<Record<string, unknown>>): unknown {
  const errorOf = (part: ASTNode): unknown => {
    try {
      env.evaluate(part.input.slice(part.range.start, part.range.end), variables);
      return undefined;
    } catch (error) {
      return firstError(env, part, variables) ?? error;
    }
  };
  if (node.op === "||" || node.op === "&&") return errorOf(node.args[0]) ?? errorOf(node.args[1]);
  if (node.op === "?:") return errorOf(node.args[0]) ?? errorOf(node.args[1]) ?? errorOf(node.args[2]);
  return node.op === "!_" ? errorOf(node.args) : undefined;
}

/** As cel-go points at a mistake: the line, and a caret below. */
function compileWords(expression: string, error: Error & { range?: { start: number }; summary?: string }): string {
  const start = error.range?.start ?? 0;
  const before = expression.slice(0, start).split("\n");
  const line = before.length;
  const column = before.at(-1)!.length;
  const text = expression.split("\n")[line - 1] ?? "";
  const summary = error.summary ?? error.message.split("\n")[0]!;
  return `ERROR: <input>:${line}:${column + 1}: ${compileSummary(summary)}\n | ${text}\n | ${".".repeat(column)}^`;
}

/** What may stand where an operand is missing, as cel-go's parser lists it. */
const OPERANDS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** What a token looks like, by the engine's name for it. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: "<EOF>",
  MULTIPLY: "*",
  PLUS: "+",
  DIVIDE: "/",
  MODULO: "%",
  RPAREN: ")",
  RBRACKET: "]",
  RBRACE: "}",
  COMMA: ",",
  COLON: ":",
  EQ: "==",
  NE: "!=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  AND: "&&",
  OR: "||",
  QUESTION: "?",
};

function compileSummary(summary: string): string {
  const unknown = /^Unknown variable: (.+)$/.exec(summary);
  if (unknown) return `undeclared reference to '${unknown[1]}' (in container '')`;
  const token = /^Unexpected token: (\w+)$/.exec(summary)?.[1];
  if (token) return `Syntax error: mismatched input '${TOKENS[token] ?? token}' expecting ${OPERANDS}`;
  const field = /^No such key: (.+)$/.exec(summary);
  return field ? `undefined field '${field[1]}'` : summary;
}

function runtimeWords(error: unknown): string {
  if (!(error instanceof EvaluationError)) return error instanceof Error ? error.message : String(error);
  switch (error.code) {
    case "no_such_key":
      return error.summary.replace(/^No such key/, "no such key");
    case "index_out_of_bounds":
      return `index out of bounds: ${/index (-?\d+)/.exec(error.summary)?.[1] ?? ""}`;
    case "no_matching_overload":
      return "no such overload";
    default:
      return error.summary.startsWith("no such overload") ? "no such overload" : error.summary;
  }
}
