import { goText } from "../goformat/index.ts";
import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import { float, toInteger, toNumber } from "./values.ts";

const DIVIDE = "runtime error: integer divide by zero";

function divided(a: unknown, b: unknown): number {
  const by = toInteger(b);
  if (by === 0) throw new Error(DIVIDE);
  return Math.trunc(toInteger(a) / by);
}

function remainder(a: unknown, b: unknown): number {
  const by = toInteger(b);
  if (by === 0) throw new Error(DIVIDE);
  return toInteger(a) % by;
}

/** Decimal arithmetic: 0.1 + 0.2 is 0.3, as with Go's decimal package. */
const decimal = (value: number): unknown => float(Number(value.toPrecision(15)));
const folded = (values: readonly unknown[], step: (a: number, b: number) => number): unknown =>
  decimal(values.map(toNumber).reduce(step));

function rounded(value: unknown, places: number, ...rest: unknown[]): unknown {
  const power = 10 ** places;
  const digit = power * toNumber(value);
  const part = digit - Math.trunc(digit);
  return float((part >= (rest.length > 0 ? toNumber(rest[0]) : 0.5) ? Math.ceil(digit) : Math.floor(digit)) / power);
}

/** https://masterminds.github.io/sprig/math.html , mathf.html and conversion.html */
export const NUMBERS: FunctionMap = {
  atoi: fn(["string"], (value: string) => (/^[-+]?\d+$/.test(value) ? Number(value) : 0)),
  int: fn(["any"], toInteger),
  int64: fn(["any"], toInteger),
  float64: fn(["any"], (value: unknown) => float(toNumber(value))),
  toDecimal: fn(["any"], (value: unknown) => {
    const digits = goText(value);
    return /^[-+]?[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : 0;
  }),
  add1: fn(["any"], (value: unknown) => toInteger(value) + 1),
  add: fn(["...any"], (...values: unknown[]) => values.reduce<number>((sum, one) => sum + toInteger(one), 0)),
  sub: fn(["any", "any"], (a: unknown, b: unknown) => toInteger(a) - toInteger(b)),
  div: fn(["any", "any"], divided),
  mod: fn(["any", "any"], remainder),
  mul: fn(["any", "...any"], (...values: unknown[]) => values.reduce<number>((all, one) => all * toInteger(one), 1)),
  max: fn(["any", "...any"], (...values: unknown[]) => Math.max(...values.map(toInteger))),
  biggest: fn(["any", "...any"], (...values: unknown[]) => Math.max(...values.map(toInteger))),
  min: fn(["any", "...any"], (...values: unknown[]) => Math.min(...values.map(toInteger))),
  maxf: fn(["any", "...any"], (...values: unknown[]) => float(Math.max(...values.map(toNumber)))),
  minf: fn(["any", "...any"], (...values: unknown[]) => float(Math.min(...values.map(toNumber)))),
  add1f: fn(["any"], (value: unknown) => decimal(toNumber(value) + 1)),
  addf: fn(["...any"], (...values: unknown[]) => folded([0, ...values], (a, b) => a + b)),
  subf: fn(["any", "...any"], (...values: unknown[]) => folded(values, (a, b) => a - b)),
  mulf: fn(["any", "...any"], (...values: unknown[]) => folded(values, (a, b) => a * b)),
  divf: fn(["any", "...any"], (...values: unknown[]) =>
    folded(values, (a, b) => {
      if (b === 0) throw new Error("decimal division by 0");
      return a / b;
    }),
  ),
  ceil: fn(["any"], (value: unknown) => float(Math.ceil(toNumber(value)))),
  floor: fn(["any"], (value: unknown) => float(Math.floor(toNumber(value)))),
  round: fn(["any", "int", "...float64"], rounded),
};
