import type { Environment } from "@marcbachmann/cel-js";
import { readPattern } from "./patterns.ts";

function pattern(text: string): RegExp {
  const made = readPattern(text);
  if (!made) throw new Error(`error parsing regexp: ${text}`);
  return made;
}

const global = (text: string) => {
  const { source, flags } = pattern(text);
  return new RegExp(source, `${flags}g`);
};

function found(text: string, regex: string, most: number): string[] {
  if (most === 0) return [];
  const all = [...text.matchAll(global(regex))].map(([whole]) => whole);
  return most < 0 ? all : all.slice(0, most);
}

function replaced(text: string, from: string, to: string, most: number): string {
  const parts = text.split(from);
  if (most < 0 || parts.length - 1 <= most) return parts.join(to);
  return [...parts.slice(0, most), parts.slice(most).join(from)].join(to);
}

/**
 * Strings beyond CEL's own.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#Strings
 */
export function registerStrings(env: Environment): void {
  // CEL's own, as a function: the engine has it as a method only.
  env.registerFunction("matches(string, string): bool", (text: string, regex: string) => pattern(regex).test(text));
  env.registerFunction("string.find(string): string", (text: string, regex: string) => found(text, regex, 1)[0] ?? "");
  env.registerFunction("string.findAll(string): list<string>", (text: string, regex: string) => found(text, regex, -1));
  env.registerFunction("string.findAll(string, int): list<string>", (text: string, regex: string, most: bigint) =>
    found(text, regex, Number(most)),
  );
  env.registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  env.registerFunction(
    "string.replace(string, string, int): string",
    (text: string, from: string, to: string, most: bigint) => replaced(text, from, to, Number(most)),
  );
  env.registerFunction("string.charAt(int): string", (text: string, at: bigint) => {
    const signs = [...text];
    const index = Number(at);
    if (index < 0 || index > signs.length) throw new Error(`index out of range: ${at}`);
    return signs[index] ?? "";
  });
  env.registerFunction("string.reverse(): string", (text: string) => [...text].reverse().join(""));
  class Strings {}
  env.registerType("kubernetes.Strings", Strings);
  env.registerConstant("strings", "kubernetes.Strings", new Strings());
  env.registerFunction("kubernetes.Strings.quote(string): string", (_: Strings, text: string) => JSON.stringify(text));
  env.registerFunction("string.format(list<dyn>): string", (text: string, values: unknown[]) =>
    formatted(text, values),
  );
}

/** `"%s is %d".format([…])` */
function formatted(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replace(/%(?:\.(\d+))?([sdfexXbo%])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === "%") return "%";
    if (next >= values.length) throw new Error(`index ${next} out of range`);
    return formatOne(values[next++], verb, precision === undefined ? undefined : Number(precision));
  });
}

function formatOne(value: unknown, verb: string, precision: number | undefined): string {
  switch (verb) {
    case "d":
    case "s":
      return shown(value);
    case "f":
      return Number(value).toFixed(precision ?? 6);
    case "e":
      return Number(value).toExponential(precision ?? 6);
    case "b":
      return typeof value === "boolean" ? String(Number(value)) : BigInt(value as bigint).toString(2);
    case "o":
      return BigInt(value as bigint).toString(8);
    default: {
      const hex = BigInt(value as bigint).toString(16);
      return verb === "X" ? hex.toUpperCase() : hex;
    }
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (value instanceof Map || (typeof value === "object" && value !== null)) {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    const sorted = entries.map(([key, one]) => `${shown(key)}: ${shown(one)}`).sort();
    return `{${sorted.join(", ")}}`;
  }
  return String(value);
}
