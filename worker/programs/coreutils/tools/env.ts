import { runGiven } from "../runGiven.ts";
import { tool } from "../tool.ts";

/** env(1) */
export const env = tool({
  flags: "i0v",
  values: "uCS",
  long: { "ignore-environment": "i", unset: "u", chdir: "C", null: "0" },
  strict: true,
  usageCode: 125,
  usage: "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
  help: "Set each NAME to VALUE in the environment and run COMMAND.",
  async run(options, io) {
    const words =
      options.value("S") === undefined
        ? [...options.operands]
        : [...options.value("S")!.split(/\s+/), ...options.operands];
    const variables: Record<string, string> = options.has("i") || words[0] === "-" ? {} : { ...io.env };
    if (words[0] === "-") words.shift();
    for (const name of options.all("u")) delete variables[name];
    while (/^[^=]+=/.test(words[0] ?? "")) {
      const [name = "", value = ""] = words.shift()!.split(/=(.*)/s);
      variables[name] = value;
    }
    if (words.length === 0) {
      const end = options.has("0") ? "\0" : "\n";
      await io.stdout.write(
        Object.entries(variables)
          .map(([name, value]) => `${name}=${value}${end}`)
          .join(""),
      );
      return 0;
    }
    const folder = options.value("C");
    return runGiven(words, io, (word) => `‘${word}’`, { env: variables, ...(folder !== undefined && { cwd: folder }) });
  },
});
