import { resolvePath } from "../../../shell/files.ts";
import { strftime } from "../../../shell/printf.ts";
import { modeString } from "../mode.ts";
import { blocksOf } from "../sizes.ts";
import { say, tool, UsageError } from "../tool.ts";
import { groupName, userName } from "../users.ts";

/** stat(1) */
export const stat = tool({
  flags: "Lft",
  values: "c",
  long: { format: "c", printf: "printf=", dereference: "L" },
  usage: "[OPTION]... FILE...",
  help: "Display file or file system status.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const found = options.has("L") ? io.files.stat(path) : io.files.lstat(path);
      if (!found) {
        await say(io, `cannot statx '${operand}': No such file or directory`);
        status = 1;
        continue;
      }
      const kind = {
        file: found.size === 0 ? "regular empty file" : "regular file",
        directory: "directory",
        link: "symbolic link",
        device: "character special file",
      }[found.type];
      const owner = userName(found.uid, io);
      const octal = found.mode.toString(8).padStart(4, "0");
      const time = strftime("%Y-%m-%d %H:%M:%S.%N %z", found.mtimeMs);
      const parts: Readonly<Record<string, string>> = {
        n: operand,
        N: `'${operand}'`,
        s: String(found.size),
        b: String(blocksOf(found) * 2),
        B: "512",
        a: found.mode.toString(8),
        A: modeString(found),
        F: kind,
        u: String(found.uid),
        U: owner,
        g: String(found.uid),
        G: groupName(found.uid, io),
        h: "1",
        y: time,
        Y: String(Math.floor(found.mtimeMs / 1000)),
        x: time,
        X: String(Math.floor(found.mtimeMs / 1000)),
        z: time,
        Z: String(Math.floor(found.mtimeMs / 1000)),
        "%": "%",
      };
      const format = options.value("c") ?? options.value("printf");
      if (format !== undefined) {
        const text = format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => parts[letter] ?? whole);
        await io.stdout.write(
          options.has("printf") ? text.replaceAll("\\n", "\n").replaceAll("\\t", "\t") : `${text}\n`,
        );
        continue;
      }
      const shown = found.type === "link" ? `${operand} -> ${io.files.readLink(path)}` : operand;
      await io.stdout.write(
        `  File: ${shown}\n  Size: ${String(found.size).padEnd(10)}\tBlocks: ${String(blocksOf(found) * 2).padEnd(10)} IO Block: 4096   ${kind}\n` +
          `Device: 0,1\tInode: 1           Links: 1\n` +
          `Access: (${octal}/${modeString(found)})  Uid: (${String(found.uid).padStart(5)}/${owner.padStart(8)})   Gid: (${String(found.uid).padStart(5)}/${owner.padStart(8)})\n` +
          `Access: ${time}\nModify: ${time}\nChange: ${time}\n Birth: -\n`,
      );
    }
    return status;
  },
});
