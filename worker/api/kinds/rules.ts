/**
 * The small rules that validation is made of, in the server's words. Each returns every problem it finds.
 *
 * @see k8s.io/apimachinery pkg/util/validation, k8s.io/kubernetes pkg/apis/core/validation
 */

import type { LabelSelector } from "../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, notSupported, required } from "../machinery/field.ts";
import { fromLabelSelector, matches } from "../machinery/labels.ts";
import {
  labelKeyProblems,
  labelProblems,
  labelValueProblems,
  subdomainProblems,
  validateLabels,
} from "../machinery/names.ts";
import { joined } from "../machinery/values.ts";
import { isMapped, parseAddress, type SpecialRange, specialRangeOf } from "./addresses.ts";

export const IMMUTABLE = "field is immutable";
export const MAX_INT32 = 2 ** 31 - 1;

export const between = (low: number, high: number) => `must be between ${low} and ${high}, inclusive`;

/** One error for each thing that is wrong with a value. */
export const invalidFor = (at: FieldPath, value: unknown, problems: readonly string[]): FieldError[] =>
  problems.map((problem) => invalid(at, value, problem));

export const nonNegative = (at: FieldPath, value: number | undefined): FieldError[] =>
  value !== undefined && value < 0 ? [invalid(at, value, "must be greater than or equal to 0")] : [];

export const positive = (at: FieldPath, value: number): FieldError[] =>
  value <= 0 ? [invalid(at, value, "must be greater than zero")] : [];

/** Required when empty, else one of a closed set (named in the order of the server's list). */
export function oneOf(at: FieldPath, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (!value) return [required(at)];
  return supported.includes(value) ? [] : [notSupported(at, value, supported)];
}

/** One of a closed set, or absent. */
export const oneOfIfSet = (at: FieldPath, value: string | undefined, supported: readonly string[]): FieldError[] =>
  value === undefined || supported.includes(value) ? [] : [notSupported(at, value, supported)];

export const requiredText = (at: FieldPath, value: string | undefined): FieldError[] => (value ? [] : [required(at)]);

export const dnsLabel = (at: FieldPath, value: string) => invalidFor(at, value, labelProblems(value));
export const dnsSubdomain = (at: FieldPath, value: string) => invalidFor(at, value, subdomainProblems(value));
export const qualifiedName = (at: FieldPath, value: string) => invalidFor(at, value, labelKeyProblems(value));

export const portNumberProblems = (port: number): string[] => (port >= 1 && port <= 65_535 ? [] : [between(1, 65_535)]);

/** IANA service names: the names of container ports. */
export function portNameProblems(name: string): string[] {
  return [
    name.length > 15 && "must be no more than 15 characters",
    !/^[-a-z0-9]+$/.test(name) && "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
    !/[a-z]/.test(name) && "must contain at least one letter (a-z)",
    name.includes("--") && "must not contain consecutive hyphens",
    /^-|-$/.test(name) && "must not begin or end with a hyphen",
  ].filter((problem) => problem !== false);
}

export function portNumberOrName(at: FieldPath, port: number | string | undefined): FieldError[] {
  return typeof port === "string"
    ? invalidFor(at, port, portNameProblems(port))
    : invalidFor(at, port ?? 0, portNumberProblems(port ?? 0));
}

/** Names that would leave the folder they are written into. */
const stepsUp = (name: string): string[] => {
  if (name === "." || name === "..") return [`must not be '${name}'`];
  return name.startsWith("..") ? ["must not start with '..'"] : [];
};

/** Keys of config maps and secrets. */
export function configKeyProblems(key: string): string[] {
  return joined(
    key.length > 253 ? ["must be no more than 253 characters"] : [],
    /^[-._a-zA-Z0-9]+$/.test(key)
      ? []
      : [
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        ],
    stepsUp(key),
  );
}

/** Names of environment variables: any printable ASCII but "=". */
export function envNameProblems(name: string): string[] {
  return /^[ -<>-~]*$/.test(name)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Counts and percentages: 3, "25%". */
export function intOrPercent(at: FieldPath, value: number | string | undefined): FieldError[] {
  if (typeof value !== "string") return nonNegative(at, value);
  if (/^[0-9]+%$/.test(value)) return [];
  const words = "a valid percent string must be a numeric string followed by an ending '%'";
  return [invalid(at, value, `${words} (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`)];
}

/** A count, or the number before a percent sign; text that is neither counts as 0. */
export function numberOf(value: number | string | undefined): number {
  return typeof value === "string" ? Number(/^([+-]?\d+)%?$/.exec(value)?.[1] ?? 0) : (value ?? 0);
}

export function atMost100Percent(at: FieldPath, value: number | string | undefined): FieldError[] {
  const tooMuch = typeof value === "string" && /^[0-9]+%$/.test(value) && numberOf(value) > 100;
  return tooMuch ? [invalid(at, value, "must not be greater than 100%")] : [];
}

export const isIP = (text: string): boolean => parseAddress(text) !== undefined;
export const isIPv6 = (text: string): boolean => parseAddress(text)?.family === 6;

export function ipAddress(at: FieldPath, text: string): FieldError[] {
  const address = parseAddress(text);
  if (!address) return [invalid(at, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
  if (/(^|\.)0\d/.test(text)) return [invalid(at, text, "must not have leading 0s")];
  return isMapped(address) ? [invalid(at, text, "must not be an IPv4-mapped IPv6 address")] : [];
}

/** Addresses of endpoints and external IPs: not of this host, not of this link. */
export function endpointAddress(at: FieldPath, text: string): FieldError[] {
  const address = parseAddress(text);
  if (!address) return [invalid(at, text, "must be a valid IP address")];
  const special = specialRangeOf(address);
  return special ? [invalid(at, text, NOT_AN_ENDPOINT[special](text))] : [];
}

const NOT_AN_ENDPOINT: Readonly<Record<SpecialRange, (text: string) => string>> = {
  unspecified: (text) => `may not be unspecified (${text})`,
  loopback: () => "may not be in the loopback range (127.0.0.0/8, ::1/128)",
  linkLocal: () => "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
  linkLocalMulticast: () => "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
};

export function cidr(at: FieldPath, text: string): FieldError[] {
  const [address = "", length = "", ...rest] = text.split("/");
  const parsed = parseAddress(address);
  const bits = parsed?.family === 6 ? 128 : 32;
  if (!parsed || rest.length > 0 || !/^\d+$/.test(length) || Number(length) > bits) {
    return [invalid(at, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
  }
  return [];
}

const FILE_MODE = "must be a number between 0 and 0777 (octal), both inclusive";

/** A mode of a file in a volume. */
export const fileMode = (at: FieldPath, mode: number | undefined): FieldError[] =>
  mode !== undefined && (mode > 0o777 || mode < 0) ? [invalid(at, mode, FILE_MODE)] : [];

/** A path that does not leave its folder. */
export const noBacksteps = (at: FieldPath, path: string): FieldError[] =>
  path.split("/").includes("..") ? [invalid(at, path, "must not contain '..'")] : [];

/** A path below a folder. */
export const relativePath = (at: FieldPath, path: string): FieldError[] =>
  joined(path.startsWith("/") ? [invalid(at, path, "must be a relative path")] : [], noBacksteps(at, path));

/** A path below the mount point, and not one of the "..data" kind that the kubelet makes for itself. */
export const localPath = (at: FieldPath, path: string): FieldError[] =>
  joined(
    relativePath(at, path),
    path.startsWith("..") && !path.startsWith("../") ? [invalid(at, path, "must not start with '..'")] : [],
  );

/** User and group ids. */
export const idNumber = (at: FieldPath, id: number | undefined): FieldError[] =>
  id !== undefined && (id < 0 || id > MAX_INT32) ? [invalid(at, id, between(0, MAX_INT32))] : [];

/** Names that can stand between two slashes of a URL. */
export function pathSegmentProblems(name: string): string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

/** A reference to an object of any kind, by group, kind and name. */
export function objectReference(
  at: FieldPath,
  { apiGroup, kind, name }: { readonly apiGroup?: string; readonly kind: string; readonly name: string },
): FieldError[] {
  const segment = (field: string, value: string) =>
    value ? invalidFor(at.child(field), value, pathSegmentProblems(value)) : [required(at.child(field))];
  return joined(
    apiGroup === undefined ? [] : dnsSubdomain(at.child("apiGroup"), apiGroup),
    segment("kind", kind),
    segment("name", name),
  );
}

/** A map as messages show it, sorted by key. */
export function sortedMap(map: Readonly<Record<string, string>> | undefined): Record<string, string> | null {
  if (!map) return null;
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key]!]),
  );
}

/** A selector as messages show it. */
export function shownSelector(selector: LabelSelector | undefined): unknown {
  if (!selector) return null;
  return {
    ...(Object.keys(selector.matchLabels ?? {}).length > 0 ? { matchLabels: sortedMap(selector.matchLabels) } : {}),
    ...(selector.matchExpressions?.length
      ? {
          matchExpressions: selector.matchExpressions.map(({ key, operator, values }) => ({
            key,
            operator,
            ...(values?.length ? { values } : {}),
          })),
        }
      : {}),
  };
}

const SETS = new Set(["In", "NotIn"]);
const PRESENCE = new Set(["Exists", "DoesNotExist"]);

export function labelSelector(at: FieldPath, selector: LabelSelector | undefined): FieldError[] {
  if (!selector) return [];
  return joined(
    validateLabels(selector.matchLabels, at.child("matchLabels")),
    (selector.matchExpressions ?? []).flatMap(({ key, operator, values = [] }, i) => {
      const here = at.child("matchExpressions").index(i);
      return joined(
        SETS.has(operator) && values.length === 0
          ? [required(here.child("values"), "must be specified when `operator` is 'In' or 'NotIn'")]
          : [],
        PRESENCE.has(operator) && values.length > 0
          ? [forbidden(here.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
          : [],
        !SETS.has(operator) && !PRESENCE.has(operator)
          ? [invalid(here.child("operator"), operator, "not a valid selector operator")]
          : [],
        qualifiedName(here.child("key"), key),
        values.flatMap((value, j) => invalidFor(here.child("values").index(j), value, labelValueProblems(value))),
      );
    }),
  );
}

/** Whether a selector can be used at all: known operators, values where they belong, names and values by the rules. */
export const isUsable = (selector: LabelSelector): boolean => labelSelector(NOWHERE, selector).length === 0;

const NOWHERE: FieldPath = { text: "", child: () => NOWHERE, index: () => NOWHERE, key: () => NOWHERE };

/** Whether labels meet a usable selector; an absent selector is met by none. */
export function selects(selector: LabelSelector | undefined, labels?: Readonly<Record<string, string>>): boolean {
  return selector !== undefined && matches(fromLabelSelector(selector), labels);
}
