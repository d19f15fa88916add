/** Points in time in the formats of the wire and of kubectl. Every number is milliseconds since the Unix epoch. */

export const DAY_MS = 86_400_000;

/** Whoever writes a time mostly writes it many times: the second asked for last, and its text. */
let lastSecond = Number.NaN;
let lastText = "";

/** "2025-03-26T07:25:21Z", as metav1.Time marshals: whole seconds, UTC. */
export function rfc3339(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(ms).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** "2025-03-26T07:25:21.123000Z", as metav1.MicroTime marshals (Leases, event series). */
export function rfc3339Micro(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

/** "2025-03-26T07:25:21.123Z" without trailing zeros, as Go's RFC3339Nano: `kubectl logs --timestamps`. */
export function rfc3339Nano(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n: number): string => String(n).padStart(2, "0");

/**
 * "Wed, 26 Mar 2025 07:25:21 +0000", as describe prints absolute times.
 *
 * @param offsetMinutes minutes east of UTC
 * @see https://pkg.go.dev/time RFC1123Z
 */
export function rfc1123z(ms: number, offsetMinutes = 0): string {
  const away = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? "-" : "+"}${two(Math.trunc(away / 60))}${two(away % 60)}`;
  return `${dayAndTime(ms + offsetMinutes * 60_000)} ${zone}`;
}

/** "Wed, 26 Mar 2025 07:25:21 GMT", RFC 9110 section 5.6.7: Date and Last-Modified headers. */
export function httpDate(ms: number): string {
  return `${dayAndTime(ms)} GMT`;
}

function dayAndTime(ms: number): string {
  const date = new Date(ms);
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads a timestamp of the API; undefined when it is not RFC 3339. */
export function parseRfc3339(text: string): number | undefined {
  if (!RFC3339.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
