import { resolvePath } from "../../../shell/files.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Program } from "../../../shell/program.ts";
import { say, tool } from "../tool.ts";

/** Tools about the system and the time. */

const dateTool = tool({
  flags: "uRI",
  values: "dsr",
  long: {
    utc: "u",
    universal: "u",
    date: "d",
    "rfc-email": "R",
    "iso-8601": "I?",
    reference: "r",
    "rfc-3339": "rfc-3339=",
  },
  usage: "[OPTION]... [+FORMAT]",
  help: "Display the current time in the given FORMAT.",
  async run(options, io) {
    const text = options.value("d");
    const file = options.value("r");
    let ms = io.clock.now();
    if (file !== undefined) ms = io.files.stat(resolvePath(io.cwd, file))?.mtimeMs ?? ms;
    if (text !== undefined) {
      const parsed = parseDate(text, ms);
      if (parsed === undefined) {
        await say(io, `invalid date ‘${text}’`);
        return 1;
      }
      ms = parsed;
    }
    const [format] = options.operands;
    if (format !== undefined && !format.startsWith("+")) {
      await say(io, `invalid date ‘${format}’`);
      return 1;
    }
    const iso: Readonly<Record<string, string>> = {
      date: "%Y-%m-%d",
      hours: "%Y-%m-%dT%H%:z",
      minutes: "%Y-%m-%dT%H:%M%:z",
      seconds: "%Y-%m-%dT%H:%M:%S%:z",
      ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
    };
    let shape = "%a %b %e %H:%M:%S %Z %Y";
    if (format !== undefined) shape = format.slice(1);
    else if (options.has("R")) shape = "%a, %d %b %Y %H:%M:%S %z";
    else if (options.has("I")) shape = iso[options.value("I") ?? "date"] ?? iso.date!;
    else if (options.has("rfc-3339"))
      shape = options.value("rfc-3339") === "date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S%:z";
    await io.stdout.write(`${strftime(shape, ms)}\n`);
    return 0;
  },
});

/** date(1); the value of -I is attached to it. */
export const date: Program = (args, io) =>
  dateTool(
    args.map((word) => word.replace(/^-I(?=.)/, "--iso-8601=")),
    io,
  );

const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

/** The dates that scripts write: "@1700000000", ISO 8601, "now", "yesterday", "2 days ago", "+1 hour". */
function parseDate(text: string, nowMs: number): number | undefined {
  const words = text.trim();
  if (words.startsWith("@")) return Number.isNaN(Number(words.slice(1))) ? undefined : Number(words.slice(1)) * 1000;
  let ms = nowMs;
  let rest = words.toLowerCase();
  const midnight = () => Math.floor(nowMs / 86_400_000) * 86_400_000;
  const stamp = /^\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:z|utc|[-+]\d{2}:?\d{2})?/.exec(rest);
  if (stamp) {
    const iso = stamp[0]
      .trim()
      .replace(" ", "T")
      .replace(/\s*utc$/, "Z")
      .toUpperCase();
    ms = Date.parse(iso.includes("T") && !/(Z|[-+]\d{2}:?\d{2})$/.test(iso) ? `${iso}Z` : iso);
    rest = rest.slice(stamp[0].length).trim();
  } else {
    const other = Date.parse(`${words} UTC`);
    if (/\d{4}/.test(words) && !Number.isNaN(other)) return other;
  }
  if (Number.isNaN(ms)) return undefined;
  while (rest !== "") {
    const relative =
      /^([-+]?\s*\d+|next|last|an?)\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(\s+ago)?/.exec(rest);
    const word = /^(now|today|yesterday|tomorrow|midnight|noon)/.exec(rest);
    const match = relative ?? word;
    if (!match) return undefined;
    rest = rest.slice(match[0].length).trim();
    if (word && !relative) {
      if (word[0] === "yesterday") ms -= 86_400_000;
      else if (word[0] === "tomorrow") ms += 86_400_000;
      else if (word[0] === "midnight") ms = midnight();
      else if (word[0] === "noon") ms = midnight() + 43_200_000;
      continue;
    }
    const amount = { next: 1, last: -1, a: 1, an: 1 }[relative![1]!] ?? Number(relative![1]!.replace(/\s/g, ""));
    const count = relative![3] ? -amount : amount;
    const unit = relative![2]!;
    if (unit === "month" || unit === "year") {
      const at = new Date(ms);
      ms = unit === "month" ? at.setUTCMonth(at.getUTCMonth() + count) : at.setUTCFullYear(at.getUTCFullYear() + count);
    } else ms += count * UNITS[unit]!;
  }
  return ms;
}
