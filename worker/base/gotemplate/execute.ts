import { GoFloat, GoObject, goQuote, goText } from "../goformat/index.ts";
import { utf8 } from "../streams.ts";
import { BUILTINS } from "./builtins.ts";
import { TemplateError } from "./error.ts";
import {
  type FunctionMap,
  parameterType,
  suits,
  TemplateFunction,
  type TypeName,
  templateType,
  truth,
} from "./function.ts";
import { type Command, type Node, nodeText, type Operand, type Pipe, type Statement } from "./node.ts";

/** What execution needs to know of the set of templates. */
export interface Scope {
  readonly functions: FunctionMap;
  readonly missingKey: "default" | "zero" | "error";
  lookup(name: string): readonly Statement[] | undefined;
}

/**
 * A value under way. Undefined is Go's invalid value (a key that is not there), null a nil in an interface. `boxed` says
 * that it came straight out of a list or map, where Go knows it only as interface {}: messages name that type.
 */
interface Value {
  readonly value: unknown;
  readonly boxed: boolean;
}

const MISSING = Symbol("no value from an earlier stage");
type Final = unknown | typeof MISSING;

interface Variable {
  readonly name: string;
  value: Value;
}

type Jump = "break" | "continue" | undefined;

/** A browser's stack ends before Go's limit does; the message still names that limit. */
const DEEPEST = 1_000;
const DEEPEST_SAID = 100_000;

/** One execution of a template over its data: text/template exec.go. */
export class Executor {
  readonly #scope: Scope;
  #name: string;
  #variables: Variable[];
  #node: Node | undefined;
  #out: string[] = [];
  #depth = 0;

  constructor(scope: Scope, name: string, data: unknown) {
    this.#scope = scope;
    this.#name = name;
    this.#variables = [{ name: "$", value: { value: data, boxed: false } }];
  }

  get output(): string {
    return this.#out.join("");
  }

  /** @throws TemplateError */
  run(body: readonly Statement[]): void {
    this.#list(this.#variables[0]!.value, body);
  }

  #fail(message: string, cause?: Error): never {
    const node = this.#node;
    if (!node) throw new TemplateError(`template: ${this.#name}: ${message}`, this.output, cause);
    const before = node.source.text.slice(0, node.at);
    const lineStart = before.lastIndexOf("\n") + 1;
    const line = before.split("\n").length;
    const column = utf8(before.slice(lineStart)).length;
    const where = `${node.source.name}:${line}:${column}`;
    const context = nodeText(node);
    throw new TemplateError(
      `template: ${where}: executing ${goQuote(this.#name)} at <${context}>: ${message}`,
      this.output,
      cause,
    );
  }

  #list(dot: Value, body: readonly Statement[]): Jump {
    for (const statement of body) {
      const jump = this.#statement(dot, statement);
      if (jump) return jump;
    }
    return undefined;
  }

  #statement(dot: Value, statement: Statement): Jump {
    this.#node = statement;
    switch (statement.type) {
      case "text":
        this.#out.push(statement.text);
        return undefined;
      case "action": {
        const value = this.#pipeline(dot, statement.pipe);
        if (statement.pipe.variables.length === 0) this.#print(statement, value);
        return undefined;
      }
      case "if":
      case "with": {
        const visible = this.#variables.length;
        const value = this.#pipeline(dot, statement.pipe);
        const inner = statement.type === "with" ? { value, boxed: false } : dot;
        const jump = truth(value)
          ? this.#list(inner, statement.body)
          : statement.otherwise && this.#list(dot, statement.otherwise);
        this.#variables.length = visible;
        return jump;
      }
      case "range":
        return this.#range(dot, statement);
      case "template":
        this.#template(dot, statement);
        return undefined;
      case "break":
      case "continue":
        return statement.type;
    }
  }

  #print(node: Node, value: unknown): void {
    this.#node = node;
    if (value instanceof TemplateFunction) this.#fail(`can't print ${nodeText(node)} of type func`);
    this.#out.push(value === undefined || value === null ? "<no value>" : goText(value));
  }

  #range(dot: Value, statement: Extract<Statement, { type: "if" | "with" | "range" }>): Jump {
    const visible = this.#variables.length;
    const { variables, assigns } = statement.pipe;
    const items = this.#items(this.#pipeline(dot, statement.pipe), variables.length);
    const inside = this.#variables.length;
    const assign = (at: number, value: Value): void => {
      if (assigns) this.#assign(variables[at]!, value);
      else this.#variables[inside - variables.length + at]!.value = value;
    };
    let jump: Jump;
    for (const [index, item] of items) {
      const element = { value: item, boxed: true };
      if (variables.length === 1) assign(0, element);
      if (variables.length === 2) {
        assign(0, { value: index, boxed: false });
        assign(1, element);
      }
      jump = this.#list(element, statement.body);
      this.#variables.length = inside;
      if (jump === "break") break;
    }
    jump = undefined;
    if (items.length === 0 && statement.otherwise) jump = this.#list(dot, statement.otherwise);
    this.#variables.length = visible;
    return jump;
  }

  /** What a range goes over, with keys: lists, maps by key, counts. */
  #items(value: unknown, variables: number): readonly (readonly [key: unknown, item: unknown])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item, index) => [index, item]);
    if (typeof value === "number" && Number.isInteger(value)) {
      if (variables > 1) this.#fail(`can't use ${value} to iterate over more than one variable`);
      return Array.from({ length: Math.max(0, value) }, (_, index) => [undefined, index]);
    }
    if (typeof value !== "object" || value instanceof GoFloat || value instanceof TemplateFunction) {
      this.#fail(`range can't iterate over ${goText(value)}`);
    }
    if (value instanceof GoObject && Array.isArray(value.entries)) return this.#items(value.entries, variables);
    if (value instanceof GoObject && !value.entries) this.#fail(`range can't iterate over ${value.text}`);
    const fields = (value instanceof GoObject ? value.entries : value) as Readonly<Record<string, unknown>>;
    return Object.keys(fields)
      .filter((key) => fields[key] !== undefined)
      .sort()
      .map((key) => [key, fields[key]]);
  }

  #template(dot: Value, statement: Extract<Statement, { type: "template" }>): void {
    const body = this.#scope.lookup(statement.name);
    if (!body) this.#fail(`template ${goQuote(statement.name)} not defined`);
    if (this.#depth === DEEPEST) this.#fail(`exceeded maximum template depth (${DEEPEST_SAID})`);
    const value = statement.pipe ? this.#pipeline(dot, statement.pipe) : undefined;
    const [name, variables] = [this.#name, this.#variables];
    const inner = { value, boxed: false };
    this.#name = statement.name;
    this.#variables = [{ name: "$", value: inner }];
    this.#depth += 1;
    this.#list(inner, body);
    this.#depth -= 1;
    this.#name = name;
    this.#variables = variables;
  }

  #pipeline(dot: Value, pipe: Pipe): unknown {
    this.#node = pipe;
    let value: Final = MISSING;
    for (const command of pipe.commands) {
      // Past the pipe, a nil in an interface is no value at all.
      value = this.#command(dot, command, value).value ?? undefined;
    }
    for (const name of pipe.variables) {
      if (pipe.assigns) this.#assign(name, { value, boxed: false });
      else this.#variables.push({ name, value: { value, boxed: false } });
    }
    return value;
  }

  #variable(name: string): Variable {
    for (let i = this.#variables.length - 1; i >= 0; i--) {
      if (this.#variables[i]!.name === name) return this.#variables[i]!;
    }
    return this.#fail(`undefined variable: ${name}`);
  }

  #assign(name: string, value: Value): void {
    this.#variable(name).value = value;
  }

  #command(dot: Value, command: Command, final: Final): Value {
    const first = command.operands[0]!;
    switch (first.type) {
      case "field":
        this.#node = first;
        return this.#chain(dot, dot, first.path, command.operands, final);
      case "chain": {
        this.#node = first;
        return this.#chain(dot, this.#chainRoot(dot, first), first.path, command.operands, final);
      }
      case "variable": {
        this.#node = first;
        const { value } = this.#variable(first.name);
        if (first.path.length > 0) return this.#chain(dot, value, first.path, command.operands, final);
        this.#takesNoArguments(command, final);
        return value;
      }
      case "identifier":
        return this.#function(dot, first, command, command.operands.slice(1), final);
      case "pipe":
        this.#takesNoArguments(command, final);
        return { value: this.#pipeline(dot, first), boxed: false };
      case "nil":
        this.#node = first;
        this.#takesNoArguments(command, final);
        return this.#fail("nil is not a command");
      case "dot":
        this.#node = first;
        this.#takesNoArguments(command, final);
        return dot;
      default:
        this.#node = first;
        this.#takesNoArguments(command, final);
        return { value: this.#constant(first), boxed: false };
    }
  }

  #takesNoArguments(command: Command, final: Final): void {
    if (command.operands.length === 1 && final === MISSING) return;
    this.#fail(`can't give argument to non-function ${nodeText(command.operands[0]!)}`);
  }

  #constant(node: Operand): unknown {
    if (node.type === "string" || node.type === "bool") return node.value;
    if (node.type !== "number") return undefined;
    const { int, float, looksFloat, overflows } = node.number;
    if (overflows) this.#fail(`${node.text} overflows int`);
    return looksFloat ? goFloat(float!) : int;
  }

  #chainRoot(dot: Value, node: Extract<Operand, { type: "chain" }>): Value {
    if (node.of.type === "nil") this.#fail(`indirection through explicit nil in ${nodeText(node)}`);
    const value = this.#argument(dot, "any", node.of);
    return { value: value ?? undefined, boxed: false };
  }

  /** .X.Y.Z, the last possibly called with arguments. */
  #chain(dot: Value, from: Value, path: readonly string[], operands: readonly Operand[], final: Final): Value {
    let receiver = from;
    for (let i = 0; i < path.length - 1; i++) receiver = this.#field(dot, receiver, path[i]!, [], MISSING);
    return this.#field(dot, receiver, path.at(-1)!, operands.slice(1), final);
  }

  #field(dot: Value, receiver: Value, name: string, args: readonly Operand[], final: Final): Value {
    const { value } = receiver;
    const { missingKey } = this.#scope;
    if (value === undefined) {
      if (missingKey === "error") this.#fail(`nil data; no entry for key ${goQuote(name)}`);
      return NOTHING;
    }
    if (value === null) this.#fail(`nil pointer evaluating interface {}.${name}`);
    if (typeof value !== "object" || Array.isArray(value) || value instanceof GoFloat) {
      this.#fail(`can't evaluate field ${name} in type ${receiver.boxed ? "interface {}" : templateType(value)}`);
    }
    const fields = (value instanceof GoObject ? value.fields : value) as Readonly<Record<string, unknown>>;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined && value instanceof GoObject) {
      if (value.entries && !Array.isArray(value.entries)) {
        return { value: (value.entries as Readonly<Record<string, unknown>>)[name] ?? null, boxed: false };
      }
      this.#fail(`can't evaluate field ${name} in type ${receiver.boxed ? "interface {}" : value.typeName}`);
    }
    if (field instanceof TemplateFunction) {
      return this.#call({ dot, called: field, name, node: this.#node!, args, final });
    }
    if (args.length > 0 || final !== MISSING) this.#fail(`${name} is not a method but has arguments`);
    if (field !== undefined) return { value: field, boxed: !(value instanceof GoObject) };
    if (missingKey === "error") this.#fail(`map has no entry for key ${goQuote(name)}`);
    return missingKey === "zero" ? NIL : NOTHING;
  }

  #function(
    dot: Value,
    identifier: Extract<Operand, { type: "identifier" }>,
    node: Node,
    args: readonly Operand[],
    final: Final,
  ): Value {
    this.#node = identifier;
    const { name } = identifier;
    const called = this.#scope.functions[name];
    if (!called) this.#fail(`${goQuote(name)} is not a defined function`);
    return this.#call({ dot, called, name, node, args, final });
  }

  #call(call: {
    readonly dot: Value;
    readonly called: TemplateFunction;
    readonly name: string;
    readonly node: Node;
    readonly args: readonly Operand[];
    readonly final: Final;
  }): Value {
    const { dot, called, name, node, args, final } = call;
    const { parameters, rest } = called;
    const given = args.length + (final === MISSING ? 0 : 1);
    if (rest !== undefined && given < parameters.length) {
      this.#fail(`wrong number of args for ${name}: want at least ${parameters.length} got ${args.length}`);
    }
    if (rest === undefined && given !== parameters.length) {
      this.#fail(`wrong number of args for ${name}: want ${parameters.length} got ${given}`);
    }
    if (called === BUILTINS.and || called === BUILTINS.or) {
      return { value: this.#shortCircuit(dot, called === BUILTINS.or, args, final), boxed: false };
    }
    const typeAt = (at: number): TypeName => parameters[at] ?? rest ?? "any";
    const values = args.map((arg, at) => this.#argument(dot, typeAt(at), arg));
    if (final !== MISSING) values.push(this.#checked(final, typeAt(args.length)));
    try {
      return { value: called.call(...(values as never[])), boxed: false };
    } catch (error) {
      // What is no Error asks for something else than a message; a full stack is for whoever called first.
      if (!(error instanceof Error) || error instanceof RangeError) throw error;
      this.#node = node;
      return this.#fail(`error calling ${name}: ${error.message}`, error);
    }
  }

  #shortCircuit(dot: Value, stopsAt: boolean, args: readonly Operand[], final: Final): unknown {
    let value: unknown;
    for (const arg of args) {
      value = this.#argument(dot, "any", arg);
      if (truth(value) === stopsAt) return value;
    }
    return final === MISSING ? value : final;
  }

  #checked(value: unknown, type: TypeName): unknown {
    if (value === undefined) {
      if (type === "any" || type === "map" || type === "list") return null;
      this.#fail(`invalid value; expected ${parameterType(type)}`);
    }
    if (value === null) {
      if (type === "any") return null;
      this.#fail(`wrong type for value; expected ${parameterType(type)}; got interface {}`);
    }
    if (!suits(value, type)) {
      this.#fail(`wrong type for value; expected ${parameterType(type)}; got ${templateType(value)}`);
    }
    return value;
  }

  #argument(dot: Value, type: TypeName, node: Operand): unknown {
    this.#node = node;
    switch (node.type) {
      case "dot":
        return this.#checked(dot.value, type);
      case "nil":
        if (type === "any" || type === "map" || type === "list") return null;
        return this.#fail(`cannot assign nil to ${parameterType(type)}`);
      case "field":
        return this.#checked(this.#chain(dot, dot, node.path, [node], MISSING).value, type);
      case "variable": {
        const { value } = this.#variable(node.name);
        const end = node.path.length > 0 ? this.#chain(dot, value, node.path, [node], MISSING) : value;
        return this.#checked(end.value, type);
      }
      case "pipe":
        return this.#checked(this.#pipeline(dot, node), type);
      case "identifier":
        return this.#checked(this.#function(dot, node, node, [], MISSING).value, type);
      case "chain":
        return this.#checked(this.#chain(dot, this.#chainRoot(dot, node), node.path, [node], MISSING).value, type);
      default:
        return this.#literal(type, node);
    }
  }

  /** A constant for a parameter of a certain type. */
  #literal(type: TypeName, node: Extract<Operand, { type: "bool" | "number" | "string" }>): unknown {
    switch (type) {
      case "any":
        return this.#constant(node);
      case "bool":
        return node.type === "bool" ? node.value : this.#fail(`expected bool; found ${nodeText(node)}`);
      case "string":
        return node.type === "string" ? node.value : this.#fail(`expected string; found ${nodeText(node)}`);
      case "int": {
        if (node.type === "number" && node.number.int !== undefined) return node.number.int;
        return this.#fail(`expected integer; found ${nodeText(node)}`);
      }
      case "float64": {
        if (node.type === "number" && node.number.float !== undefined) return goFloat(node.number.float);
        return this.#fail(`expected float; found ${nodeText(node)}`);
      }
      default:
        return this.#fail(`can't handle ${nodeText(node)} for arg of type ${parameterType(type)}`);
    }
  }
}

const NOTHING: Value = { value: undefined, boxed: false };
const NIL: Value = { value: null, boxed: true };

const goFloat = (value: number): number | GoFloat => (Number.isInteger(value) ? new GoFloat(value) : value);
