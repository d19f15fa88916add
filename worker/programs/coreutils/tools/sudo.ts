import type { Program } from "../../../shell/program.ts";

/** sudo(8), without a password: runs the command as it is. */
export const sudo: Program = async (args, io) => {
  const words = [...args];
  while (/^-./.test(words[0] ?? "")) {
    const word = words.shift()!;
    if (word === "--") break;
    if (word === "-i" || word === "-s") return io.run(words.length > 0 ? words : ["bash"]);
    if (["-u", "-g", "-h", "-p"].includes(word)) words.shift();
    if (word === "-l" || word === "-v" || word === "-k") return 0;
  }
  const variables: Record<string, string> = { ...io.env };
  while (/^\w+=/.test(words[0] ?? "")) {
    const [name = "", value = ""] = words.shift()!.split(/=(.*)/s);
    variables[name] = value;
  }
  if (words.length === 0) {
    await io.stderr.write(
      "usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n",
    );
    return 1;
  }
  if (io.find?.(words[0]!).type === "missing") {
    await io.stderr.write(`sudo: ${words[0]}: command not found\n`);
    return 1;
  }
  return io.run(words, { env: variables });
};
