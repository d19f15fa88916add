import { formatDuration, parseDuration } from "../duration.ts";
import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import { GoTime, goTimeFormat, goTimeParse } from "./goTime.ts";

const YEAR_1 = Date.UTC(2000, 0, 1) - 730_119 * 86_400_000;

function modified(by: string, date: unknown, quiet: boolean): GoTime {
  const ms = timeOf(date, "time.Time");
  try {
    return new GoTime(ms + parseDuration(by));
  } catch (error) {
    if (!quiet) throw error;
    return new GoTime(ms);
  }
}

function timeOf(date: unknown, _type: string): number {
  if (date instanceof GoTime) return date.ms;
  throw new Error("wrong type for value; expected time.Time");
}

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [31_536_000, "y"],
  [2_592_000, "mo"],
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
  [1, "s"],
];

function roundedDuration(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  const unit = UNITS.find(([length]) => seconds > length);
  return unit ? `${Math.floor(seconds / unit[0])}${unit[1]}` : "0s";
}

function durationMs(value: unknown, now: number): number {
  if (value instanceof GoTime) return now - value.ms;
  if (typeof value === "number") return value / 1e6;
  if (typeof value !== "string") return 0;
  try {
    return parseDuration(value);
  } catch {
    return 0;
  }
}

/**
 * Dates are in UTC: a sandbox has no other zone.
 *
 * @param now milliseconds since the Unix epoch
 * @see https://masterminds.github.io/sprig/date.html
 */
export function dates(now: () => number): FunctionMap {
  const ms = (date: unknown): number =>
    date instanceof GoTime ? date.ms : typeof date === "number" ? date * 1000 : now();
  const inZone = fn(["string", "any", "string"], (layout: string, date: unknown) => goTimeFormat(ms(date), layout));
  const modify = fn(["string", "any"], (by: string, date: unknown) => modified(by, date, true));
  const mustModify = fn(["string", "any"], (by: string, date: unknown) => modified(by, date, false));
  return {
    now: fn([], () => new GoTime(now())),
    date: fn(["string", "any"], (layout: string, date: unknown) => goTimeFormat(ms(date), layout)),
    dateInZone: inZone,
    date_in_zone: inZone,
    dateModify: modify,
    date_modify: modify,
    mustDateModify: mustModify,
    must_date_modify: mustModify,
    htmlDate: fn(["any"], (date: unknown) => goTimeFormat(ms(date), "2006-01-02")),
    htmlDateInZone: fn(["any", "string"], (date: unknown) => goTimeFormat(ms(date), "2006-01-02")),
    toDate: fn(
      ["string", "string"],
      (layout: string, value: string) => new GoTime(goTimeParse(layout, value) ?? YEAR_1),
    ),
    mustToDate: fn(["string", "string"], (layout: string, value: string) => {
      const found = goTimeParse(layout, value);
      if (found === undefined)
        throw new Error(
          `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(value)} as ${JSON.stringify(layout)}`,
        );
      return new GoTime(found);
    }),
    unixEpoch: fn(["any"], (date: unknown) => String(Math.floor(timeOf(date, "time.Time") / 1000))),
    ago: fn(["any"], (date: unknown) => formatDuration(Math.round((now() - ms(date)) / 1000) * 1000)),
    duration: fn(["any"], (seconds: unknown) =>
      formatDuration(
        (typeof seconds === "number"
          ? seconds
          : Number.parseInt(typeof seconds === "string" ? seconds : "0", 10) || 0) * 1000,
      ),
    ),
    durationRound: fn(["any"], (value: unknown) => roundedDuration(durationMs(value, now()))),
  };
}
