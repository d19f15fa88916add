/**
 * What a request's query asks for, read and checked as the real server does.
 *
 * @see k8s.io/apimachinery pkg/apis/meta/v1/validation, pkg/apis/meta/internalversion/validation
 */
import { badRequest, invalidObject } from "../../machinery/failures.ts";
import {
  type FieldError,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from "../../machinery/field.ts";
import { flag } from "./target.ts";

/** fieldValidation: what to do about unknown fields. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly manager?: string;
  /** Server-side apply takes fields over from other managers. */
  readonly force: boolean;
  readonly validation: FieldValidation;
}

const VALIDATIONS = ["", "Ignore", "Strict", "Warn"];
const LONGEST_MANAGER = 128;

/** @throws StatusError Invalid */
export function writeOptions(
  query: URLSearchParams,
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions",
  { applying = false } = {},
): WriteOptions {
  const manager = query.get("fieldManager") ?? "";
  const validation = query.get("fieldValidation") ?? "";
  const errors: FieldError[] = [];
  if (kind === "PatchOptions" && applying && manager === "") {
    errors.push(required(fieldPath("fieldManager"), "is required for apply patch"));
  }
  if (kind === "PatchOptions" && !applying && query.has("force")) {
    errors.push(forbidden(fieldPath("force"), "may not be specified for non-apply patch"));
  }
  errors.push(...managerErrors(manager), ...dryRunErrors(query.getAll("dryRun")));
  if (!VALIDATIONS.includes(validation)) {
    errors.push(notSupported(fieldPath("fieldValidation"), validation, VALIDATIONS));
  }
  refuse(kind, errors);
  return {
    dryRun: query.has("dryRun"),
    ...(manager ? { manager } : {}),
    force: flag(query, "force"),
    validation: (validation || "Warn") as FieldValidation,
  };
}

function managerErrors(manager: string): readonly FieldError[] {
  const at = fieldPath("fieldManager");
  const errors: FieldError[] = manager.length > LONGEST_MANAGER ? [tooLong(at, LONGEST_MANAGER)] : [];
  for (const one of manager.matchAll(/[\p{C}\p{Z}]/gu)) {
    if (one[0] === " ") continue;
    const code = one[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    errors.push(invalid(at, manager, `invalid character U+${code} (at position ${one.index})`));
  }
  return errors;
}

export const dryRunErrors = (dryRun: readonly string[]): readonly FieldError[] =>
  dryRun.every((one) => one === "All") ? [] : [notSupported(fieldPath("dryRun"), dryRun, ["All"])];

function refuse(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: "meta.k8s.io", kind }, "", errors);
}

export interface ListOptions {
  readonly watch: boolean;
  readonly limit: number;
  readonly continue: string;
  /** As it was sent; empty when it was not. */
  readonly resourceVersion: string;
  readonly match: string;
  /** A watch begins with what there is. */
  readonly sendInitialEvents: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
}

const EXACT = "Exact";
const NOT_OLDER = "NotOlderThan";

/** @throws StatusError Invalid; BadRequest for numbers that are none */
export function listOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const options = {
    watch,
    limit: whole(query, "limit") ?? 0,
    continue: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
    sendInitialEvents: flag(query, "sendInitialEvents"),
    allowWatchBookmarks: flag(query, "allowWatchBookmarks"),
    timeoutSeconds: whole(query, "timeoutSeconds"),
  };
  const asked = query.has("sendInitialEvents");
  refuse("ListOptions", watch ? errorsOfWatch(options, asked) : errorsOfList(options, asked));
  const { resourceVersion, match } = options;
  // A watch from nowhere in particular begins with what there is, asked for or not.
  const legacy = watch && !asked && match === "" && (resourceVersion === "" || resourceVersion === "0");
  return legacy ? { ...options, sendInitialEvents: true } : options;
}

type Given = Pick<ListOptions, "match" | "resourceVersion" | "continue">;

function errorsOfList(
  { match, resourceVersion, continue: token }: Given,
  sendsInitial: boolean,
): readonly FieldError[] {
  const at = fieldPath("resourceVersionMatch");
  const errors: FieldError[] = [];
  if (match !== "") {
    if (resourceVersion === "") {
      errors.push(forbidden(at, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if (token !== "") errors.push(forbidden(at, "resourceVersionMatch is forbidden when continue is provided"));
    if (match !== EXACT && match !== NOT_OLDER) errors.push(notSupported(at, match, [EXACT, NOT_OLDER, ""]));
    if (match === EXACT && resourceVersion === "0") {
      errors.push(forbidden(at, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (sendsInitial) {
    errors.push(forbidden(fieldPath("sendInitialEvents"), "sendInitialEvents is forbidden for list"));
  }
  return errors;
}

function errorsOfWatch({ match, continue: token }: Given, sendsInitial: boolean): readonly FieldError[] {
  const at = fieldPath("resourceVersionMatch");
  const errors: FieldError[] = [];
  if (sendsInitial && match !== NOT_OLDER) {
    errors.push(forbidden(at, `sendInitialEvents requires setting resourceVersionMatch to ${NOT_OLDER}`));
  }
  if (match === "") return errors;
  if (!sendsInitial) {
    errors.push(forbidden(at, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
  }
  if (match !== NOT_OLDER) errors.push(notSupported(at, match, [NOT_OLDER]));
  if (token !== "") errors.push(forbidden(at, "resourceVersionMatch is forbidden when continue is provided"));
  return errors;
}

/** A whole number of the query. @throws StatusError BadRequest, in the words of Go's strconv */
function whole(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

/** @throws StatusError Invalid */
export function checkDeleteOptions(options: {
  readonly orphanDependents?: unknown;
  readonly propagationPolicy?: unknown;
  readonly dryRun?: readonly string[];
}): void {
  const { orphanDependents, propagationPolicy, dryRun = [] } = options;
  const at = fieldPath("propagationPolicy");
  const policies = ["Foreground", "Background", "Orphan"];
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    errors.push(invalid(at, propagationPolicy, "orphanDependents and deletionPropagation cannot be both set"));
  }
  if (propagationPolicy !== undefined && !policies.includes(String(propagationPolicy))) {
    errors.push(notSupported(at, propagationPolicy, [...policies, "nil"]));
  }
  refuse("DeleteOptions", [...errors, ...dryRunErrors(dryRun)]);
}

/** Deletion options in the query; they count when there is no body. */
export function deleteQuery(query: URLSearchParams): Record<string, unknown> {
  const text = (name: string) => (query.get(name) ? { [name]: query.get(name) } : {});
  const grace = whole(query, "gracePeriodSeconds");
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(query.has("orphanDependents") ? { orphanDependents: flag(query, "orphanDependents") } : {}),
    ...text("propagationPolicy"),
    ...(query.has("dryRun") ? { dryRun: query.getAll("dryRun") } : {}),
  };
}
