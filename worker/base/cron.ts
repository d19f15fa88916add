/**
 * Schedules of cron: "30 2 * * mon-fri", "@daily", "@every 90s", in a time zone.
 *
 * @see github.com/robfig/cron ParseStandard, which the CronJob controller uses: its rules and its words
 */

/** A schedule answers when it is next due, strictly after a time; undefined when it is not within five years. */
export interface CronSchedule {
  next(afterMs: number, zone?: TimeZone): number | undefined;
}

/** How far local clocks are ahead of UTC at a time, milliseconds. */
export type TimeZone = (ms: number) => number;

/** The parser's words for text that is no schedule. */
export class CronError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CronError";
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 6, names: DAYS },
];

const DESCRIPTORS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

interface Field {
  readonly values: ReadonlySet<number>;
  /** Written as a star, which leaves the choice of the day to the other field. */
  readonly star: boolean;
}

/** @throws CronError in the parser's words */
export function parseCron(text: string): CronSchedule {
  if (text === "") throw new CronError("empty spec string");
  const zoned = /^(?:CRON_)?TZ=(\S*)( .*)?$/.exec(text);
  if (zoned && zoned[2] === undefined) {
    throw new CronError("invalid schedule format: runtime error: slice bounds out of range [:-1]");
  }
  const spec = zoned ? zoned[2]!.trim() : text;
  if (zoned && !timeZone(zoned[1]!)) {
    throw new CronError(`provided bad location ${zoned[1]}: unknown time zone ${zoned[1]}`);
  }
  if (spec.startsWith("@every ")) return every(spec.slice("@every ".length));
  if (spec.startsWith("@") && !DESCRIPTORS[spec]) throw new CronError(`unrecognized descriptor: ${spec}`);
  const parts = (DESCRIPTORS[spec] ?? spec).split(/\s+/).filter((part) => part !== "");
  if (parts.length !== 5) {
    throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`);
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek] = parts.map((part, i) => readField(part, FIELDS[i]!)) as [
    Field,
    Field,
    Field,
    Field,
    Field,
  ];
  const dayMatches = (day: number, weekday: number) => {
    const byMonth = dayOfMonth.values.has(day);
    const byWeek = dayOfWeek.values.has(weekday);
    return dayOfMonth.star || dayOfWeek.star ? byMonth && byWeek : byMonth || byWeek;
  };
  return {
    next(afterMs, zone = UTC) {
      let at = Math.floor(afterMs / MINUTE) * MINUTE + MINUTE;
      const limit = afterMs + 5 * 366 * DAY;
      while (at < limit) {
        const offset = zone(at);
        const local = new Date(at + offset);
        if (!month.values.has(local.getUTCMonth() + 1)) {
          at = instant(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1), zone, at);
        } else if (!dayMatches(local.getUTCDate(), local.getUTCDay())) {
          at = instant(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + 1), zone, at);
        } else if (!hour.values.has(local.getUTCHours())) at += HOUR - (local.getTime() % HOUR);
        else if (!minute.values.has(local.getUTCMinutes())) at += MINUTE;
        else return at;
      }
      return undefined;
    },
  };
}

/** The first time after `at` whose local clock shows `local`, or has just jumped over it. */
function instant(local: number, zone: TimeZone, at: number): number {
  const guess = local - zone(local - zone(at));
  const shown = guess + zone(guess);
  return Math.max(at + MINUTE, shown < local ? guess + (local - shown) : guess);
}

function readField(text: string, bounds: Bounds): Field {
  const values = new Set<number>();
  let star = false;
  for (const expression of text.split(",").filter((part) => part !== "")) {
    const range = readRange(expression, bounds);
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
    star ||= range.star;
  }
  return { values, star };
}

function readRange(expression: string, { low, high, names }: Bounds) {
  const [range = "", step, ...slashes] = expression.split("/");
  const [first = "", last, ...hyphens] = range.split("-");
  const any = first === "*" || first === "?";
  let start = low;
  let end = high;
  if (!any) {
    start = readNumber(first, names);
    if (hyphens.length > 0) throw new CronError(`too many hyphens: ${expression}`);
    end = last === undefined ? start : readNumber(last, names);
  }
  if (slashes.length > 0) throw new CronError(`too many slashes: ${expression}`);
  const every = step === undefined ? 1 : readNumber(step);
  if (step !== undefined && last === undefined) end = high;
  if (start < low) throw new CronError(`beginning of range (${start}) below minimum (${low}): ${expression}`);
  if (end > high) throw new CronError(`end of range (${end}) above maximum (${high}): ${expression}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (every === 0) throw new CronError(`step of range should be a positive number: ${expression}`);
  return { start, end, step: every, star: any && every === 1 };
}

function readNumber(text: string, names: readonly string[] = []): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return names === MONTHS ? named + 1 : named;
  if (!/^[+-]?\d+$/.test(text)) {
    throw new CronError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const number = Number(text);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE, h: HOUR };

/** Counts from whatever time it is asked about, in whole seconds, at least one. */
function every(text: string): CronSchedule {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new CronError(`failed to parse duration @every ${text}: time: invalid duration ${JSON.stringify(text)}`);
  }
  const totalMs = parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit!]!, 0);
  const delayMs = Math.max(1000, totalMs - (totalMs % 1000));
  return { next: (afterMs) => Math.floor(afterMs / 1000) * 1000 + delayMs };
}

const UTC: TimeZone = () => 0;
const zones = new Map<string, TimeZone | undefined>();

/** The zone of that IANA name ("Europe/Berlin"); undefined when nobody knows it. */
export function timeZone(name: string): TimeZone | undefined {
  if (name === "" || name === "UTC" || name === "Etc/UTC") return UTC;
  if (!zones.has(name)) zones.set(name, makeZone(name));
  return zones.get(name);
}

function makeZone(name: string): TimeZone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const [year, month, day] = [parts.get("year")!, parts.get("month")!, parts.get("day")!];
    const [hour, minute, second] = [parts.get("hour")!, parts.get("minute")!, parts.get("second")!];
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
  };
}
