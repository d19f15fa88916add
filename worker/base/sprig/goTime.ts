import { GoObject } from "../goformat/index.ts";
import { templateFunction as fn } from "../gotemplate/index.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const two = (value: number): string => String(value).padStart(2, "0");

/** The pieces of Go's reference time, longest first. https://pkg.go.dev/time#pkg-constants */
const PIECE =
  /January|Monday|Jan|Mon|MST|2006|002|01|02|03|04|05|06|15|PM|pm|-07:00:00|-07:00|-0700|-07|Z07:00|Z0700|Z07|_2|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

/**
 * A point in time as Go's Time.Format writes it, in UTC.
 *
 * @param ms since the Unix epoch; a fraction carries nanoseconds
 */
export function goTimeFormat(ms: number, layout: string): string {
  const date = new Date(ms);
  const nanos = Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6);
  const hour = date.getUTCHours();
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const pieces: Readonly<Record<string, string>> = {
    January: MONTHS[date.getUTCMonth()]!,
    Jan: MONTHS[date.getUTCMonth()]!.slice(0, 3),
    Monday: DAYS[date.getUTCDay()]!,
    Mon: DAYS[date.getUTCDay()]!.slice(0, 3),
    MST: "UTC",
    "2006": String(date.getUTCFullYear()).padStart(4, "0"),
    "06": two(date.getUTCFullYear() % 100),
    "01": two(date.getUTCMonth() + 1),
    "1": String(date.getUTCMonth() + 1),
    "02": two(date.getUTCDate()),
    _2: String(date.getUTCDate()).padStart(2),
    "2": String(date.getUTCDate()),
    "002": String(Math.floor((ms - startOfYear) / 86_400_000) + 1).padStart(3, "0"),
    "15": two(hour),
    "03": two(hour % 12 || 12),
    "3": String(hour % 12 || 12),
    PM: hour < 12 ? "AM" : "PM",
    pm: hour < 12 ? "am" : "pm",
    "04": two(date.getUTCMinutes()),
    "4": String(date.getUTCMinutes()),
    "05": two(date.getUTCSeconds()),
    "5": String(date.getUTCSeconds()),
    "-07:00:00": "+00:00:00",
    "-07:00": "+00:00",
    "-0700": "+0000",
    "-07": "+00",
    "Z07:00": "Z",
    Z0700: "Z",
    Z07: "Z",
  };
  return layout.replace(PIECE, (piece) => {
    if (!/^[.,]/.test(piece)) return pieces[piece] ?? piece;
    const digits = String(nanos)
      .padStart(9, "0")
      .slice(0, piece.length - 1);
    if (piece[1] === "0") return piece[0] + digits;
    const kept = digits.replace(/0+$/, "");
    return kept === "" ? "" : piece[0] + kept;
  });
}

const GROUPS: Readonly<Record<string, string>> = {
  January: MONTHS.join("|"),
  Jan: MONTHS.map((one) => one.slice(0, 3)).join("|"),
  Monday: DAYS.join("|"),
  Mon: DAYS.map((one) => one.slice(0, 3)).join("|"),
  MST: "[A-Z]{3,4}",
  "2006": "\\d{4}",
  "002": "\\d{3}",
  _2: "[ \\d]\\d",
  PM: "AM|PM",
  pm: "am|pm",
};

/** Reads a time by a layout, as Go's time.Parse; undefined where the text does not fit. @returns milliseconds */
export function goTimeParse(layout: string, value: string): number | undefined {
  const order: string[] = [];
  const literal = (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
  let source = "";
  let from = 0;
  for (const piece of layout.matchAll(PIECE)) {
    source += literal(layout.slice(from, piece.index));
    order.push(piece[0]);
    const short = /^0/.test(piece[0]) || piece[0] === "15" ? "\\d{2}" : "\\d{1,2}";
    const zone = /07/.test(piece[0]) ? "Z|[-+]\\d{2}(?::?\\d{2})?" : undefined;
    source += `(${GROUPS[piece[0]] ?? zone ?? (/^[.,]/.test(piece[0]) ? "[.,]?\\d*" : short)})`;
    from = piece.index + piece[0].length;
  }
  const found = new RegExp(`^${source}${literal(layout.slice(from))}$`).exec(value);
  if (!found) return undefined;
  let [year, month, day, hour, minute, second, nanos, away] = [1, 1, 1, 0, 0, 0, 0, 0];
  let afternoon: boolean | undefined;
  order.forEach((piece, at) => {
    const text = found[at + 1]!;
    if (piece === "2006") year = Number(text);
    else if (piece === "06") year = Number(text) + (Number(text) >= 69 ? 1900 : 2000);
    else if (piece === "01" || piece === "1") month = Number(text);
    else if (piece === "January" || piece === "Jan") month = MONTHS.findIndex((one) => one.startsWith(text)) + 1;
    else if (piece === "02" || piece === "2" || piece === "_2") day = Number(text);
    else if (piece === "15" || piece === "03" || piece === "3") hour = Number(text);
    else if (piece === "04" || piece === "4") minute = Number(text);
    else if (piece === "05" || piece === "5") second = Number(text);
    else if (/^pm$/i.test(piece)) afternoon = /pm/i.test(text);
    else if (/07/.test(piece) && text !== "Z") {
      const [, sign, hours, minutes = "0"] = /([-+])(\d{2}):?(\d{2})?/.exec(text)!;
      away = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
    } else if (/^[.,]/.test(piece)) nanos = Number(`0.${text.slice(1) || "0"}`) * 1000;
  });
  if (afternoon !== undefined) hour = (hour % 12) + (afternoon ? 12 : 0);
  const ms = Date.UTC(2000, month - 1, day, hour, minute, second) + nanos - away * 60_000;
  const date = new Date(ms);
  date.setUTCFullYear(date.getUTCFullYear() + year - 2000);
  return date.getTime();
}

/** A time.Time as a template holds it. */
export class GoTime extends GoObject {
  constructor(readonly ms: number) {
    const part = (read: (date: Date) => number) => fn([], () => read(new Date(ms)));
    super(
      "time.Time",
      {
        Unix: fn([], () => Math.floor(ms / 1000)),
        UnixMilli: fn([], () => Math.floor(ms)),
        Format: fn(["string"], (layout: string) => goTimeFormat(ms, layout)),
        Year: part((date) => date.getUTCFullYear()),
        Month: fn([], () => MONTHS[new Date(ms).getUTCMonth()]),
        Day: part((date) => date.getUTCDate()),
        Hour: part((date) => date.getUTCHours()),
        Minute: part((date) => date.getUTCMinutes()),
        Second: part((date) => date.getUTCSeconds()),
        Weekday: fn([], () => DAYS[new Date(ms).getUTCDay()]),
        UTC: fn([], () => new GoTime(ms)),
      },
      goTimeFormat(ms, "2006-01-02 15:04:05.999999999 -0700 MST"),
      undefined,
      goTimeFormat(ms, "2006-01-02T15:04:05.999999999Z07:00"),
    );
  }
}
