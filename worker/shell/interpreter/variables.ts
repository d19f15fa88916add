/** What a variable holds: one text, a list by number, a table by name, or nothing yet (`declare x`). */
export type Value = string | IndexedArray | AssociativeArray | undefined;
export type IndexedArray = Map<number, string>;
export type AssociativeArray = Map<string, string>;

export interface Variable {
  value: Value;
  kind: "scalar" | "indexed" | "associative";
  exported: boolean;
  readOnly: boolean;
  integer: boolean;
  lower: boolean;
  upper: boolean;
  nameref: boolean;
}

export const newVariable = (kind: Variable["kind"] = "scalar"): Variable => ({
  value: kind === "scalar" ? undefined : kind === "indexed" ? new Map<number, string>() : new Map<string, string>(),
  kind,
  exported: false,
  readOnly: false,
  integer: false,
  lower: false,
  upper: false,
  nameref: false,
});

/** A write to a read-only variable; a shell says "NAME: readonly variable". */
export class ReadOnlyVariable extends Error {
  constructor(readonly variable: string) {
    super(`${variable}: readonly variable`);
    this.name = "ReadOnlyVariable";
  }
}

/** A variable that is made up when it is read (RANDOM, SECONDS, LINENO …); `set` absent means writes are ignored. */
export interface DynamicVariable {
  get(): string;
  set?(value: string): void;
}

/** Variables in the scopes that the running functions have opened: bash's dynamic scope. */
export class Variables {
  #scopes: Map<string, Variable>[];
  readonly #dynamic: ReadonlyMap<string, DynamicVariable>;
  #environment: Readonly<Record<string, string>> | undefined;

  constructor(dynamic: ReadonlyMap<string, DynamicVariable>, scopes: Map<string, Variable>[] = [new Map()]) {
    this.#dynamic = dynamic;
    this.#scopes = scopes;
  }

  /** A copy for a subshell. */
  fork(dynamic: ReadonlyMap<string, DynamicVariable>): Variables {
    const copies = this.#scopes.map((scope) => new Map([...scope].map(([name, held]) => [name, copyOf(held)])));
    return new Variables(dynamic, copies);
  }

  pushScope(): void {
    this.#scopes.push(new Map());
  }

  popScope(): void {
    this.#scopes.pop();
    this.#environment = undefined;
  }

  get inFunction(): boolean {
    return this.#scopes.length > 1;
  }

  /** The variable a name stands for, namerefs not followed. */
  find(name: string): Variable | undefined {
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const found = this.#scopes[at]!.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** The name (perhaps with a subscript) that a nameref leads to. */
  target(name: string): string {
    let at = name;
    for (let steps = 0; steps < 8; steps++) {
      const found = this.find(at);
      if (!found?.nameref || typeof found.value !== "string" || found.value === "") return at;
      at = found.value;
    }
    return at;
  }

  lookup(name: string): Variable | undefined {
    return this.find(this.target(name));
  }

  /** The text of a variable as `$name` gives it: element 0 of an array. */
  text(name: string): string | undefined {
    const dynamic = this.#dynamic.get(name);
    if (dynamic) return dynamic.get();
    const target = this.target(name);
    const subscript = subscripted(target);
    const found = this.find(subscript?.name ?? target);
    if (!found) return undefined;
    if (subscript) return elementOf(found, subscript.index);
    if (typeof found.value === "string" || found.value === undefined) return found.value;
    return found.kind === "indexed" ? (found.value as IndexedArray).get(0) : (found.value as AssociativeArray).get("0");
  }

  isSet(name: string): boolean {
    return this.text(name) !== undefined;
  }

  /** Where a name is declared here and now: a new local one, or the existing one in the current scope. */
  declareLocal(name: string): Variable {
    const scope = this.#scopes.at(-1)!;
    let found = scope.get(name);
    if (!found) {
      const outer = this.find(name);
      if (outer?.readOnly) throw new ReadOnlyVariable(name);
      found = newVariable();
      // A local variable of an exported name is passed on to programs too.
      found.exported = outer?.exported ?? false;
      scope.set(name, found);
    }
    this.#environment = undefined;
    return found;
  }

  /** The variable of a name, made in the outermost scope when there is none. */
  ensure(name: string): Variable {
    const target = this.target(name);
    let found = this.find(target);
    if (!found) {
      found = newVariable();
      this.#scopes[0]!.set(target, found);
    }
    this.#environment = undefined;
    return found;
  }

  /** PIPESTATUS: how the stages of the last pipeline ended. */
  setPipeStatus(statuses: readonly number[]): void {
    const held = this.ensure("PIPESTATUS");
    held.kind = "indexed";
    held.value = new Map(statuses.map((status, at) => [at, String(status)]));
  }

  ensureGlobal(name: string): Variable {
    let found = this.#scopes[0]!.get(name);
    if (!found) {
      found = newVariable();
      this.#scopes[0]!.set(name, found);
    }
    this.#environment = undefined;
    return found;
  }

  /** `name=value`: case and array rules apply. @throws ReadOnlyVariable */
  assign(name: string, value: string): void {
    const dynamic = this.#dynamic.get(name);
    if (dynamic) return dynamic.set?.(value);
    const target = this.target(name);
    const subscript = subscripted(target);
    if (subscript) {
      const holder = this.ensure(subscript.name);
      if (holder.kind === "associative") this.assignElement(subscript.name, subscript.index, value);
      else this.assignElement(subscript.name, Number(subscript.index) || 0, value);
      return;
    }
    const variable = this.ensure(target);
    if (variable.readOnly) throw new ReadOnlyVariable(target);
    const text = shaped(variable, value);
    if (variable.kind === "indexed") (variable.value as IndexedArray).set(0, text);
    else if (variable.kind === "associative") (variable.value as AssociativeArray).set("0", text);
    else variable.value = text;
  }

  assignElement(name: string, index: number | string, value: string): void {
    const variable = this.ensure(name);
    if (variable.readOnly) throw new ReadOnlyVariable(name);
    if (typeof index === "string") {
      becomeArray(variable, "associative");
      (variable.value as AssociativeArray).set(index, shaped(variable, value));
      return;
    }
    becomeArray(variable, "indexed");
    (variable.value as IndexedArray).set(index, shaped(variable, value));
  }

  /** @throws ReadOnlyVariable */
  unset(name: string): boolean {
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const found = this.#scopes[at]!.get(name);
      if (!found) continue;
      if (found.readOnly) throw new ReadOnlyVariable(name);
      this.#scopes[at]!.delete(name);
      // An unset local variable stays local.
      if (at > 0 && at === this.#scopes.length - 1) this.#scopes[at]!.set(name, newVariable());
      this.#environment = undefined;
      return true;
    }
    return false;
  }

  /** Every name that has a variable, sorted. */
  names(): string[] {
    const all = new Set<string>();
    for (const scope of this.#scopes) for (const name of scope.keys()) all.add(name);
    return [...all].sort();
  }

  dynamicNames(): string[] {
    return [...this.#dynamic.keys()];
  }

  /** What programs get. */
  environment(): Readonly<Record<string, string>> {
    const stable = this.#environment;
    if (stable) return stable;
    const env: Record<string, string> = {};
    for (const scope of this.#scopes) {
      for (const [name, held] of scope) {
        if (held.exported && typeof held.value === "string") env[name] = held.value;
        else if (held.exported) delete env[name];
      }
    }
    this.#environment = env;
    return env;
  }

  /** Must be told when a variable was changed without `assign`. */
  changed(): void {
    this.#environment = undefined;
  }

  /** The outermost scope, for saving. */
  globals(): ReadonlyMap<string, Variable> {
    return this.#scopes[0]!;
  }
}

const copyOf = (held: Variable): Variable => ({
  ...held,
  value: held.value instanceof Map ? (new Map(held.value as Map<string, string>) as AssociativeArray) : held.value,
});

function shaped(variable: Variable, value: string): string {
  if (variable.lower) return value.toLowerCase();
  if (variable.upper) return value.toUpperCase();
  return value;
}

/** Makes a scalar the first element of an array of the wanted kind. */
export function becomeArray(variable: Variable, kind: "indexed" | "associative"): void {
  if (variable.kind !== "scalar") return;
  const before = variable.value as string | undefined;
  variable.kind = kind;
  if (kind === "indexed") variable.value = new Map(before === undefined ? [] : [[0, before]]);
  else variable.value = new Map(before === undefined ? [] : [["0", before]]);
}

/** Keys in the order bash lists them: by number; tables in the order made. */
export function keysOf(variable: Variable): (number | string)[] {
  if (variable.kind === "associative") return [...(variable.value as AssociativeArray).keys()];
  if (variable.kind === "indexed") return [...(variable.value as IndexedArray).keys()].sort((a, b) => a - b);
  return variable.value === undefined ? [] : [0];
}

export function valuesOf(variable: Variable): string[] {
  if (variable.kind === "associative") return [...(variable.value as AssociativeArray).values()];
  if (variable.kind === "indexed") {
    const held = variable.value as IndexedArray;
    return keysOf(variable).map((key) => held.get(key as number)!);
  }
  return typeof variable.value === "string" ? [variable.value] : [];
}

export function elementOf(variable: Variable, index: string | number): string | undefined {
  if (variable.kind === "associative") return (variable.value as AssociativeArray).get(String(index));
  const at = Number(index);
  if (variable.kind === "scalar") return at === 0 || at === -1 ? (variable.value as string | undefined) : undefined;
  const held = variable.value as IndexedArray;
  return held.get(at < 0 ? nextIndex(held) + at : at);
}

/** One past the highest index. */
export function nextIndex(held: IndexedArray): number {
  let next = 0;
  for (const key of held.keys()) if (key >= next) next = key + 1;
  return next;
}

/** Splits "name[index]". */
export function subscripted(text: string): { name: string; index: string } | undefined {
  const match = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(text);
  return match ? { name: match[1]!, index: match[2]! } : undefined;
}

export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);
