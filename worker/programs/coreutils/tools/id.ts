import type { Options } from "../options.ts";
import { say, tool } from "../tool.ts";
import { type Identity, identityOf } from "../users.ts";

/** id(1) */
export const id = tool({
  flags: "ugnrGaz",
  long: { user: "u", group: "g", name: "n", groups: "G", real: "r" },
  usage: "[OPTION]... [USER]...",
  help: "Print user and group information.",
  async run(options, io) {
    const [who] = options.operands;
    const found = identityOf(io, who);
    if (!found) {
      await say(io, `‘${who}’: no such user`);
      return 1;
    }
    await io.stdout.write(`${idText(found, options)}\n`);
    return 0;
  },
});

/** One number or name, all groups, or everything: as -u, -g, -G and -n ask. */
export function idText({ uid, user, gid, groups }: Identity, options: Options): string {
  const group = groups.find((one) => one.gid === gid)?.name;
  const names = options.has("n");
  const one = (number: number, name: string | undefined) => (names ? (name ?? String(number)) : String(number));
  if (options.has("u")) return one(uid, user);
  if (options.has("g")) return one(gid, group);
  if (options.has("G")) return groups.map((each) => one(each.gid, each.name)).join(" ");
  const both = (number: number, name: string | undefined) => `${number}${name === undefined ? "" : `(${name})`}`;
  const all = groups.map((each) => both(each.gid, each.name)).join(",");
  return `uid=${both(uid, user)} gid=${both(gid, group)} groups=${all}`;
}
