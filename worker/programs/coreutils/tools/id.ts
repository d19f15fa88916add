import { tool } from "../tool.ts";

/** id(1) */
export const id = tool({
  flags: "ugnrGaz",
  long: { user: "u", group: "g", name: "n", groups: "G" },
  usage: "[OPTION]... [USER]...",
  help: "Print user and group information.",
  async run(options, io) {
    const { name, uid } = io.user;
    const short = options.has("u") || options.has("g") || options.has("G");
    const text = short
      ? options.has("n")
        ? name
        : String(uid)
      : `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})`;
    await io.stdout.write(`${text}\n`);
    return 0;
  },
});
