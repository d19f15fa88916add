import { compareVersions, parseVersion, type Version } from "./version.ts";

/** One comparison of a constraint, such as "~1.2" or ">=1.2.3-0". */
interface Comparison {
  readonly operator: string;
  readonly version: Version;
  /** Which numbers were left out or written as x. */
  readonly open: "none" | "patch" | "minor" | "major";
  readonly text: string;
}

/** Ranges joined by "||"; the comparisons of one must all hold. */
export interface Constraint {
  readonly ranges: readonly (readonly Comparison[])[];
}

const NUMBER = "(?:0|[1-9]\\d*|x|X|\\*)";
const VERSION = `v?${NUMBER}(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?`;
const OPERATOR = "=|!=|>|<|>=|=>|<=|=<|~|~>|\\^";
const ONE = new RegExp(`^\\s*(${OPERATOR})?\\s*(${VERSION})\\s*$`);
const EACH = new RegExp(`\\s*((?:=>|>=|=<|<=|!=|~>|=|>|<|~|\\^)?\\s*${VERSION})(?:\\s*,\\s*|\\s+|$)`, "y");
const HYPHEN = new RegExp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`, "g");

/**
 * Reads a range of versions: `>=1.2, <2 || ~3.1`, `1.x`, `1.2 - 2.0`, `^0.3`.
 *
 * @throws Error `improper constraint: "…"`
 * @see https://github.com/Masterminds/semver#checking-version-constraints
 */
export function parseConstraint(text: string): Constraint {
  const ranges = text.split("||").map((range) => {
    const spelled = range.replace(HYPHEN, " >=$1 <=$2 ").trim();
    const parts: Comparison[] = [];
    EACH.lastIndex = 0;
    while (EACH.lastIndex < spelled.length) {
      const found = EACH.exec(spelled);
      if (!found) throw new Error(`improper constraint: ${JSON.stringify(text)}`);
      parts.push(parseComparison(found[1]!, text));
    }
    if (parts.length === 0) throw new Error(`improper constraint: ${JSON.stringify(text)}`);
    return parts;
  });
  return { ranges };
}

function parseComparison(text: string, whole: string): Comparison {
  const parts = ONE.exec(text);
  if (!parts) throw new Error(`improper constraint: ${JSON.stringify(whole)}`);
  const [numbers = "", ...rest] = parts[2]!.replace(/^v/, "").split(/(?=[-+])/);
  const [major, minor, patch] = numbers.split(".");
  const isOpen = (one: string | undefined): boolean => one === undefined || /^[xX*]$/.test(one);
  const open = isOpen(major) ? "major" : isOpen(minor) ? "minor" : isOpen(patch) ? "patch" : "none";
  const filled = [major, minor, patch].map((one) => (isOpen(one) ? "0" : one)).join(".");
  const version = parseVersion(filled + rest.join(""));
  if (!version) throw new Error(`constraint Parser Error`);
  return { operator: parts[1] ?? "", version, open, text: text.trim() };
}

/** Whether a version is in the range. A prerelease only is where the range names one. */
export const satisfies = (version: Version, constraint: Constraint): boolean =>
  constraint.ranges.some((range) => {
    const named = range.some((one) => one.version.prerelease !== "");
    return range.every((one) => holds(version, one, named));
  });

function holds(version: Version, comparison: Comparison, prereleases: boolean): boolean {
  const { version: limit, open, operator } = comparison;
  if (version.prerelease !== "" && !prereleases && operator !== "!=") return false;
  const order = compareVersions(version, limit);
  const sameMajor = version.major === limit.major;
  const sameMinor = sameMajor && version.minor === limit.minor;
  switch (operator) {
    case "":
    case "=":
      return open === "none" ? order === 0 : tilde(version, comparison);
    case "!=":
      if (version.prerelease !== "" && limit.prerelease === "") return true;
      if (open === "none") return order !== 0;
      return open === "major" ? false : open === "minor" ? !sameMajor : !sameMinor;
    case ">":
      if (open === "none") return order > 0;
      if (open === "major") return false;
      return open === "minor" ? version.major > limit.major : order > 0 && !sameMinor;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      if (open === "none") return order <= 0;
      if (open === "major") return true;
      return open === "minor" ? version.major <= limit.major : order <= 0 || sameMinor;
    case "~":
    case "~>":
      return tilde(version, comparison);
    default:
      return caret(version, comparison);
  }
}

function tilde(version: Version, { version: limit, open }: Comparison): boolean {
  if (open === "major") return true;
  if (compareVersions(version, limit) < 0 || version.major !== limit.major) return false;
  return open === "minor" || version.minor === limit.minor;
}

function caret(version: Version, { version: limit, open }: Comparison): boolean {
  if (open === "major") return true;
  if (compareVersions(version, limit) < 0 || version.major !== limit.major) return false;
  if (limit.major > 0 || open === "minor") return true;
  if (version.minor !== limit.minor) return false;
  if (limit.minor > 0 || open === "patch") return true;
  return version.patch === limit.patch;
}

/** Whether `range` accepts `version`; false where either is malformed. */
export function inRange(range: string, version: string): boolean {
  const parsed = parseVersion(version);
  if (!parsed) return false;
  try {
    return satisfies(parsed, parseConstraint(range));
  } catch {
    return false;
  }
}
