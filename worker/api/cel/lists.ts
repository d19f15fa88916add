import type { Environment } from "@marcbachmann/cel-js";

type Ordered = bigint | number | string | boolean | Date;

const isLess = (a: Ordered, b: Ordered) => a < b;
const same = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => same(one, b[i]));
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (typeof a === "object" && typeof b === "object" && a && b) {
    const [left, right] = [Object.entries(a), b as Record<string, unknown>];
    return left.length === Object.keys(b).length && left.every(([key, value]) => same(value, right[key]));
  }
  // Numbers of all types are one line: 1 == 1.0.
  if (isNumber(a) && isNumber(b)) return a <= b && a >= b;
  return a === b;
};
const isNumber = (value: unknown): value is number | bigint => typeof value === "number" || typeof value === "bigint";

function extreme(list: Ordered[], wins: (a: Ordered, b: Ordered) => boolean, name: string): Ordered {
  if (list.length === 0) throw new Error(`${name} called on empty list`);
  return list.reduce((best, one) => (wins(one, best) ? one : best));
}

function sum(list: readonly unknown[]): unknown {
  if (list.length === 0) return 0n;
  return list.reduce((total, one) => (total as never) + (one as never));
}

const contains = (list: readonly unknown[], one: unknown) => list.some((other) => same(other, one));

/**
 * Lists and sets.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#Sets
 */
export function registerLists(env: Environment): void {
  env.registerFunction("list.isSorted(): bool", (list: Ordered[]) =>
    list.every((one, i) => i === 0 || !isLess(one, list[i - 1]!)),
  );
  env.registerFunction("list.sum(): dyn", sum);
  env.registerFunction("list.min(): dyn", (list: Ordered[]) => extreme(list, isLess, "min"));
  env.registerFunction("list.max(): dyn", (list: Ordered[]) => extreme(list, (a, b) => isLess(b, a), "max"));
  env.registerFunction("list.indexOf(dyn): int", (list: unknown[], one: unknown) =>
    BigInt(list.findIndex((other) => same(other, one))),
  );
  env.registerFunction("list.lastIndexOf(dyn): int", (list: unknown[], one: unknown) =>
    BigInt(list.findLastIndex((other) => same(other, one))),
  );
  class Sets {}
  env.registerType("kubernetes.Sets", Sets);
  env.registerConstant("sets", "kubernetes.Sets", new Sets());
  env.registerFunction("kubernetes.Sets.contains(list, list): bool", (_: Sets, a: unknown[], b: unknown[]) =>
    b.every((one) => contains(a, one)),
  );
  env.registerFunction(
    "kubernetes.Sets.equivalent(list, list): bool",
    (_: Sets, a: unknown[], b: unknown[]) => a.every((one) => contains(b, one)) && b.every((one) => contains(a, one)),
  );
  env.registerFunction("kubernetes.Sets.intersects(list, list): bool", (_: Sets, a: unknown[], b: unknown[]) =>
    b.some((one) => contains(a, one)),
  );
}
