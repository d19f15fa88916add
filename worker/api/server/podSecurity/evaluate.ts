import { baseline } from "./checks/baseline.ts";
import type { Check, CheckPod, Judged, Violation } from "./checks/check.ts";
import { restricted } from "./checks/restricted.ts";
import { type Standard, standardText } from "./policy.ts";

const LAST = Math.max(...[...baseline, ...restricted].map(({ versions }) => versions.at(-1)!.since));

/** The form that a check has in a version; undefined before there was one. */
const formOf = ({ versions }: Check, version: number) => versions.findLast(({ since }) => since <= version);

const known = new Map<string, readonly CheckPod[]>();

/** The checks of a standard: those of the baseline first, each in the order of their names. */
function checksOf(standard: Standard): readonly CheckPod[] {
  const text = standardText(standard);
  const before = known.get(text);
  if (before) return before;
  const version = standard.version === "latest" ? LAST : Math.min(standard.version, LAST);
  const strict = standard.level === "restricted" ? restricted.flatMap((check) => formOf(check, version) ?? []) : [];
  const overridden = new Set(strict.map(({ overrides }) => overrides));
  const basic = baseline.filter(({ id }) => !overridden.has(id)).flatMap((check) => formOf(check, version) ?? []);
  const checks = [...basic, ...strict].map(({ check }) => check);
  known.set(text, checks);
  return checks;
}

/** Everything that a pod does against a standard. */
export function violations(standard: Standard, pod: Judged): readonly Violation[] {
  if (standard.level === "privileged") return [];
  return checksOf(standard).flatMap((check) => check(pod) ?? []);
}

/** "host namespaces (hostNetwork=true), privileged (…)" */
export const detailsText = (found: readonly Violation[]): string =>
  found.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(", ");

/** "host namespaces, privileged" */
export const reasonsText = (found: readonly Violation[]): string => found.map(({ reason }) => reason).join(", ");
