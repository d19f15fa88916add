import type { TestExpression, Word } from "unbash";
import { type FileStat, resolvePath } from "../files.ts";
import { evaluateNow } from "./calculate.ts";
import { ExpansionFailure } from "./control.ts";
import { expandPattern, expandRaw, expandRegExp, expandText } from "./expand.ts";
import { patternRegExp } from "./pattern.ts";
import type { Shell } from "./shell.ts";
import { elementOf, subscripted } from "./variables.ts";

/** Evaluates `[[ … ]]`. bash(1) "CONDITIONAL EXPRESSIONS". */
export async function testExpression(expression: TestExpression, shell: Shell): Promise<boolean> {
  switch (expression.type) {
    case "TestLogical": {
      for (const operand of expression.operands) {
        const holds = await testExpression(operand, shell);
        if (holds === (expression.operator === "||")) return holds;
      }
      return expression.operator === "&&";
    }
    case "TestNot": {
      const holds = await testExpression(expression.operand, shell);
      return expression.negations.length % 2 === 1 ? !holds : holds;
    }
    case "TestGroup":
      return testExpression(expression.expression, shell);
    case "TestUnary":
      return unaryTest(expression.operator, await expandText(expression.operand, shell), shell);
    case "TestBinary":
      return binary(expression.operator, expression.left, expression.right, shell);
  }
}

async function binary(operator: string, leftWord: Word, rightWord: Word, shell: Shell): Promise<boolean> {
  const left = await expandText(leftWord, shell);
  if (operator === "=" || operator === "==" || operator === "!=") {
    const pattern = await expandPattern(rightWord, shell);
    const ignoreCase = shell.shopts.get("nocasematch") ?? false;
    return patternRegExp(pattern, { ignoreCase }).test(left) === (operator !== "!=");
  }
  if (operator === "=~") return matchRegExp(left, await expandRegExp(rightWord, shell), shell);
  const right = await expandText(rightWord, shell);
  if (isArithmetic(operator)) {
    const [a, b] = [
      evaluateNow(await expandRaw(left, shell), shell),
      evaluateNow(await expandRaw(right, shell), shell),
    ];
    return compare(operator, a, b);
  }
  return binaryTest(operator, left, right, shell);
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9A-Fa-f",
};

/** A POSIX extended regular expression as one of ours. */
export function extendedRegExp(pattern: string, flags = ""): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === "\\") {
      source += char + (pattern[++at] ?? "\\");
      continue;
    }
    if (char !== "[") {
      source += char === "{" && !/^\{\d+(,\d*)?\}/.test(pattern.slice(at)) ? "\\{" : char;
      continue;
    }
    let end = at + 1;
    if (pattern[end] === "^") end += 1;
    if (pattern[end] === "]") end += 1;
    while (end < pattern.length && pattern[end] !== "]") {
      const named = /^\[([:.=]).*?\1\]/.exec(pattern.slice(end));
      end += named ? named[0].length : 1;
    }
    const inner = pattern
      .slice(at + 1, end)
      .replace(/\\/g, "\\\\")
      .replace(/^(\^?)\]/, "$1\\]")
      .replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? "")
      .replace(/\[(?![:.=])/g, "\\[");
    source += `[${inner}]`;
    at = end;
  }
  return new RegExp(source, flags);
}

function matchRegExp(text: string, pattern: string, shell: Shell): boolean {
  let regExp: RegExp;
  try {
    regExp = extendedRegExp(pattern, shell.shopts.get("nocasematch") ? "is" : "s");
  } catch {
    throw new ExpansionFailure("", 2, false);
  }
  const match = regExp.exec(text);
  const holder = shell.variables.ensure("BASH_REMATCH");
  holder.kind = "indexed";
  holder.value = new Map((match ?? []).map((part, at) => [at, part ?? ""]));
  return match !== null;
}

const ARITHMETIC = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"];
const isArithmetic = (operator: string): boolean => ARITHMETIC.includes(operator);

function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-lt":
      return a < b;
    case "-le":
      return a <= b;
    case "-gt":
      return a > b;
    default:
      return a >= b;
  }
}

export const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
export const BINARY_OPERATORS = ["=", "==", "!=", "<", ">", ...ARITHMETIC, "-nt", "-ot", "-ef"];

/** A test of one operand, as `-f FILE` or `-z TEXT`. */
export function unaryTest(operator: string, operand: string, shell: Shell): boolean {
  if (operator === "-z") return operand === "";
  if (operator === "-n") return operand !== "";
  if (operator === "-v" || operator === "-R") return isSet(operand, shell);
  if (operator === "-o") return Boolean(shell.options[operand as keyof Shell["options"]]);
  if (operator === "-t") return shell.descriptors.get(Number(operand))?.tty !== undefined;
  if (operand === "") return false;
  const path = resolvePath(shell.cwd, operand);
  const stat = operator === "-L" || operator === "-h" ? shell.files.lstat(path) : shell.files.stat(path);
  return stat !== undefined && fileTest(operator, stat, shell);
}

function fileTest(operator: string, stat: FileStat, shell: Shell): boolean {
  const may = (bits: number) => {
    const { uid } = shell.user;
    if (uid === 0) return bits !== 1 || stat.type === "directory" || (stat.mode & 0o111) !== 0;
    return ((stat.uid === uid ? stat.mode >> 6 : stat.mode) & bits) === bits;
  };
  switch (operator) {
    case "-f":
      return stat.type === "file";
    case "-d":
      return stat.type === "directory";
    case "-L":
    case "-h":
      return stat.type === "link";
    case "-c":
      return stat.type === "device";
    case "-s":
      return stat.size > 0;
    case "-r":
      return may(4);
    case "-w":
      return may(2);
    case "-x":
      return may(1);
    case "-O":
    case "-G":
      return stat.uid === shell.user.uid;
    case "-N":
      return true;
    case "-u":
      return (stat.mode & 0o4000) !== 0;
    case "-g":
      return (stat.mode & 0o2000) !== 0;
    case "-k":
      return (stat.mode & 0o1000) !== 0;
    case "-b":
    case "-p":
    case "-S":
      return false;
    default:
      return true;
  }
}

function isSet(name: string, shell: Shell): boolean {
  const element = subscripted(name);
  if (!element) return /^\d+$/.test(name) ? shell.positional.length >= Number(name) : shell.variables.isSet(name);
  const variable = shell.variables.lookup(element.name);
  if (!variable) return false;
  if (element.index === "@" || element.index === "*") return variable.value instanceof Map && variable.value.size > 0;
  const index = variable.kind === "associative" ? element.index : Number(evaluateNow(element.index, shell));
  return elementOf(variable, index) !== undefined;
}

/** A test of two operands that are plain texts. */
export function binaryTest(operator: string, left: string, right: string, shell: Shell): boolean {
  switch (operator) {
    case "=":
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "-nt":
    case "-ot": {
      const [a, b] = [left, right].map((path) => shell.files.stat(resolvePath(shell.cwd, path))?.mtimeMs);
      if (operator === "-nt") return a !== undefined && (b === undefined || a > b);
      return b !== undefined && (a === undefined || a < b);
    }
    case "-ef":
      try {
        const [a, b] = [left, right].map((path) => shell.files.realPath(resolvePath(shell.cwd, path)));
        return a === b;
      } catch {
        return false;
      }
    default:
      return compare(operator, BigInt(left), BigInt(right));
  }
}
