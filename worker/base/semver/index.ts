/**
 * Semantic versions and ranges of them, as Helm reads them.
 *
 * In:   texts such as "v1.31", ">=1.25.0-0", "~1.2 || 3.x".
 * Out:  order, membership, the Go library's complaints.
 *
 * @see https://github.com/Masterminds/semver
 * @module
 */
export { type Constraint, inRange, parseConstraint, satisfies } from "./constraint.ts";
export { compareVersions, isStrictVersion, parseVersion, type Version, versionText } from "./version.ts";
