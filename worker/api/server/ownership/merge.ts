import { isObject, type JsonObject } from "../../machinery/values.ts";
import { isEmpty } from "./compare.ts";
import type { Element } from "./element.ts";
import { itemElement } from "./items.ts";
import { formOf, type ListShape, type MapShape, type Shape } from "./shape.ts";

/**
 * An object with what another gives laid over it. Nothing is removed; items come in the order of the other one, as far as it
 * names them.
 *
 * @see sigs.k8s.io/structured-merge-diff typed Merge
 */
export function merge(live: unknown, config: unknown, shape: Shape): unknown {
  const form = formOf(shape, config === undefined ? live : config);
  const whole =
    form.kind === "scalar" ||
    (form.kind === "list" ? form.merge === "atomic" : form.atomic) ||
    (isEmpty(live) && isEmpty(config));
  if (whole) return config === undefined ? live : config;
  return form.kind === "list"
    ? mergeList(asList(live), asList(config), form)
    : mergeMap(live, config, form as MapShape);
}

function mergeMap(live: unknown, config: unknown, shape: MapShape): JsonObject | undefined {
  const old = isObject(live) ? live : {};
  const given = isObject(config) ? config : {};
  const result: JsonObject = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(given)])) {
    const child = shape.field(key) ?? shape.others;
    const value = child ? merge(old[key], given[key], child) : (given[key] ?? old[key]);
    if (value !== undefined) result[key] = value;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

function mergeList(live: readonly unknown[], config: readonly unknown[], shape: ListShape): unknown[] | undefined {
  const order = live.map((item) => itemElement(shape, item));
  const wanted = config.map((item) => itemElement(shape, item));
  const given = new Map(wanted.map((element, i) => [element, config[i]]));
  const old = new Map<Element, unknown>();
  // Items that are there twice are not merged with what is given.
  for (const [i, element] of order.entries()) old.set(element, old.has(element) ? undefined : live[i]);
  const shared = wanted.filter((element) => old.has(element));
  const result: unknown[] = [];
  const merged = new Set<Element>();
  const put = (value: unknown) => {
    if (value !== undefined) result.push(value);
  };
  const take = (element: Element) => {
    merged.add(element);
    put(merge(old.get(element), given.get(element), shape.items));
  };
  let next = shared.shift();
  for (let l = 0, r = 0; l < order.length || r < wanted.length; ) {
    if (l < order.length && r < wanted.length) {
      const element = order[l]!;
      if (element === wanted[r]) {
        take(element);
        l += 1;
        r += 1;
        next = shared.shift();
        continue;
      }
      if (given.has(element) && next !== undefined && next !== element) {
        l += 1;
        continue;
      }
    }
    if (l < order.length) {
      const element = order[l]!;
      if (!given.has(element)) {
        put(merge(live[l], undefined, shape.items));
        l += 1;
        continue;
      }
      if (merged.has(element)) l += 1;
    }
    if (r < wanted.length) {
      const element = wanted[r]!;
      take(element);
      r += 1;
      if (next === element) next = shared.shift();
    }
  }
  return result.length > 0 ? result : undefined;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
