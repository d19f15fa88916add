import type { Environment } from "@marcbachmann/cel-js";
import {
  type Quantity as Amount,
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  QuantityError,
  subtractQuantities,
} from "../../base/quantity.ts";

const NANO = 10n ** 9n;

class Quantity {
  constructor(readonly amount: Amount) {}
}

function quantity(text: string): Quantity {
  return new Quantity(parseQuantity(text));
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

const whole = (value: bigint): Amount => ({ nanos: value * NANO, format: "DecimalSI" });
const order = (a: Quantity, b: Quantity) => compareQuantities(a.amount, b.amount);
const isInteger = ({ amount }: Quantity) => amount.nanos % NANO === 0n;

function asInteger(one: Quantity): bigint {
  if (!isInteger(one)) throw new Error("cannot convert value to integer");
  return one.amount.nanos / NANO;
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */
export function registerQuantities(env: Environment): void {
  env.registerType("kubernetes.Quantity", Quantity);
  env.registerFunction("quantity(string): kubernetes.Quantity", quantity);
  env.registerFunction("isQuantity(string): bool", isQuantity);
  env.registerFunction("kubernetes.Quantity.isInteger(): bool", isInteger);
  env.registerFunction("kubernetes.Quantity.asInteger(): int", asInteger);
  env.registerFunction(
    "kubernetes.Quantity.asApproximateFloat(): double",
    ({ amount }: Quantity) => Number(amount.nanos) / 1e9,
  );
  env.registerFunction("kubernetes.Quantity.sign(): int", ({ amount: { nanos } }: Quantity) =>
    nanos > 0n ? 1n : nanos < 0n ? -1n : 0n,
  );
  env.registerFunction(
    "kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool",
    (a: Quantity, b: Quantity) => order(a, b) < 0,
  );
  env.registerFunction(
    "kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool",
    (a: Quantity, b: Quantity) => order(a, b) > 0,
  );
  env.registerFunction("kubernetes.Quantity.compareTo(kubernetes.Quantity): int", (a: Quantity, b: Quantity) =>
    BigInt(order(a, b)),
  );
  env.registerOperator("kubernetes.Quantity == kubernetes.Quantity", (a: Quantity, b: Quantity) => order(a, b) === 0);
  for (const [name, combine] of [
    ["add", addQuantities],
    ["sub", subtractQuantities],
  ] as const) {
    env.registerFunction(
      `kubernetes.Quantity.${name}(kubernetes.Quantity): kubernetes.Quantity`,
      (a: Quantity, b: Quantity) => new Quantity(combine(a.amount, b.amount)),
    );
    env.registerFunction(
      `kubernetes.Quantity.${name}(int): kubernetes.Quantity`,
      (a: Quantity, b: bigint) => new Quantity(combine(a.amount, whole(b))),
    );
  }
  env.registerFunction("string(kubernetes.Quantity): string", ({ amount }: Quantity) => formatQuantity(amount));
}
