import { goQuote, goUnquote } from "../goformat/index.ts";
import { TemplateError } from "./error.ts";
import { lex, type Token, type TokenType } from "./lex.ts";
import type { Command, Operand, Pipe, Source, Statement } from "./node.ts";
import { readNumber } from "./number.ts";

export interface ParseOptions {
  readonly left: string;
  readonly right: string;
  hasFunction(name: string): boolean;
}

/** Templates by name: the text's own under its name, and what it defines. */
export type Definitions = Map<string, readonly Statement[]>;

/** @throws TemplateError */
export function parse(source: Source, options: ParseOptions): Definitions {
  const definitions: Definitions = new Map();
  new Parser(source, options, definitions).parse();
  return definitions;
}

/** Whether a template is nothing but blanks: such a one may be defined again. */
export const isEmpty = (body: readonly Statement[]): boolean =>
  body.every((one) => one.type === "text" && one.text.trim() === "");

type Ended = { readonly end: "end" | "else"; readonly at: number };

class Parser {
  readonly #source: Source;
  readonly #options: ParseOptions;
  readonly #definitions: Definitions;
  readonly #tokens: readonly Token[];
  #next = 0;
  /** The furthest token looked at; complaints name its line. */
  #furthest = 0;
  #variables: string[] = ["$"];
  #rangeDepth = 0;
  #actionLine = 0;
  #depth = 0;

  constructor(source: Source, options: ParseOptions, definitions: Definitions) {
    this.#source = source;
    this.#options = options;
    this.#definitions = definitions;
    const words = { breakWord: !options.hasFunction("break"), continueWord: !options.hasFunction("continue") };
    this.#tokens = lex(source.text, { left: options.left, right: options.right, ...words });
  }

  parse(): void {
    const body: Statement[] = [];
    while (this.#peek().type !== "eof") {
      if (this.#peek().type === "left") {
        const before = this.#next;
        this.#take();
        if (isWord(this.#takeSolid(), "define")) {
          this.#definition();
          continue;
        }
        this.#next = before;
      }
      const statement = this.#statement();
      if ("end" in statement) this.#fail(`unexpected {{${statement.end}}}`);
      body.push(statement);
    }
    this.#define(this.#source.name, body);
  }

  #fail(message: string): never {
    throw new TemplateError(`template: ${this.#source.name}:${this.#tokens[this.#furthest]!.line}: ${message}`);
  }

  #unexpected(token: Token, context: string): never {
    if (token.type !== "error") this.#fail(`unexpected ${tokenText(token)} in ${context}`);
    let extra = "";
    if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
      const started = `started at ${this.#source.name}:${this.#actionLine}`;
      extra = token.text.endsWith(" action") ? ` ${started}` : ` in action ${started}`;
    }
    this.#fail(token.text + extra);
  }

  #peek(): Token {
    this.#furthest = Math.max(this.#furthest, this.#next);
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (this.#next < this.#tokens.length - 1) this.#next += 1;
    return token;
  }

  /** The next token that is not blank. */
  #takeSolid(): Token {
    for (;;) {
      const token = this.#take();
      if (token.type !== "space") return token;
    }
  }

  #peekSolid(): Token {
    while (this.#peek().type === "space") this.#take();
    return this.#peek();
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#takeSolid();
    if (token.type !== type) this.#unexpected(token, context);
    return token;
  }

  #define(name: string, body: readonly Statement[]): void {
    const known = this.#definitions.get(name);
    if (known === undefined || isEmpty(known)) this.#definitions.set(name, body);
    else if (!isEmpty(body)) this.#fail(`template: multiple definition of template ${goQuote(name)}`);
  }

  #definition(): void {
    const context = "define clause";
    const name = this.#name(this.#takeSolid(), context);
    this.#expect("right", context);
    this.#define(name, this.#ownScope(context));
  }

  /** A body with variables of its own, up to its end. */
  #ownScope(context: string): readonly Statement[] {
    const [variables, rangeDepth] = [this.#variables, this.#rangeDepth];
    this.#variables = ["$"];
    this.#rangeDepth = 0;
    const { body, ended } = this.#statements();
    if (ended.end !== "end") this.#fail(`unexpected {{${ended.end}}} in ${context}`);
    this.#variables = variables;
    this.#rangeDepth = rangeDepth;
    return body;
  }

  #name(token: Token, context: string): string {
    if (token.type !== "string" && token.type !== "rawString") this.#unexpected(token, context);
    return this.#unquoted(token);
  }

  #unquoted(token: Token): string {
    return goUnquote(token.text) ?? this.#fail("invalid syntax");
  }

  #statements(): { readonly body: readonly Statement[]; readonly ended: Ended } {
    const body: Statement[] = [];
    while (this.#peekSolid().type !== "eof") {
      const statement = this.#statement();
      if ("end" in statement) return { body, ended: statement };
      body.push(statement);
    }
    this.#fail("unexpected EOF");
  }

  #statement(): Statement | Ended {
    const token = this.#takeSolid();
    if (token.type === "text") return { type: "text", text: token.text, at: token.at, source: this.#source };
    if (token.type !== "left") this.#unexpected(token, "input");
    this.#actionLine = token.line;
    const statement = this.#action();
    this.#actionLine = 0;
    return statement;
  }

  #action(): Statement | Ended {
    const first = this.#peekSolid();
    if (first.type === "keyword") {
      switch (first.text) {
        case "if":
        case "with":
        case "range":
          this.#take();
          return this.#control(first.text);
        case "block":
          this.#take();
          return this.#block();
        case "template":
          this.#take();
          return this.#template();
        case "break":
        case "continue":
          return this.#loopControl(first.text);
        case "end":
          this.#take();
          return { end: "end", at: this.#expect("right", "end").at };
        case "else":
          this.#take();
          return this.#else();
      }
    }
    return { type: "action", pipe: this.#pipeline("command", "right"), at: first.at, source: this.#source };
  }

  #else(): Ended {
    const next = this.#peekSolid();
    // "else if" and "else with" leave their word for the control that they continue.
    if (isWord(next, "if") || isWord(next, "with")) return { end: "else", at: next.at };
    return { end: "else", at: this.#expect("right", "else").at };
  }

  #loopControl(type: "break" | "continue"): Statement {
    const { at } = this.#take();
    const token = this.#takeSolid();
    if (token.type !== "right") this.#unexpected(token, `{{${type}}}`);
    if (this.#rangeDepth === 0) this.#fail(`{{${type}}} outside {{range}}`);
    return { type, at, source: this.#source };
  }

  #control(type: "if" | "with" | "range"): Statement {
    const visible = this.#variables.length;
    const pipe = this.#pipeline(type, "right");
    if (type === "range") this.#rangeDepth += 1;
    const { body, ended } = this.#statements();
    if (type === "range") this.#rangeDepth -= 1;
    const otherwise = ended.end === "else" ? this.#otherwise(type) : undefined;
    this.#variables.length = visible;
    return { type, pipe, body, otherwise, at: pipe.at, source: this.#source };
  }

  #otherwise(type: "if" | "with" | "range"): readonly Statement[] {
    if (type !== "range" && isWord(this.#peek(), type)) {
      this.#take();
      return [this.#control(type)];
    }
    const { body, ended } = this.#statements();
    if (ended.end !== "end") this.#fail(`expected end; found {{${ended.end}}}`);
    return body;
  }

  #template(): Statement {
    const context = "template clause";
    const token = this.#takeSolid();
    const name = this.#name(token, context);
    const pipe = this.#peekSolid().type === "right" ? undefined : this.#pipeline(context, "right");
    if (!pipe) this.#take();
    return { type: "template", name, pipe, at: token.at, source: this.#source };
  }

  #block(): Statement {
    const context = "block clause";
    const token = this.#takeSolid();
    const name = this.#name(token, context);
    const pipe = this.#pipeline(context, "right");
    this.#define(name, this.#ownScope(context));
    return { type: "template", name, pipe, at: token.at, source: this.#source };
  }

  #pipeline(context: string, end: "right" | "close"): Pipe {
    const { at } = this.#peekSolid();
    const { names, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#takeSolid();
      if (token.type === end) break;
      if (!startsOperand(token)) this.#unexpected(token, context);
      this.#next -= 1;
      commands.push(this.#command());
    }
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    const wrong = commands.findIndex((command, stage) => stage > 0 && isConstant(command.operands[0]!));
    if (wrong > 0) this.#fail(`non executable command in pipeline stage ${wrong + 1}`);
    return { type: "pipe", variables: names, assigns, commands, at, source: this.#source };
  }

  #declarations(context: string): { readonly names: readonly string[]; readonly assigns: boolean } {
    const names: string[] = [];
    for (;;) {
      const variable = this.#peekSolid();
      if (variable.type !== "variable") return { names, assigns: false };
      const before = this.#next;
      this.#take();
      const next = this.#peekSolid();
      const declares = next.type === "assign" || next.type === "declare";
      if (!declares && !(next.type === "char" && next.text === ",")) {
        this.#next = before;
        return { names, assigns: false };
      }
      this.#take();
      names.push(variable.text);
      this.#variables.push(variable.text);
      if (declares) return { names, assigns: next.type === "assign" };
      if (context !== "range" || names.length > 1) this.#fail(`too many declarations in ${context}`);
      const { type } = this.#peekSolid();
      if (type !== "variable" && type !== "right" && type !== "close")
        this.#fail("range can only initialize variables");
    }
  }

  #command(): Command {
    const { at } = this.#peekSolid();
    const operands: Operand[] = [];
    for (;;) {
      this.#peekSolid();
      const operand = this.#operand();
      if (operand) operands.push(operand);
      const token = this.#take();
      if (token.type === "space") continue;
      if (token.type === "right" || token.type === "close") this.#next -= 1;
      else if (token.type !== "pipe") this.#unexpected(token, "operand");
      break;
    }
    if (operands.length === 0) this.#fail("empty command");
    return { type: "command", operands, at, source: this.#source };
  }

  #operand(): Operand | undefined {
    const term = this.#term();
    if (!term || this.#peek().type !== "field") return term;
    const { at } = this.#peek();
    const path: string[] = [];
    while (this.#peek().type === "field") path.push(this.#take().text.slice(1));
    if (term.type === "field" || term.type === "variable") return { ...term, path: [...term.path, ...path], at };
    if (isConstant(term)) {
      const text = term.type === "string" ? term.literal : this.#source.text.slice(term.at, at);
      this.#fail(`unexpected . after term ${goQuote(text)}`);
    }
    return { type: "chain", of: term, path, at, source: this.#source };
  }

  #term(): Operand | undefined {
    const token = this.#peekSolid();
    const place = { at: token.at, source: this.#source };
    switch (token.type) {
      case "identifier":
        this.#take();
        if (!this.#options.hasFunction(token.text)) this.#fail(`function ${goQuote(token.text)} not defined`);
        return { type: "identifier", name: token.text, ...place };
      case "keyword":
        if (token.text !== "." && token.text !== "nil") return undefined;
        this.#take();
        return { type: token.text === "." ? "dot" : "nil", ...place };
      case "variable":
        this.#take();
        if (!this.#variables.includes(token.text)) this.#fail(`undefined variable ${goQuote(token.text)}`);
        return { type: "variable", name: token.text, path: [], ...place };
      case "field":
        this.#take();
        return { type: "field", path: [token.text.slice(1)], ...place };
      case "bool":
        this.#take();
        return { type: "bool", value: token.text === "true", ...place };
      case "number":
      case "character": {
        this.#take();
        const number = readNumber(token.text, token.type === "character");
        if (typeof number === "string") this.#fail(number);
        return { type: "number", text: token.text, number, ...place };
      }
      case "string":
      case "rawString":
        this.#take();
        return { type: "string", literal: token.text, value: this.#unquoted(token), ...place };
      case "open":
        return this.#parenthesized();
      default:
        return undefined;
    }
  }

  #parenthesized(): Pipe {
    this.#take();
    if (this.#depth >= DEEPEST_EXPRESSION) this.#fail("max expression depth exceeded");
    this.#depth += 1;
    const pipe = this.#pipeline("parenthesized pipeline", "close");
    this.#depth -= 1;
    return pipe;
  }
}

/** Go allows 10,000; a browser's stack does not. */
const DEEPEST_EXPRESSION = 500;

const isWord = (token: Token, word: string): boolean => token.type === "keyword" && token.text === word;

const isConstant = (operand: Operand): boolean =>
  operand.type === "bool" ||
  operand.type === "dot" ||
  operand.type === "nil" ||
  operand.type === "number" ||
  operand.type === "string";

const OPERANDS = new Set<TokenType>([
  "bool",
  "character",
  "field",
  "identifier",
  "number",
  "open",
  "rawString",
  "string",
  "variable",
]);

const startsOperand = (token: Token): boolean => OPERANDS.has(token.type) || isWord(token, ".") || isWord(token, "nil");

function tokenText(token: Token): string {
  if (token.type === "eof") return "EOF";
  if (token.type === "keyword") return `<${token.text}>`;
  const characters = [...token.text];
  return characters.length > 10 ? `${goQuote(characters.slice(0, 10).join(""))}...` : goQuote(token.text);
}
