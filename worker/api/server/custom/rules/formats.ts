/**
 * The formats of strings that schemas of custom resources may ask for.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 * @see k8s.io/kube-openapi pkg/validation/strfmt
 */
import { parseDuration } from "../../../../base/duration.ts";
import { parseAddress } from "../../../kinds/addresses.ts";

const matching = (pattern: RegExp) => (text: string) => pattern.test(text);

const UUID = "[0-9a-f]{8}-?[0-9a-f]{4}-?V[0-9a-f]{3}-?X[0-9a-f]{3}-?[0-9a-f]{12}";
const uuid = (version: string, variant: string) =>
  matching(new RegExp(`^${UUID.replace("V", version).replace("X", variant)}$`, "i"));

const digits = (text: string) => text.replace(/\D/g, "");

const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;

const isIPv4 = (text: string) => parseAddress(text) !== undefined && !text.includes(":");
const isIPv6 = (text: string) => parseAddress(text) !== undefined && text.includes(":");

function isCidr(text: string): boolean {
  const [, address = "", bits = ""] = /^(.+)\/(\d{1,3})$/.exec(text) ?? [];
  return parseAddress(address) !== undefined && Number(bits) <= (address.includes(":") ? 128 : 32);
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d)[tT](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[zZ]|[+-]\d\d:\d\d)$/;

/** RFC 3339 date-time. */
export function isDateTime(text: string): boolean {
  const parts = DATE_TIME.exec(text);
  return parts !== null && isDate(parts[1]!) && Number(parts[2]) < 24 && Number(parts[3]) < 60 && Number(parts[4]) < 60;
}

function isGoDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** A duration of Go, or "3 hours" and the like. */
export function isDuration(text: string): boolean {
  if (isGoDuration(text)) return true;
  return /^\s*[+-]?\d+(\.\d+)?\s*(?:ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|wks?)\s*$/.test(
    text,
  );
}

function isUri(text: string): boolean {
  if (text.startsWith("/")) return !/[\s#]/.test(text);
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s#]+$/.test(text);
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function isIsbn10(text: string): boolean {
  const code = text.replace(/[\s-]/g, "");
  if (!/^\d{9}[\dX]$/.test(code)) return false;
  const sum = [...code].reduce((total, one, i) => total + (10 - i) * (one === "X" ? 10 : Number(one)), 0);
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const code = text.replace(/[\s-]/g, "");
  if (!/^\d{13}$/.test(code)) return false;
  return [...code].reduce((total, one, i) => total + (i % 2 ? 3 : 1) * Number(one), 0) % 10 === 0;
}

const CREDIT_CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

function isCreditCard(text: string): boolean {
  const code = digits(text);
  if (!CREDIT_CARD.test(code)) return false;
  const sum = [...code].reverse().reduce((total, one, i) => {
    const doubled = Number(one) * (i % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matching(/^[0-9a-fA-F]{24}$/),
  uri: isUri,
  email: matching(/^(?:[^<>@]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/),
  hostname: (text) => HOSTNAME.test(text) && text.length <= 255 && text.split(".").every((part) => part.length <= 63),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  mac: matching(
    /^(?:[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2}|(?:\1[0-9a-f]{2}){14})?|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}(?:\.[0-9a-f]{4}|(?:\.[0-9a-f]{4}){7})?)$/i,
  ),
  uuid: uuid("[0-9a-f]", "[0-9a-f]"),
  uuid3: uuid("3", "[0-9a-f]"),
  uuid4: uuid("4", "[89ab]"),
  uuid5: uuid("5", "[89ab]"),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matching(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matching(/^rgb\(\s*(?:[01]?\d{1,2}|2[0-4]\d|25[0-5])\s*(?:,\s*(?:[01]?\d{1,2}|2[0-4]\d|25[0-5])\s*){2}\)$/),
  byte: isBase64,
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
};

/** "date-time" and "datetime" are one. */
const canonical = (format: string) => format.replaceAll("-", "");

/** What a value of that type must be like; undefined for formats that are not looked at. */
export function formatCheck(format: string): ((text: string) => boolean) | undefined {
  return CHECKS[canonical(format)];
}

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  integer: ["int32", "int64"],
  number: ["float", "double"],
};

/** Whether the server knows the format for this type; the others are ignored, with a warning. */
export function isKnownFormat(type: string, format: string): boolean {
  if (type === "" || type === "string") return CHECKS[canonical(format)] !== undefined;
  return NUMBERS[type]?.includes(format) ?? false;
}
