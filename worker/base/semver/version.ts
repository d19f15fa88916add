/** A semantic version as Masterminds/semver reads it: parts may be missing, a "v" may lead. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  readonly metadata: string;
  /** As it was written. */
  readonly original: string;
}

const LOOSE =
  /^v?(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Reads "1", "v1.2", "1.2.3-rc.1+build"; undefined where it is none. */
export function parseVersion(text: string): Version | undefined {
  const parts = LOOSE.exec(text);
  if (!parts) return undefined;
  const number = (at: number): number => Number(parts[at] ?? 0);
  return {
    major: number(1),
    minor: number(2),
    patch: number(3),
    prerelease: parts[4] ?? "",
    metadata: parts[5] ?? "",
    original: text,
  };
}

/** Whether all three numbers are written and no "v" leads: what a chart's version must be. https://semver.org */
export const isStrictVersion = (text: string): boolean =>
  /^\d+\.\d+\.\d+(?:[-+]|$)/.test(text) && parseVersion(text) !== undefined;

/** "1.2.3-rc.1+build" with all three numbers. */
export function versionText(version: Version): string {
  const { major, minor, patch, prerelease, metadata } = version;
  return `${major}.${minor}.${patch}${prerelease ? `-${prerelease}` : ""}${metadata ? `+${metadata}` : ""}`;
}

/** Order of precedence, https://semver.org/#spec-item-11 ; build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  const numbers = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (numbers !== 0) return Math.sign(numbers);
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;
  const left = a.split(".");
  const right = b.split(".");
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [left[at], right[at]];
    if (one === other) continue;
    if (one === undefined) return -1;
    if (other === undefined) return 1;
    const [isNumber, otherIsNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber && otherIsNumber) return Math.sign(Number(one) - Number(other));
    if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
