/**
 * Shell arithmetic: C's operators over 64-bit signed integers, as bash(1) "ARITHMETIC EVALUATION" lists them.
 * An expression is parsed once and kept; names are looked up when it is evaluated.
 */
export interface Names {
  /** The value of a name as text, "" when unset. Evaluated again as an expression. */
  get(name: string, index: string | undefined): string;
  set(name: string, index: string | undefined, value: string): void;
}

/** bash's "EXPRESSION: MESSAGE (error token is "TOKEN")". */
export class ArithmeticError extends Error {
  constructor(
    readonly expression: string,
    readonly complaint: string,
    readonly token: string,
  ) {
    super(`${expression}: ${complaint} (error token is "${token}")`);
    this.name = "ArithmeticError";
  }
}

type Node =
  | { readonly type: "number"; readonly value: bigint }
  | { readonly type: "name"; readonly name: string; readonly index: string | undefined }
  | { readonly type: "unary"; readonly operator: string; readonly operand: Node }
  | { readonly type: "step"; readonly by: bigint; readonly prefix: boolean; readonly target: NameNode }
  | {
      readonly type: "binary";
      readonly operator: string;
      readonly left: Node;
      readonly right: Node;
      readonly at: number;
    }
  | {
      readonly type: "assign";
      readonly operator: string;
      readonly target: NameNode;
      readonly value: Node;
      readonly at: number;
    }
  | { readonly type: "choice"; readonly test: Node; readonly yes: Node; readonly no: Node };
type NameNode = Extract<Node, { type: "name" }>;

const MAX_DEPTH = 1024;
const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

const BINARY: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const ASSIGNMENTS = ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="];
const OPERATORS =
  /^(?:<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|\/=|%=|&=|\^=|\|=|[-+*/%<>=!~&|^?:,()])/;

interface Token {
  readonly type: "number" | "name" | "operator" | "end";
  readonly text: string;
  readonly index?: string;
  readonly at: number;
}

const parsed = new Map<string, Node | undefined>();

/** The value of an expression; an empty one is 0. @throws ArithmeticError */
export function evaluate(expression: string, names: Names, depth = 0): bigint {
  if (depth > MAX_DEPTH) throw new ArithmeticError(expression, "expression recursion level exceeded", expression);
  let tree = parsed.get(expression);
  if (!tree && !parsed.has(expression)) {
    tree = new Parser(expression).parse();
    if (parsed.size > 2000) parsed.clear();
    parsed.set(expression, tree);
  }
  return tree ? run(tree, { expression, names, depth }) : 0n;
}

class Parser {
  readonly #source: string;
  #tokens: Token[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Node | undefined {
    this.#tokens = this.#tokenize();
    if (this.#peek().type === "end") return undefined;
    const tree = this.#comma();
    const rest = this.#peek();
    if (rest.type !== "end") {
      const complaint =
        rest.type === "operator" && ASSIGNMENTS.includes(rest.text)
          ? "attempted assignment to non-variable"
          : "syntax error in expression";
      throw this.#error(complaint, rest);
    }
    return tree;
  }

  #tokenize(): Token[] {
    const tokens: Token[] = [];
    const source = this.#source;
    let at = 0;
    for (;;) {
      while (at < source.length && /\s/.test(source[at]!)) at += 1;
      if (at >= source.length) break;
      const rest = source.slice(at);
      const number = /^\d[\w#@]*/.exec(rest);
      const name = /^[A-Za-z_]\w*/.exec(rest);
      if (number) {
        tokens.push({ type: "number", text: number[0], at });
        at += number[0].length;
      } else if (name) {
        let end = name[0].length;
        let index: string | undefined;
        if (rest[end] === "[") {
          const close = matchingBracket(rest, end);
          index = rest.slice(end + 1, close);
          end = close + 1;
        }
        tokens.push({ type: "name", text: name[0], at, ...(index !== undefined && { index }) });
        at += end;
      } else {
        const operator = OPERATORS.exec(rest)?.[0];
        if (!operator) {
          throw new ArithmeticError(shown(source), "syntax error: operand expected", rest);
        }
        tokens.push({ type: "operator", text: operator, at });
        at += operator.length;
      }
    }
    tokens.push({ type: "end", text: "", at: source.length });
    return tokens;
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(...operators: string[]): Token | undefined {
    const token = this.#peek();
    if (token.type !== "operator" || !operators.includes(token.text)) return undefined;
    this.#at += 1;
    return token;
  }

  #error(complaint: string, token: Token): ArithmeticError {
    return new ArithmeticError(shown(this.#source), complaint, this.#source.slice(token.at) || this.#lastToken());
  }

  /** At the end of the text bash names the last token it read. */
  #lastToken(): string {
    return this.#source.slice(this.#tokens.at(-2)?.at ?? 0);
  }

  #comma(): Node {
    let left = this.#assignment();
    for (let token = this.#take(","); token; token = this.#take(",")) {
      left = { type: "binary", operator: ",", left, right: this.#assignment(), at: token.at };
    }
    return left;
  }

  #assignment(): Node {
    const left = this.#choice();
    const token = this.#take(...ASSIGNMENTS);
    if (!token) return left;
    if (left.type !== "name") throw this.#error("attempted assignment to non-variable", token);
    return { type: "assign", operator: token.text.slice(0, -1), target: left, value: this.#assignment(), at: token.at };
  }

  #choice(): Node {
    const test = this.#binary(0);
    if (!this.#take("?")) return test;
    const yes = this.#comma();
    if (!this.#take(":")) throw this.#error("`:' expected for conditional expression", this.#peek());
    return { type: "choice", test, yes, no: this.#assignment() };
  }

  #binary(level: number): Node {
    const operators = BINARY[level];
    if (!operators) return this.#power();
    let left = this.#binary(level + 1);
    for (let token = this.#take(...operators); token; token = this.#take(...operators)) {
      const right = this.#binary(level + 1);
      left = { type: "binary", operator: token.text, left, right, at: this.#tokens[this.#at - 1]!.at };
    }
    return left;
  }

  #power(): Node {
    const left = this.#unary();
    const token = this.#take("**");
    return token ? { type: "binary", operator: "**", left, right: this.#power(), at: token.at } : left;
  }

  #unary(): Node {
    const step = this.#take("++", "--");
    if (step) {
      const target = this.#unary();
      if (target.type === "name") return { type: "step", by: step.text === "++" ? 1n : -1n, prefix: true, target };
      // `--5` is a double negation.
      return {
        type: "unary",
        operator: step.text[0]!,
        operand: { type: "unary", operator: step.text[0]!, operand: target },
      };
    }
    const token = this.#take("!", "~", "+", "-");
    if (token) return { type: "unary", operator: token.text, operand: this.#unary() };
    const operand = this.#primary();
    if (operand.type !== "name") return operand;
    const post = this.#take("++", "--");
    return post ? { type: "step", by: post.text === "++" ? 1n : -1n, prefix: false, target: operand } : operand;
  }

  #primary(): Node {
    const token = this.#peek();
    if (this.#take("(")) {
      const inner = this.#comma();
      if (!this.#take(")")) throw this.#error("missing `)'", this.#peek());
      return inner;
    }
    this.#at += 1;
    if (token.type === "number") return { type: "number", value: this.#number(token) };
    if (token.type === "name") return { type: "name", name: token.text, index: token.index };
    throw this.#error("syntax error: operand expected", token);
  }

  #number(token: Token): bigint {
    const { text } = token;
    const based = /^(\d+)#([\w@]+)$/.exec(text);
    if (based) return this.#inBase(token, Number(based[1]), based[2]!);
    if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text));
    if (/^0[0-7]+$/.test(text)) return wrap(BigInt(`0o${text.slice(1)}`));
    if (/^\d+$/.test(text) && (text === "0" || !text.startsWith("0"))) return wrap(BigInt(text));
    if (/^0\d+$/.test(text)) throw this.#error("value too great for base", token);
    if (/^\d+#/.test(text)) throw this.#error("invalid integer constant", token);
    throw this.#error(
      /^0[xX]?\w*$/.test(text) || /^\d+[a-zA-Z]/.test(text) ? "value too great for base" : "invalid number",
      token,
    );
  }

  #inBase(token: Token, base: number, digits: string): bigint {
    if (base < 2 || base > 64) throw this.#error("invalid arithmetic base", token);
    let value = 0n;
    for (const digit of digits) {
      const worth = digitValue(digit, base);
      if (worth >= base) throw this.#error("value too great for base", token);
      value = value * BigInt(base) + BigInt(worth);
    }
    return wrap(value);
  }
}

/** bash shows an expression without its leading blanks. */
const shown = (source: string): string => source.trimStart();

function digitValue(digit: string, base: number): number {
  if (/\d/.test(digit)) return Number(digit);
  if (/[a-z]/.test(digit)) return digit.charCodeAt(0) - 87;
  if (/[A-Z]/.test(digit)) return digit.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return digit === "@" ? 62 : 63;
}

function matchingBracket(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "[") depth += 1;
    else if (text[at] === "]" && --depth === 0) return at;
  }
  return text.length;
}

interface Run {
  readonly expression: string;
  readonly names: Names;
  readonly depth: number;
}

function run(node: Node, context: Run): bigint {
  switch (node.type) {
    case "number":
      return node.value;
    case "name":
      return numberOf(node, context);
    case "unary": {
      const value = run(node.operand, context);
      if (node.operator === "!") return value === 0n ? 1n : 0n;
      if (node.operator === "~") return ~value;
      return node.operator === "-" ? wrap(-value) : value;
    }
    case "step": {
      const before = numberOf(node.target, context);
      const after = wrap(before + node.by);
      context.names.set(node.target.name, node.target.index, String(after));
      return node.prefix ? after : before;
    }
    case "assign": {
      const right = run(node.value, context);
      const value = node.operator
        ? compute(node.operator, numberOf(node.target, context), right, { ...context, at: node.at })
        : right;
      context.names.set(node.target.name, node.target.index, String(value));
      return value;
    }
    case "choice":
      return run(run(node.test, context) !== 0n ? node.yes : node.no, context);
    case "binary":
      if (node.operator === "&&") return run(node.left, context) !== 0n && run(node.right, context) !== 0n ? 1n : 0n;
      if (node.operator === "||") return run(node.left, context) !== 0n || run(node.right, context) !== 0n ? 1n : 0n;
      return compute(node.operator, run(node.left, context), run(node.right, context), { ...context, at: node.at });
  }
}

function numberOf(node: NameNode, { names, depth }: Run): bigint {
  const text = names.get(node.name, node.index);
  if (/^-?[1-9]\d{0,17}$|^0$/.test(text)) return BigInt(text);
  return text === "" ? 0n : evaluate(text, names, depth + 1);
}

function compute(operator: string, a: bigint, b: bigint, { expression, at }: Run & { at: number }): bigint {
  switch (operator) {
    case "+":
      return wrap(a + b);
    case "-":
      return wrap(a - b);
    case "*":
      return wrap(a * b);
    case "/":
    case "%":
      if (b === 0n) throw new ArithmeticError(shown(expression), "division by 0", expression.slice(at));
      return wrap(operator === "/" ? a / b : a % b);
    case "**":
      if (b < 0n) throw new ArithmeticError(shown(expression), "exponent less than 0", expression.slice(at));
      return power(a, b);
    case "<<":
      return wrap(a << (b & 63n));
    case ">>":
      return a >> (b & 63n);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "==":
      return a === b ? 1n : 0n;
    case "!=":
      return a !== b ? 1n : 0n;
    case "<":
      return a < b ? 1n : 0n;
    case ">":
      return a > b ? 1n : 0n;
    case "<=":
      return a <= b ? 1n : 0n;
    case ">=":
      return a >= b ? 1n : 0n;
    default:
      return b;
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = wrap(result * square);
    square = wrap(square * square);
  }
  return result;
}
