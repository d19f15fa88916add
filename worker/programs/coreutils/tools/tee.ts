import { resolvePath } from "../../../shell/files.ts";
import { openInput } from "../input.ts";
import { complain, tool } from "../tool.ts";

/** tee(1) */
export const tee = tool({
  flags: "aip",
  long: { append: "a", "ignore-interrupts": "i" },
  usage: "[OPTION]... [FILE]...",
  help: "Copy standard input to each FILE, and also to standard output.",
  async run(options, io) {
    let status = 0;
    const paths: string[] = [];
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      try {
        io.files.write(path, "", { append: options.has("a") });
        paths.push(path);
      } catch (error) {
        await complain(io, error, operand);
        status = 1;
      }
    }
    for await (const chunk of openInput("-", io)) {
      for (const path of paths) io.files.write(path, chunk, { append: true });
      await io.stdout.write(chunk);
    }
    return status;
  },
});
