import { linesOf } from "../../../base/streams.ts";
import { eachInput } from "../input.ts";
import { buffered, tool, UsageError } from "../tool.ts";

/** The places a list like "1,3-5,7-" names. */
function listOf(text: string, what: "fields" | "bytes"): (place: number) => boolean {
  const ranges = text.split(",").map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === "" || part === "-")
      throw new UsageError(`invalid ${what === "fields" ? "field" : "byte/character"} value ‘${part}’`);
    const from = Number(match[1] || 1);
    const to = match[2] ? Number(match[3] || Number.POSITIVE_INFINITY) : from;
    if (from === 0)
      throw new UsageError(
        what === "fields" ? "fields are numbered from 1" : "byte/character positions are numbered from 1",
      );
    if (to < from) throw new UsageError("invalid decreasing range");
    return [from, to] as const;
  });
  return (place) => ranges.some(([from, to]) => place >= from && place <= to);
}

/** cut(1) */
export const cut = tool({
  flags: "snz",
  values: "bcdf",
  long: {
    bytes: "b",
    characters: "c",
    delimiter: "d",
    fields: "f",
    "only-delimited": "s",
    complement: "complement",
    "output-delimiter": "output-delimiter=",
  },
  usage: "OPTION... [FILE]...",
  help: "Print selected parts of lines from each FILE to standard output.",
  async run(options, io) {
    const kind = options.last("b", "c", "f");
    if (!kind) throw new UsageError("you must specify a list of bytes, characters, or fields");
    const delimiter = options.value("d") ?? "\t";
    if ([...delimiter].length > 1) throw new UsageError("the delimiter must be a single character");
    const listed = listOf(options.value(kind)!, kind === "f" ? "fields" : "bytes");
    const keep = (place: number) => listed(place) !== options.has("complement");
    return eachInput(options.operands, io, async (input) => {
      const out = buffered(io.stdout);
      for await (const line of linesOf(input)) {
        if (kind !== "f") {
          await out.write(
            `${[...line].filter((_, at) => keep(at + 1)).join(options.value("output-delimiter") ?? "")}\n`,
          );
        } else if (line.includes(delimiter)) {
          const fields = line.split(delimiter).filter((_, at) => keep(at + 1));
          await out.write(`${fields.join(options.value("output-delimiter") ?? delimiter)}\n`);
        } else if (!options.has("s")) await out.write(`${line}\n`);
        if (input === io.stdin) await out.flush();
      }
      await out.flush();
    });
  },
});
