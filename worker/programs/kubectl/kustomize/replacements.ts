import { CommandError } from "../cli/errors.ts";
import type { Collection } from "./collection.ts";
import type { FieldOptions, Replacement, Target } from "./kustomization.ts";
import { effectiveNamespace, idText, isSelected, type Resource } from "./resource.ts";
import { matchesId, matchesMaps } from "./selectors.ts";
import { isBranch, type Tree } from "./tree.ts";

/**
 * `replacements:` – a value of one object copied into fields of others.
 *
 * @throws CommandError
 * @see sigs.k8s.io/kustomize/api/filters/replacement
 */
export function replace(all: Collection, { source, sourceValue, targets }: Replacement): void {
  if ((!source && sourceValue === undefined) || !targets) {
    throw new CommandError("replacements must specify a source and at least one target");
  }
  if (source && sourceValue !== undefined) {
    throw new CommandError("value and resource selectors are mutually exclusive");
  }
  const value = source ? sourceOf(all, source) : sourceValue!;
  for (const { select, reject = [], fieldPaths = ["metadata.name"], options } of targets) {
    if (!select) throw new CommandError("target must specify resources to select");
    for (const one of all.list) {
      const rejected = reject.some((target) => matchesMaps(one, target) && one.ids.some((id) => matchesId(id, target)));
      if (rejected || !matchesMaps(one, select) || !one.ids.some((id) => matchesId(id, select))) continue;
      for (const path of fieldPaths) put(one, path, value, options);
    }
  }
}

function sourceOf(all: Collection, source: NonNullable<Replacement["source"]>): Tree {
  const found = all.list.filter((one) =>
    one.ids.some(
      (id) =>
        isSelected(id, source) &&
        (!source.name || source.name === id.name) &&
        (!source.namespace || effectiveNamespace({ ...id, namespace: source.namespace }) === effectiveNamespace(id)),
    ),
  );
  const shown = `${sourceText(source)}:${source.fieldPath ?? ""}`;
  if (found.length > 1) throw new CommandError(`multiple matches for selector ${shown}`);
  if (found.length === 0) throw new CommandError(`nothing selected by ${shown}`);
  const path = source.fieldPath || "metadata.name";
  let value: Tree | undefined = found[0]!.object;
  for (const step of steps(path)) value = childOf(value, step)[0]?.get();
  if (value === undefined || value === null || value === "") {
    throw new CommandError(`fieldPath \`${path}\` is missing for replacement source ${sourceText(source)}`);
  }
  const { delimiter, index = 0 } = source.options ?? {};
  if (!delimiter) return value;
  if (typeof value === "object") throw new CommandError("delimiter option can only be used with scalar nodes");
  const part = String(value).split(delimiter)[index];
  if (part === undefined) throw new CommandError(`options.index ${index} is out of bounds for value ${value}`);
  return part;
}

const sourceText = (target: Target): string =>
  idText({ group: "", version: "", kind: "", name: "", namespace: "", ...target });

function put(one: Resource, path: string, value: Tree, options: FieldOptions = {}): void {
  let places: Place[] = [{ get: () => one.object, set: () => {} }];
  const parts = steps(path);
  parts.forEach((step, index) => {
    places = places.flatMap((place) => {
      const at = place.get();
      if (options.create && isBranch(at) && at[step] === undefined) at[step] = index === parts.length - 1 ? "" : {};
      return childOf(at, step);
    });
  });
  if (places.length === 0) {
    const verb = options.create ? "find or create" : "find";
    throw new CommandError(`unable to ${verb} field ${JSON.stringify(path)} in replacement target`);
  }
  for (const place of places) place.set(withPart(place.get(), value, options));
}

function withPart(old: Tree | undefined, value: Tree, { delimiter, index = 0 }: FieldOptions): Tree {
  if (delimiter) {
    const parts = String(old ?? "").split(delimiter);
    if (index < 0) parts.unshift(String(value));
    else if (index >= parts.length) parts.push(String(value));
    else parts[index] = String(value);
    return parts.join(delimiter);
  }
  // A scalar keeps its own type where the text allows.
  if (typeof old === "number" && typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  return structuredClone(value);
}

interface Place {
  get(): Tree | undefined;
  set(value: Tree): void;
}

/** What a step leads to: a key, an index, "*", or "[key=value]". */
function childOf(at: Tree | undefined, step: string): Place[] {
  if (isBranch(at)) {
    if (at[step] === undefined) return [];
    const put = (value: Tree) => {
      at[step] = value;
    };
    return [{ get: () => at[step], set: put }];
  }
  if (!Array.isArray(at)) return [];
  const wanted = /^\[(.*?)=(.*)\]$/.exec(step);
  return at.flatMap((item, index) => {
    const holds = isBranch(item) && wanted ? String(item[wanted[1]!]) === wanted[2] : item === wanted?.[2];
    if (step !== "*" && (wanted ? !holds : Number(step) !== index)) return [];
    const put = (value: Tree) => {
      at[index] = value;
    };
    return [{ get: () => at[index], set: put }];
  });
}

/** A path's steps: dots separate, but not within brackets nor after a backslash. */
function steps(path: string): string[] {
  return (path.match(/(?:\[[^\]]*\]|\\.|[^.[\\])+/g) ?? []).map((step) => step.replace(/\\(.)/g, "$1"));
}
