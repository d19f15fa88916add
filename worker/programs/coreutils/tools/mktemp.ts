import { resolvePath } from "../../../shell/files.ts";
import { attempt, say, tool } from "../tool.ts";

/** mktemp(1) */
export const mktemp = tool({
  flags: "dqtu",
  values: "p",
  long: { directory: "d", "dry-run": "u", tmpdir: "p", suffix: "suffix=" },
  usage: "[OPTION]... [TEMPLATE]",
  help: "Create a temporary file or directory, safely, and print its name.",
  async run(options, io) {
    const [given] = options.operands;
    const template = given ?? "tmp.XXXXXXXXXX";
    const run = /X{3,}(?=[^X]*$)/.exec(template);
    if (!run) {
      await say(io, `too few X's in template ‘${template}’`);
      return 1;
    }
    const chance = io.random.stream("mktemp");
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const name = template.replace(run[0], () =>
      Array.from(run[0], () => letters[chance.below(letters.length)]).join(""),
    );
    const folder =
      options.value("p") ?? (given === undefined || options.has("t") ? (io.env.TMPDIR ?? "/tmp") : undefined);
    const shown = (folder === undefined ? name : `${folder}/${name}`) + (options.value("suffix") ?? "");
    const path = resolvePath(io.cwd, shown);
    if (!options.has("u")) {
      const what = `failed to create ${options.has("d") ? "directory" : "file"} via template ‘${folder === undefined ? template : `${folder}/${template}`}’`;
      const made = await attempt(io, what, () => {
        if (options.has("d")) io.files.makeDirectory(path, { mode: 0o700 });
        else io.files.write(path, "", { mode: 0o600 });
      });
      if (!made) return 1;
    }
    await io.stdout.write(`${shown}\n`);
    return 0;
  },
});
