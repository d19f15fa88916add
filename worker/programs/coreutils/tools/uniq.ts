import { linesOf } from "../../../base/streams.ts";
import { resolvePath } from "../../../shell/files.ts";
import { openInput } from "../input.ts";
import { complain, tool } from "../tool.ts";

/** uniq(1) */
export const uniq = tool({
  flags: "cdDiuz",
  values: "fsw",
  long: {
    count: "c",
    repeated: "d",
    "ignore-case": "i",
    unique: "u",
    "skip-fields": "f",
    "skip-chars": "s",
    "check-chars": "w",
  },
  usage: "[OPTION]... [INPUT [OUTPUT]]",
  help: "Filter adjacent matching lines from INPUT (or standard input), writing to OUTPUT (or standard output).",
  async run(options, io) {
    const [input = "-", output] = options.operands;
    const keyOf = (line: string) => {
      let key = line;
      for (let skip = Number(options.value("f") ?? 0); skip > 0; skip--) key = key.replace(/^\s*\S+/, "");
      key = key.slice(Number(options.value("s") ?? 0));
      if (options.value("w") !== undefined) key = key.slice(0, Number(options.value("w")));
      return options.has("i") ? key.toLowerCase() : key;
    };
    let text = "";
    const put = async (line: string) => {
      if (output === undefined) await io.stdout.write(line);
      else text += line;
    };
    let group: { line: string; key: string; count: number } | undefined;
    const finish = async () => {
      if (!group) return;
      const { line, count } = group;
      if (options.has("d") && count < 2) return;
      if (options.has("u") && count > 1) return;
      await put(options.has("c") ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`);
    };
    try {
      for await (const line of linesOf(openInput(input, io))) {
        const key = keyOf(line);
        if (group?.key === key) {
          group.count += 1;
          if (options.has("D")) await put(`${line}\n`);
          continue;
        }
        await finish();
        group = { line, key, count: 1 };
      }
    } catch (error) {
      await complain(io, error, input);
      return 1;
    }
    await finish();
    if (output !== undefined) io.files.write(resolvePath(io.cwd, output), text);
    return 0;
  },
});
