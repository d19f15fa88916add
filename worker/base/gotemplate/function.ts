import { GoFloat, GoObject, goTypeName } from "../goformat/index.ts";

/** The Go type of a parameter. "any" takes everything, nil too. */
export type TypeName = "any" | "string" | "int" | "float64" | "bool" | "map" | "list";

/** A function that templates can call, with its signature: Go checks numbers and types of arguments. */
export class TemplateFunction {
  constructor(
    readonly parameters: readonly TypeName[],
    /** The type of any further arguments; undefined when there may be none. */
    readonly rest: TypeName | undefined,
    /** A throw of an Error becomes "error calling NAME: ...". */
    readonly call: (...args: readonly never[]) => unknown,
  ) {}
}

export type FunctionMap = Readonly<Record<string, TemplateFunction>>;

/** templateFunction(["string"], (text: string) => text.trim()); a last "...any" takes any number. */
export function templateFunction(
  parameters: readonly (TypeName | `...${TypeName}`)[],
  call: (...args: never[]) => unknown,
): TemplateFunction {
  const last = parameters.at(-1);
  const rest = last?.startsWith("...") ? (last.slice(3) as TypeName) : undefined;
  const fixed = (rest === undefined ? parameters : parameters.slice(0, -1)) as readonly TypeName[];
  return new TemplateFunction(fixed, rest, call as (...args: readonly never[]) => unknown);
}

/** The name of a parameter's type as Go prints it. */
export function parameterType(type: TypeName): string {
  if (type === "any") return "interface {}";
  if (type === "map") return "map[string]interface {}";
  return type === "list" ? "[]interface {}" : type;
}

/** The type of a value in a template. */
export const templateType = goTypeName;

/** Whether a value may be passed as it is. */
export function suits(value: unknown, type: TypeName): boolean {
  if (type === "any") return true;
  if (type === "map") return value === null || value === undefined || goTypeName(value).startsWith("map");
  if (type === "list") return value === null || value === undefined || Array.isArray(value);
  return goTypeName(value) === (type === "int" ? "int64" : type);
}

/** Whether Go's templates take a value for true: not empty, not zero, not nil. */
export function truth(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof GoFloat) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof TemplateFunction) return true;
  if (value instanceof Uint8Array) return value.length > 0;
  if (value instanceof GoObject) return value.entries === undefined || truth(value.entries);
  if (typeof value === "object") return Object.values(value).some((field) => field !== undefined);
  return Boolean(value) || Number.isNaN(value);
}
