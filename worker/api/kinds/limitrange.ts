import { compareQuantities, formatQuantity, parseQuantity, type Quantity, quantityMilli } from "../../base/quantity.ts";
import type { LimitRangeItem, LimitRangeObject } from "../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, forbidden, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelKeyProblems } from "../machinery/names.ts";
import { createdColumn, nameColumn } from "./columns.ts";
import { containerResourceProblems, isOvercommitAllowed, resourceNameProblems } from "./pod/resources.ts";
import { invalidFor } from "./rules.ts";
import { SPEC } from "./workload.ts";

const TYPES = ["Pod", "Container", "PersistentVolumeClaim"];

function typeProblems(type: string): string[] {
  const problems = labelKeyProblems(type);
  if (problems.length > 0 || type.includes("/") || TYPES.includes(type)) return problems;
  return ["must be a standard limit type or fully qualified"];
}

type Amounts = Readonly<Record<string, string>> | undefined;

/** An amount is at most another; who says so and in which words. */
interface Order {
  readonly less: Quantity | undefined;
  readonly more: Quantity | undefined;
  readonly at: FieldPath;
  readonly shown: Quantity | undefined;
  readonly words: (less: string, more: string) => string;
}

function validateAmounts(item: LimitRangeItem, name: string, at: FieldPath): FieldError[] {
  const ofPod = item.type === "Pod";
  const read = (amounts: Amounts) => (amounts?.[name] === undefined ? undefined : parseQuantity(String(amounts[name])));
  const min = read(item.min);
  const max = read(item.max);
  const usual = ofPod ? undefined : read(item.default);
  const asked = ofPod ? undefined : read(item.defaultRequest);
  const ratio = read(item.maxLimitRequestRatio);
  const here = (field: string) => at.child(field).key(name);
  const orders: Order[] = [
    {
      less: min,
      more: max,
      at: here("min"),
      shown: min,
      words: (less, more) => `min value ${less} is greater than max value ${more}`,
    },
    {
      less: min,
      more: asked,
      at: here("defaultRequest"),
      shown: asked,
      words: (less, more) => `min value ${less} is greater than default request value ${more}`,
    },
    {
      less: asked,
      more: max,
      at: here("defaultRequest"),
      shown: asked,
      words: (less, more) => `default request value ${less} is greater than max value ${more}`,
    },
    {
      less: asked,
      more: usual,
      at: here("defaultRequest"),
      shown: asked,
      words: (less, more) => `default request value ${less} is greater than default limit value ${more}`,
    },
    {
      less: min,
      more: usual,
      at: here("default"),
      shown: min,
      words: (less, more) => `min value ${less} is greater than default value ${more}`,
    },
    {
      less: usual,
      more: max,
      at: here("default"),
      shown: max,
      words: (less, more) => `default value ${less} is greater than max value ${more}`,
    },
  ];
  const errors = orders.flatMap(({ less, more, at: place, shown, words }) =>
    less && more && compareQuantities(less, more) > 0
      ? [invalid(place, formatQuantity(shown!), words(formatQuantity(less), formatQuantity(more)))]
      : [],
  );
  const place = here("maxLimitRequestRatio");
  if (ratio && compareQuantities(ratio, parseQuantity("1")) < 0) {
    errors.push(invalid(place, formatQuantity(ratio), `ratio ${formatQuantity(ratio)} is less than 1`));
  }
  if (ratio && min && max) {
    const limit = quantityMilli(max) / quantityMilli(min);
    if (quantityMilli(ratio) / 1000 > limit) {
      const words = `ratio ${formatQuantity(ratio)} is greater than max/min = ${limit.toFixed(6)}`;
      errors.push(invalid(place, formatQuantity(ratio), words));
    }
  }
  if (!isOvercommitAllowed(name) && usual && asked && compareQuantities(usual, asked) !== 0) {
    const words = `default value ${formatQuantity(usual)} must equal to defaultRequest value ${formatQuantity(asked)} in ${name}`;
    errors.push(invalid(here("defaultRequest"), formatQuantity(asked), words));
  }
  return errors;
}

function validateItem(item: LimitRangeItem, at: FieldPath): FieldError[] {
  const { type = "" } = item;
  const ofPod = type === "Pod";
  const problems = ofPod || type === "Container" ? containerResourceProblems : resourceNameProblems;
  const names = (field: string, amounts: Amounts) =>
    Object.keys(amounts ?? {}).flatMap((name) => invalidFor(at.child(field).key(name), name, problems(name)));
  const { default: usual, defaultRequest, min, max, maxLimitRequestRatio } = item;
  const notOfPods = (field: string, amounts: Amounts) =>
    Object.keys(amounts ?? {}).length > 0
      ? [forbidden(at.child(field), "may not be specified when `type` is 'Pod'")]
      : [];
  const keys = new Set(
    [max, min, ...(ofPod ? [] : [usual, defaultRequest]), maxLimitRequestRatio].flatMap((amounts) =>
      Object.keys(amounts ?? {}),
    ),
  );
  return [
    ...names("max", max),
    ...names("min", min),
    ...(ofPod ? notOfPods("default", usual) : names("default", usual)),
    ...(ofPod ? notOfPods("defaultRequest", defaultRequest) : names("defaultRequest", defaultRequest)),
    ...(type === "PersistentVolumeClaim" && min?.storage === undefined && max?.storage === undefined
      ? [required(at.child("limits"), "either minimum or maximum storage value is required, but neither was provided")]
      : []),
    ...names("maxLimitRequestRatio", maxLimitRequestRatio),
    ...[...keys].sort().flatMap((name) => validateAmounts(item, name, at)),
  ];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/limit-range-v1/ */
export const LimitRange = defineKind<LimitRangeObject>({
  group: "",
  version: "v1",
  kind: "LimitRange",
  plural: "limitranges",
  shortNames: ["limits"],
  namespaced: true,
  schema: "LimitRange",
  withoutGeneration: true,
  /** Limits default to the most, requests to limits, then to the least. */
  setDefaults({ spec }) {
    for (const item of spec?.limits ?? []) {
      if (item.type !== "Container") continue;
      item.default = { ...item.max, ...item.default };
      item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
    }
  },
  validate: ({ spec }) => {
    const seen = new Set<string>();
    return (spec?.limits ?? []).flatMap((item, i) => {
      const at = SPEC.child("limits").index(i);
      const again = seen.has(item.type);
      seen.add(item.type);
      return [
        ...invalidFor(at.child("type"), item.type ?? "", typeProblems(item.type ?? "")),
        ...(again ? [duplicate(at.child("type"), item.type)] : []),
        ...validateItem(item, at),
      ];
    });
  },
  columns: [nameColumn, createdColumn],
});
