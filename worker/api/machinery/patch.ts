import { unprocessable } from "./failures.ts";
import { copyOf, deepEqual, isObject, type JsonObject } from "./values.ts";

/** JSON merge patch, RFC 7386: null removes, objects merge, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return copyOf(patch);
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = mergePatch(result[key], value);
  }
  return result;
}

export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * JSON patch, RFC 6902.
 *
 * @throws StatusError Invalid when a path is not there or a test fails, in the server's words
 */
export function jsonPatch(target: unknown, operations: readonly JsonPatchOperation[]): unknown {
  let document = copyOf(target);
  const change = (path: string, edit: (parent: JsonObject | unknown[], key: string) => void, whole: () => void) => {
    const keys = pointer(path);
    if (keys.length === 0) return whole();
    const parent = find(document, keys.slice(0, -1));
    if (typeof parent !== "object" || parent === null) throw unprocessable();
    edit(parent as JsonObject | unknown[], keys.at(-1)!);
  };
  const add = (path: string, value: unknown) =>
    change(
      path,
      (parent, key) => {
        if (!Array.isArray(parent)) parent[key] = value;
        else parent.splice(key === "-" ? parent.length : indexIn(parent, key, parent.length), 0, value);
      },
      () => {
        document = value;
      },
    );
  const remove = (path: string) =>
    change(
      path,
      (parent, key) => {
        if (Array.isArray(parent)) parent.splice(indexIn(parent, key, parent.length - 1), 1);
        else if (key in parent) delete parent[key];
        else throw unprocessable();
      },
      () => {
        document = null;
      },
    );
  for (const operation of operations) {
    const { op, path } = operation;
    if (typeof path !== "string") throw unprocessable();
    switch (op) {
      case "add":
        add(path, copyOf(operation.value));
        break;
      case "remove":
        remove(path);
        break;
      case "replace":
        if (pointer(path).length > 0) remove(path);
        add(path, copyOf(operation.value));
        break;
      case "move": {
        const moved = find(document, pointer(operation.from ?? ""));
        remove(operation.from ?? "");
        add(path, moved);
        break;
      }
      case "copy":
        add(path, copyOf(find(document, pointer(operation.from ?? ""))));
        break;
      case "test":
        if (!deepEqual(find(document, pointer(path), true) ?? null, operation.value ?? null)) throw unprocessable();
        break;
      default:
        throw unprocessable();
    }
  }
  return document;
}

function pointer(path: string): string[] {
  if (path === "") return [];
  if (!path.startsWith("/")) throw unprocessable();
  return path
    .slice(1)
    .split("/")
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}

function find(document: unknown, keys: readonly string[], lenient = false): unknown {
  let at = document;
  for (const key of keys) {
    if (Array.isArray(at)) at = at[indexIn(at, key, at.length - 1)];
    else if (isObject(at) && key in at) at = at[key];
    else if (lenient) return undefined;
    else throw unprocessable();
  }
  return at;
}

function indexIn(list: readonly unknown[], key: string, last: number): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN;
  const at = index < 0 ? list.length + index : index;
  if (!(at >= 0 && at <= last)) throw unprocessable();
  return at;
}
