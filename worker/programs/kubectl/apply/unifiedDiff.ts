import { rfc3339Nano } from "../../../base/time.ts";

const CONTEXT = 3;

interface Step {
  readonly kind: " " | "-" | "+";
  readonly line: string;
}

/** `diff -u` of two texts, with three lines around each change; empty when they are the same. */
export function unifiedDiff(
  from: string,
  to: string,
  names: { readonly from: string; readonly to: string; readonly timeMs: number },
): string {
  if (from === to) return "";
  const steps = script(linesOf(from), linesOf(to));
  const stamp = `${rfc3339Nano(names.timeMs)
    .replace("T", " ")
    .replace(/(\.\d+)?Z$/, ".000000000 +0000")}`;
  return `--- ${names.from}\t${stamp}\n+++ ${names.to}\t${stamp}\n${hunks(steps)}`;
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** The shortest way from one list of lines to the other, by longest common subsequence. */
function script(from: readonly string[], to: readonly string[]): Step[] {
  const table = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      table[i]![j] = from[i] === to[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      steps.push({ kind: " ", line: from[i]! });
      i += 1;
      j += 1;
    } else if (i < from.length && (j >= to.length || table[i + 1]![j]! >= table[i]![j + 1]!))
      steps.push({ kind: "-", line: from[i++]! });
    else steps.push({ kind: "+", line: to[j++]! });
  }
  return steps;
}

function hunks(steps: readonly Step[]): string {
  let text = "";
  let at = 0;
  const position = { from: 1, to: 1 };
  const pass = (count: number) => {
    for (const step of steps.slice(at, at + count)) {
      if (step.kind !== "+") position.from += 1;
      if (step.kind !== "-") position.to += 1;
    }
    at += count;
  };
  for (;;) {
    const next = steps.findIndex((step, index) => index >= at && step.kind !== " ");
    if (next < 0) return text;
    pass(Math.max(at, next - CONTEXT) - at);
    let end = next;
    for (let look = next; look < steps.length && look <= end + 2 * CONTEXT + 1; look++)
      if (steps[look]!.kind !== " ") end = look;
    const part = steps.slice(at, Math.min(steps.length, end + 1 + CONTEXT));
    const count = (kind: "-" | "+") => part.filter((step) => step.kind === " " || step.kind === kind).length;
    text += `@@ -${range(position.from, count("-"))} +${range(position.to, count("+"))} @@\n`;
    text += part.map((step) => `${step.kind}${step.line}\n`).join("");
    pass(part.length);
  }
}

/** "3,7"; a single line is "3", nothing is the line before and 0. */
function range(start: number, count: number): string {
  if (count === 1) return String(start);
  return count === 0 ? `${start - 1},0` : `${start},${count}`;
}
