/**
 * Label selectors: text, LabelSelector objects and plain maps become requirements; a selector is met when all are.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
import type { LabelSelector } from "../generated/types.ts";
import { labelKeyProblems, labelValueProblems } from "./names.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Requirement {
  readonly key: string;
  readonly operator: "=" | "!=" | "in" | "notin" | "exists" | "!" | ">" | "<";
  readonly values: readonly string[];
}

export type Selector = readonly Requirement[];

export function matches(selector: Selector, labels: Labels | undefined): boolean {
  for (const requirement of selector) if (!meets(requirement, labels)) return false;
  return true;
}

function meets({ key, operator, values }: Requirement, labels: Labels | undefined): boolean {
  const value = labels?.[key];
  switch (operator) {
    case "=":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case ">":
    case "<": {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      return operator === ">" ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]);
    }
  }
}

/** Each key must have exactly this value. */
export function fromMap(labels: Labels | undefined): Selector {
  return Object.keys(labels ?? {})
    .sort()
    .map((key) => ({ key, operator: "=", values: [labels![key]!] }) as const);
}

const FROM_EXPRESSION: Readonly<Record<string, Requirement["operator"]>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

/**
 * A LabelSelector of the API. An empty one selects everything; an absent one nothing, which is the caller's to know.
 *
 * @throws Error on an unknown operator
 */
export function fromLabelSelector(selector: LabelSelector): Selector {
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }): Requirement => {
    const own = FROM_EXPRESSION[operator];
    if (!own) throw new Error(`"${operator}" is not a valid label selector operator`);
    return { key, operator: own, values: values ?? [] };
  });
  return [...fromMap(selector.matchLabels), ...expressions].sort((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
  );
}

/** "app=web,tier in (a,b),!canary", as Go prints a selector. */
export function formatSelector(selector: Selector): string {
  return selector.map(formatRequirement).join(",");
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${[...values].sort().join(",")})`;
    default:
      return `${key}${operator}${values[0] ?? ""}`;
  }
}

/** The text does not follow the selector grammar. The message is the server's. */
export class SelectorError extends Error {}

type Token = { readonly type: "id" | "end" | "symbol"; readonly text: string };

const SYMBOL = /^(?:==|=|!=|!|\(|\)|,|>|<)/;
const WORD = /^[^\s=!(),<>]+/;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const symbol = SYMBOL.exec(rest)?.[0];
    const word = symbol === undefined ? WORD.exec(rest)![0] : undefined;
    tokens.push(word === undefined ? { type: "symbol", text: symbol! } : { type: "id", text: word });
    rest = rest.slice((symbol ?? word!).length).trimStart();
  }
  tokens.push({ type: "end", text: "" });
  return tokens;
}

const BINARY = "in, notin, =, ==, !=, gt, lt";

/**
 * Reads the selector grammar of -l and ?labelSelector=.
 *
 * @throws SelectorError
 */
export function parseSelector(text: string): Selector {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at] ?? tokens.at(-1)!;
  const take = () => tokens[at++] ?? tokens.at(-1)!;
  const symbol = (token: Token, text: string) => token.type === "symbol" && token.text === text;
  const fail = (message: string) => new SelectorError(`unable to parse requirement: ${message}`);

  const readValues = (): string[] => {
    const open = take();
    if (!symbol(open, "(")) throw fail(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = take();
      if (token.type === "id") {
        values.push(token.text);
        const next = take();
        if (symbol(next, ")")) return values;
        if (!symbol(next, ",")) throw fail(`found '${next.text}', expected: ',' or ')'`);
        if (symbol(peek(), ")")) {
          take();
          values.push("");
          return values;
        }
      } else if (symbol(token, ")")) {
        values.push("");
        return values;
      } else if (symbol(token, ",")) {
        values.push("");
      } else throw fail(`found '${token.text}', expected: ',', ')' or identifier`);
    }
  };

  const readRequirement = (): Requirement => {
    const negated = symbol(peek(), "!");
    if (negated) take();
    const key = take();
    if (key.type !== "id") throw fail(`found '${key.text}', expected: identifier`);
    checkKey(key.text, fail);
    if (negated) return { key: key.text, operator: "!", values: [] };
    if (peek().type === "end" || symbol(peek(), ",")) return { key: key.text, operator: "exists", values: [] };
    const operator = take();
    if (operator.type === "id" && (operator.text === "in" || operator.text === "notin")) {
      const values = readValues();
      checkValues(values, key.text, fail);
      return { key: key.text, operator: operator.text, values: [...new Set(values)].sort() };
    }
    if (operator.type !== "symbol" || !["=", "==", "!=", ">", "<"].includes(operator.text)) {
      throw fail(`found '${operator.text}', expected: ${BINARY}`);
    }
    let value = "";
    if (peek().type !== "end" && !symbol(peek(), ",")) {
      const token = take();
      if (token.type !== "id") throw fail(`found '${token.text}', expected: identifier`);
      value = token.text;
    }
    const own = operator.text === "==" ? "=" : (operator.text as Requirement["operator"]);
    if ((own === ">" || own === "<") && !/^[+-]?\d+$/.test(value)) {
      throw fail(
        `values[0][${key.text}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    checkValues([value], key.text, fail);
    return { key: key.text, operator: own, values: [value] };
  };

  const requirements: Requirement[] = [];
  if (peek().type === "end") return requirements;
  for (;;) {
    if (peek().type !== "id" && !symbol(peek(), "!")) {
      throw new SelectorError(`found '${peek().text}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(readRequirement());
    const next = take();
    if (next.type === "end") break;
    if (!symbol(next, ",")) throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
    if (peek().type !== "id" && !symbol(peek(), "!")) {
      throw new SelectorError(`found '${peek().text}', expected: identifier after ','`);
    }
  }
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function checkKey(key: string, fail: (message: string) => Error): void {
  const problems = labelKeyProblems(key);
  if (problems.length > 0) throw fail(`key: Invalid value: ${JSON.stringify(key)}: ${problems.join("; ")}`);
}

function checkValues(values: readonly string[], key: string, fail: (message: string) => Error): void {
  values.forEach((value, i) => {
    const problems = labelValueProblems(value);
    if (problems.length > 0) {
      throw fail(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${problems.join("; ")}`);
    }
  });
}
