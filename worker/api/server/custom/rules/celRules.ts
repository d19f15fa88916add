/**
 * Rules that definitions state as expressions: x-kubernetes-validations.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
import { Optional } from "@marcbachmann/cel-js";
import { CelFailure, type CelProgram, type ToCel, toCel } from "../../../cel/index.ts";
import type { ValidationRule } from "../../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  required,
} from "../../../machinery/field.ts";
import { isObject } from "../../../machinery/values.ts";
import type { Structural } from "../structural.ts";
import { type Correlated, oldItemOf } from "./correlation.ts";
import type { Expressions } from "./expressions.ts";
import { valueText } from "./schemaValidator.ts";

interface CompiledRule {
  readonly rule: ValidationRule;
  /** Or why there is none. */
  readonly program: CelProgram | CelFailure;
  readonly message: CelProgram | undefined;
  readonly usesOldSelf: boolean;
}

/** The part of a schema that has rules, or holds some. */
interface RuleNode {
  readonly node: Structural;
  readonly rules: readonly CompiledRule[];
  readonly view: ToCel | undefined;
  readonly properties: ReadonlyMap<string, RuleNode>;
  readonly additional: RuleNode | undefined;
  readonly items: RuleNode | undefined;
}

/** How far correlation still reaches: the value's own, or that of the nearest parent that has one. */
interface Ratchet {
  readonly own: Correlated | undefined;
  readonly parent: Correlated | undefined;
}

const OLD_SELF = /\boldSelf\b/;

/** The expression rules of one version of a definition; compiled once. */
export class CelRules {
  readonly #expressions: Expressions;
  readonly #root: RuleNode | undefined;

  constructor(expressions: Expressions, root: Structural) {
    this.#expressions = expressions;
    this.#root = this.#compile(root);
  }

  /** Whether the definition states any. */
  get any(): boolean {
    return this.#root !== undefined;
  }

  /** @param old the object before an update; rules about both are asked only then */
  check(object: unknown, old: unknown, correlated: Correlated | undefined): readonly FieldError[] {
    const errors: FieldError[] = [];
    if (this.#root) visit(this.#root, object, old, fieldPath(), { own: correlated, parent: undefined }, errors);
    return errors;
  }

  #compile(node: Structural): RuleNode | undefined {
    const properties = new Map<string, RuleNode>();
    for (const [name, child] of node.properties) {
      const compiled = this.#compile(child);
      if (compiled) properties.set(name, compiled);
    }
    const additional = node.additional && node.additional !== true ? this.#compile(node.additional) : undefined;
    const items = node.items && this.#compile(node.items);
    if (node.rules.length === 0 && properties.size === 0 && !additional && !items) return undefined;
    return {
      node,
      rules: node.rules.map((rule) => this.#rule(rule)),
      view: node.rules.length > 0 ? toCel(node.schema, this.#expressions.duration) : undefined,
      properties,
      additional,
      items,
    };
  }

  #rule(rule: ValidationRule): CompiledRule {
    return {
      rule,
      program: this.#program(rule.rule, rule.optionalOldSelf),
      message: this.#message(rule.messageExpression),
      usesOldSelf: OLD_SELF.test(rule.rule),
    };
  }

  #program(text: string, optional = false): CelProgram | CelFailure {
    const { compile, compileOptional } = this.#expressions;
    try {
      return optional ? compileOptional(text) : compile(text);
    } catch (error) {
      if (error instanceof CelFailure) return error;
      throw error;
    }
  }

  #message(text: string | undefined): CelProgram | undefined {
    if (!text) return undefined;
    const program = this.#program(text);
    return program instanceof CelFailure ? undefined : program;
  }
}

function visit(
  at: RuleNode,
  value: unknown,
  old: unknown,
  path: FieldPath,
  ratchet: Ratchet,
  errors: FieldError[],
): void {
  if (value === null || value === undefined) return;
  if (at.rules.length > 0) errors.push(...askRules(at, value, old ?? undefined, path, ratchet));
  if (Array.isArray(value)) {
    if (!at.items) return;
    const before = Array.isArray(old) ? old : undefined;
    for (const [i, item] of value.entries()) {
      const next = ratchet.own ? { own: ratchet.own.index(i), parent: ratchet.own } : ratchet;
      visit(at.items, item, oldItemOf(at.node, before, item), path.index(i), next, errors);
    }
    return;
  }
  if (!isObject(value)) return;
  const before = isObject(old) ? old : undefined;
  for (const key of Object.keys(value)) {
    const known = at.properties.get(key);
    const child = known ?? (at.node.properties.has(key) ? undefined : at.additional);
    if (!child) continue;
    const next = ratchet.own ? { own: ratchet.own.key(key), parent: ratchet.own } : ratchet;
    visit(child, value[key], before?.[key], known ? path.child(key) : path.key(key), next, errors);
  }
}

function askRules(at: RuleNode, value: unknown, old: unknown, path: FieldPath, ratchet: Ratchet): FieldError[] {
  const view = at.view ?? ((one: unknown) => one);
  const self = view(value);
  const oldSelf = old === undefined ? undefined : view(old);
  return at.rules.flatMap(({ rule, program, message, usesOldSelf }) => {
    if (program instanceof CelFailure) {
      return [
        problem(path, JSON.stringify(at.node.type), `rule compile error: compilation failed: ${program.message}`),
      ];
    }
    if (usesOldSelf && oldSelf === undefined && !rule.optionalOldSelf) return [];
    const optional = oldSelf === undefined ? Optional.none() : Optional.of(oldSelf);
    const variables = { self, oldSelf: rule.optionalOldSelf ? optional : oldSelf };
    try {
      if (program(variables) === true) return [];
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error;
      return [problem(path, JSON.stringify(at.node.type), failureWords(error, rule))];
    }
    if (!usesOldSelf && (ratchet.own ?? ratchet.parent)?.unchanged()) return [];
    const place = rule.fieldPath ? joined(path, rule.fieldPath) : path;
    return [refusal(place, value, messageOf(rule, message, variables), rule.reason)];
  });
}

function failureWords({ message }: CelFailure, rule: ValidationRule): string {
  if (!message.startsWith("no such overload")) return `${message} evaluating rule: ${ruleText(rule)}`;
  return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(rule)}`;
}

/** ".spec.name" or "['a.b']" below a place. */
function joined(path: FieldPath, below: string): FieldPath {
  return fieldPath(path.text + (path.text ? below : below.replace(/^\./, "")));
}

const ruleText = ({ message, rule }: ValidationRule) => (message || rule).trim();

const LONGEST_MESSAGE = 5 * 1024;

function messageOf(rule: ValidationRule, message: CelProgram | undefined, variables: Record<string, unknown>): string {
  const usual = rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`;
  if (!message) return usual;
  try {
    const made = message(variables);
    const text = typeof made === "string" ? made.trim() : "";
    return text === "" || text.includes("\n") || text.length > LONGEST_MESSAGE ? usual : text;
  } catch (error) {
    if (error instanceof CelFailure) return usual;
    throw error;
  }
}

function problem(path: FieldPath, value: string | undefined, detail: string): FieldError {
  const message = value === undefined ? `Invalid value: ${detail}` : `Invalid value: ${value}: ${detail}`;
  return { type: "FieldValueInvalid", field: path.text || "<nil>", message };
}

function refusal(path: FieldPath, value: unknown, detail: string, reason: string | undefined): FieldError {
  const place = path.text ? path : fieldPath("<nil>");
  switch (reason) {
    case "FieldValueForbidden":
      return forbidden(place, detail);
    case "FieldValueRequired":
      return required(place, detail);
    case "FieldValueDuplicate":
      return duplicate(place, value);
    default:
      return problem(path, typeof value === "object" ? undefined : valueText(value), detail);
  }
}
