import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Checker, Evaluator, Scope } from "./macro.ts";

interface Call {
  readonly args: readonly ASTNode[];
  readonly receiver: ASTNode;
}
interface Macro {
  readonly receiver: ASTNode;
  readonly names: readonly string[];
  readonly bodies: readonly ASTNode[];
  scopes?: readonly Scope[];
}

type Entries = readonly (readonly [unknown, unknown])[];

function entriesOf(range: unknown): Entries {
  if (Array.isArray(range)) return range.map((value, i) => [BigInt(i), value] as const);
  if (range instanceof Map) return [...range];
  return Object.entries(range as object);
}

const nameOf = (node: ASTNode | undefined): string => {
  if (node?.op !== "id") throw new Error("macro variable must be an identifier");
  return node.args as string;
};

/** A macro that gives its bodies two variables: the key or index, and the value. */
function twoVariables(
  result: string,
  fold: (entries: Entries, body: (at: number, key: unknown, value: unknown) => unknown) => unknown,
) {
  return ({ args, receiver }: Call) => ({
    receiver,
    names: [nameOf(args[0]), nameOf(args[1])],
    bodies: args.slice(2),
    typeCheck(checker: Checker, macro: Macro, scope: Scope) {
      checker.check(macro.receiver, scope);
      const dyn = checker.getType("dyn");
      const first = scope.forkWithVariable(macro.names[0]!, dyn);
      const second = first.forkWithVariable(macro.names[1]!, dyn);
      for (const body of macro.bodies) checker.check(body, second);
      macro.scopes = [first, second];
      return checker.getType(result);
    },
    evaluate(evaluator: Evaluator, macro: Macro, scope: Scope) {
      const [first, second] = macro.scopes as readonly [Scope, Scope];
      return fold(entriesOf(evaluator.run(macro.receiver, scope)), (at, key, value) => {
        const outer = first.reuse(scope).setIterValue(key, evaluator);
        const inner = second.reuse(outer).setIterValue(value, evaluator);
        return evaluator.run(macro.bodies[at]!, inner);
      });
    },
  });
}

type Body = (at: number, key: unknown, value: unknown) => unknown;

const all = (entries: Entries, body: Body) => entries.every(([key, value]) => body(0, key, value) === true);
const exists = (entries: Entries, body: Body) => entries.some(([key, value]) => body(0, key, value) === true);
const existsOne = (entries: Entries, body: Body) =>
  entries.filter(([key, value]) => body(0, key, value) === true).length === 1;
const list = (entries: Entries, body: Body) => entries.map(([key, value]) => body(0, key, value));
const listWhere = (entries: Entries, body: Body) =>
  entries.filter(([key, value]) => body(0, key, value) === true).map(([key, value]) => body(1, key, value));
const map = (entries: Entries, body: Body) =>
  Object.fromEntries(entries.map(([key, value]) => [String(key), body(0, key, value)]));
const mapWhere = (entries: Entries, body: Body) =>
  Object.fromEntries(
    entries
      .filter(([key, value]) => body(0, key, value) === true)
      .map(([key, value]) => [String(key), body(1, key, value)]),
  );

/** https://pkg.go.dev/github.com/google/cel-go/ext#TwoVarComprehensions */
export function registerMacros(env: Environment): void {
  for (const range of ["list", "map"]) {
    env.registerFunction(`${range}.all(ast, ast, ast): bool`, twoVariables("bool", all));
    env.registerFunction(`${range}.exists(ast, ast, ast): bool`, twoVariables("bool", exists));
    env.registerFunction(`${range}.existsOne(ast, ast, ast): bool`, twoVariables("bool", existsOne));
    env.registerFunction(`${range}.exists_one(ast, ast, ast): bool`, twoVariables("bool", existsOne));
    env.registerFunction(`${range}.transformList(ast, ast, ast): list<dyn>`, twoVariables("list<dyn>", list));
    env.registerFunction(`${range}.transformList(ast, ast, ast, ast): list<dyn>`, twoVariables("list<dyn>", listWhere));
    env.registerFunction(`${range}.transformMap(ast, ast, ast): map<dyn, dyn>`, twoVariables("map<dyn, dyn>", map));
    env.registerFunction(
      `${range}.transformMap(ast, ast, ast, ast): map<dyn, dyn>`,
      twoVariables("map<dyn, dyn>", mapWhere),
    );
  }
}
