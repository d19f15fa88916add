import { DAY_MS } from "../base/time.ts";
import { backslashed, decodeEscapes } from "./interpreter/quote.ts";

export interface Printed {
  readonly text: string;
  /** Complaints, without the name of the command. */
  readonly problems: readonly string[];
}

interface State {
  readonly args: readonly string[];
  next: number;
  readonly problems: string[];
  readonly nowMs: number;
  stop: boolean;
}

/** printf(1) as bash has it: the format is used again until every argument is taken. */
export function printf(format: string, args: readonly string[], nowMs: number): Printed {
  const state: State = { args, next: 0, problems: [], nowMs, stop: false };
  let text = "";
  do {
    const before = state.next;
    text += once(format, state);
    if (state.next === before) break;
  } while (state.next < args.length && !state.stop);
  return { text, problems: state.problems };
}

const DIRECTIVE = /%(?:%|\(([^)]*)\)T|([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|q|j|z|t)*([a-zA-Z])?)/y;

function once(format: string, state: State): string {
  let out = "";
  for (let at = 0; at < format.length; ) {
    const char = format[at]!;
    if (char === "%") {
      DIRECTIVE.lastIndex = at;
      const match = DIRECTIVE.exec(format);
      if (!match) {
        out += char;
        at += 1;
        continue;
      }
      at = DIRECTIVE.lastIndex;
      if (match[0] === "%%") out += "%";
      else if (match[1] !== undefined) out += formatTime(match[1], take(state), state.nowMs);
      else {
        const [whole, , flags = "", width, precision, letter] = match;
        // %q is read as a length modifier when nothing follows it.
        const conversion = letter ?? (whole.endsWith("q") ? "q" : undefined);
        if (!conversion) {
          state.problems.push(`\`${whole.at(-1)}': missing format character`);
          state.stop = true;
          return out;
        }
        out += directive({ whole, flags, width, precision, conversion }, state);
      }
    } else if (char === "\\") {
      const end = escapeEnd(format, at);
      const part = decodeEscapes(format.slice(at, end), "printf");
      out += part.text;
      if (part.stop) state.stop = true;
      at = end;
    } else {
      const next = nextSpecial(format, at);
      out += format.slice(at, next);
      at = next;
    }
    if (state.stop) return out;
  }
  return out;
}

function nextSpecial(format: string, from: number): number {
  for (let at = from; at < format.length; at++) if (format[at] === "%" || format[at] === "\\") return at;
  return format.length;
}

function escapeEnd(format: string, at: number): number {
  const match =
    /\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[\s\S])(?:\\[0-7]{3}|\\x[0-9a-fA-F]{2})*/y;
  match.lastIndex = at;
  return match.exec(format) ? match.lastIndex : at + 1;
}

const take = (state: State): string | undefined => state.args[state.next++];

interface Directive {
  readonly whole: string;
  readonly flags: string;
  readonly width: string | undefined;
  readonly precision: string | undefined;
  readonly conversion: string;
}

function directive({ flags, width, precision, conversion, whole }: Directive, state: State): string {
  let left = flags.includes("-");
  let wide = width === "*" ? Number(take(state) ?? 0) : Number(width ?? 0);
  if (wide < 0) {
    left = true;
    wide = -wide;
  }
  const exact =
    precision === undefined ? undefined : precision === "*" ? Number(take(state) ?? 0) : Number(precision || 0);
  const pad = (text: string, zero: boolean) => padded(text, { wide, left, zero: zero && !left });
  const zero = flags.includes("0");
  switch (conversion) {
    case "s":
      return pad([...(take(state) ?? "")].slice(0, exact).join(""), false);
    case "b": {
      const { text, stop } = decodeEscapes(take(state) ?? "", "echo");
      if (stop) state.stop = true;
      return pad(text, false);
    }
    case "q":
      return pad(backslashed(take(state) ?? ""), false);
    case "c":
      return pad([...(take(state) ?? "")][0] ?? "", false);
    case "d":
    case "i":
      return pad(integer(numberFrom(take(state), state), { flags, exact }), zero && exact === undefined);
    case "u":
    case "o":
    case "x":
    case "X":
      return pad(unsigned(conversion, numberFrom(take(state), state), { flags, exact }), zero && exact === undefined);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
    case "a":
      return pad(floating(conversion, floatFrom(take(state), state), { flags, exact }), zero);
    default:
      state.problems.push(`\`${whole.at(-1)}': invalid format character`);
      state.stop = true;
      return "";
  }
}

function padded(text: string, { wide, left, zero }: { wide: number; left: boolean; zero: boolean }): string {
  const missing = wide - [...text].length;
  if (missing <= 0) return text;
  if (left) return text + " ".repeat(missing);
  if (!zero) return " ".repeat(missing) + text;
  const sign = /^(?:[-+ ]|0[xX])/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

function numberFrom(text: string | undefined, state: State): bigint {
  if (text === undefined || text === "") return 0n;
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (!match || match[0].length < text.length) state.problems.push(`${text}: invalid number`);
  if (!match) return 0n;
  const digits = match[2]!;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return match[1] === "-" ? -value : value;
}

function floatFrom(text: string | undefined, state: State): number {
  if (text === undefined || text === "") return 0;
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const match =
    /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?|nan|0[xX][0-9a-fA-F]+)/i.exec(text);
  if (!match || match[0].length < text.length) state.problems.push(`${text}: invalid number`);
  if (!match) return 0;
  if (/inf/i.test(match[0])) return match[0].includes("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(match[0]);
}

interface Shape {
  readonly flags: string;
  readonly exact: number | undefined;
}

function integer(value: bigint, { flags, exact }: Shape): string {
  const digits = (value < 0n ? -value : value).toString().padStart(exact ?? 0, "0");
  const sign = value < 0n ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  return sign + digits;
}

function unsigned(conversion: string, value: bigint, { flags, exact }: Shape): string {
  const positive = BigInt.asUintN(64, value);
  const base = conversion === "u" ? 10 : conversion === "o" ? 8 : 16;
  let digits = positive.toString(base).padStart(exact ?? 0, "0");
  if (flags.includes("#") && positive !== 0n) digits = (base === 8 ? "0" : base === 16 ? "0x" : "") + digits;
  return conversion === "X" ? digits.toUpperCase() : digits;
}

function floating(conversion: string, value: number, { flags, exact }: Shape): string {
  const sign = value < 0 || Object.is(value, -0) ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return sign + (Number.isNaN(size) ? "nan" : "inf");
  const digits = exact ?? 6;
  const exponential = (places: number) => size.toExponential(places).replace(/e([-+])(\d)$/, "e$10$2");
  let text: string;
  if (conversion === "f" || conversion === "F") text = size.toFixed(Math.min(digits, 100));
  else if (conversion === "e" || conversion === "E") text = exponential(digits);
  else {
    const significant = digits === 0 ? 1 : digits;
    const exponent = size === 0 ? 0 : Number(size.toExponential(significant - 1).split("e")[1]);
    text =
      exponent < -4 || exponent >= significant
        ? exponential(significant - 1)
        : size.toFixed(significant - 1 - exponent);
    if (!flags.includes("#") && text.includes(".")) text = text.replace(/\.?0+(e|$)/, "$1");
  }
  return sign + (/[EGF]/.test(conversion) ? text.toUpperCase() : text);
}

/** strftime(3) for `%(…)T` and date(1), in UTC. */
export function formatTime(format: string, seconds: string | undefined, nowMs: number): string {
  const ms = seconds === undefined || seconds === "-1" || seconds === "-2" ? nowMs : Number(seconds) * 1000;
  return strftime(format === "" ? "%X" : format, ms);
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** strftime(3) in the C locale and UTC, with GNU's flags (`%-d`, `%_H`, `%^a`) and `%N`. */
export function strftime(format: string, ms: number): string {
  const date = new Date(ms);
  return format.replace(/%([-_0^#]?)(\d*)(:{0,3}[a-zA-Z%+])/g, (whole, flag: string, width: string, letter: string) => {
    const part = timePart(letter, date, ms);
    if (part === undefined) return whole;
    if (typeof part === "string") {
      const cased = flag === "^" ? part.toUpperCase() : flag === "#" ? part.toLowerCase() : part;
      if (letter === "N" && width) return cased.slice(0, Number(width));
      return cased.padStart(Number(width || 0), " ");
    }
    const [value, usual, fill] = part;
    const size = Number(width || usual);
    if (flag === "-") return String(value);
    return String(value).padStart(size, flag === "_" ? " " : flag === "0" ? "0" : fill);
  });
}

function timePart(letter: string, date: Date, ms: number): string | [number, number, string] | undefined {
  const hours = date.getUTCHours();
  const twelve = hours % 12 || 12;
  switch (letter) {
    case "Y":
      return [date.getUTCFullYear(), 0, "0"];
    case "C":
      return [Math.floor(date.getUTCFullYear() / 100), 2, "0"];
    case "y":
      return [date.getUTCFullYear() % 100, 2, "0"];
    case "G":
      return [isoWeek(date).year, 0, "0"];
    case "V":
      return [isoWeek(date).week, 2, "0"];
    case "m":
      return [date.getUTCMonth() + 1, 2, "0"];
    case "d":
      return [date.getUTCDate(), 2, "0"];
    case "e":
      return [date.getUTCDate(), 2, " "];
    case "H":
      return [hours, 2, "0"];
    case "k":
      return [hours, 2, " "];
    case "I":
      return [twelve, 2, "0"];
    case "l":
      return [twelve, 2, " "];
    case "M":
      return [date.getUTCMinutes(), 2, "0"];
    case "S":
      return [date.getUTCSeconds(), 2, "0"];
    case "N":
      return String((ms % 1000) * 1_000_000).padStart(9, "0");
    case "s":
      return [Math.floor(ms / 1000), 0, "0"];
    case "j":
      return [dayOfYear(date), 3, "0"];
    case "u":
      return [date.getUTCDay() || 7, 1, "0"];
    case "w":
      return [date.getUTCDay(), 1, "0"];
    case "U":
      return [Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7), 2, "0"];
    case "W":
      return [Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7), 2, "0"];
    case "a":
      return DAYS[date.getUTCDay()]!.slice(0, 3);
    case "A":
      return DAYS[date.getUTCDay()]!;
    case "b":
    case "h":
      return MONTHS[date.getUTCMonth()]!.slice(0, 3);
    case "B":
      return MONTHS[date.getUTCMonth()]!;
    case "p":
      return hours < 12 ? "AM" : "PM";
    case "P":
      return hours < 12 ? "am" : "pm";
    case "F":
      return strftime("%Y-%m-%d", ms);
    case "T":
    case "X":
      return strftime("%H:%M:%S", ms);
    case "D":
    case "x":
      return strftime("%m/%d/%y", ms);
    case "R":
      return strftime("%H:%M", ms);
    case "r":
      return strftime("%I:%M:%S %p", ms);
    case "c":
      return strftime("%a %b %e %H:%M:%S %Y", ms);
    case "+":
      return strftime("%a %b %e %H:%M:%S UTC %Y", ms);
    case "z":
      return "+0000";
    case ":z":
      return "+00:00";
    case "::z":
      return "+00:00:00";
    case "Z":
      return "UTC";
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;

function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}
