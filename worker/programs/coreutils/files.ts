import { FileError, type Files, resolvePath } from "../../shell/files.ts";
import { strftime } from "../../shell/printf.ts";
import type { Io } from "../../shell/program.ts";
import { readFile } from "./input.ts";
import { blocksOf, humanSize, modeString, userName } from "./ls.ts";
import { complain, nameOf, say, tool, UsageError } from "./tool.ts";

const baseOf = (path: string): string => path.replace(/\/+$/, "").replace(/^.*\//, "") || "/";
const dirOf = (path: string): string => {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path.startsWith("/") ? "/" : ".";
  const at = trimmed.lastIndexOf("/");
  return at < 0 ? "." : trimmed.slice(0, at).replace(/\/+$/, "") || "/";
};

/** Runs a change and says "mkdir: cannot create directory ‘x’: File exists" when it fails. */
async function attempt(io: Io, what: string, work: () => void): Promise<boolean> {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await say(io, `${what}: ${error.message}`);
    return false;
  }
}

/** mkdir(1) */
export const mkdir = tool({
  flags: "pv",
  values: "m",
  long: { parents: "p", verbose: "v", mode: "m" },
  usage: "[OPTION]... DIRECTORY...",
  help: "Create the DIRECTORY(ies), if they do not already exist.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    const mode = Number.parseInt(options.value("m") ?? "755", 8);
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const made = await attempt(io, `cannot create directory ‘${operand}’`, () =>
        io.files.makeDirectory(path, { parents: options.has("p"), mode }),
      );
      if (!made) status = 1;
      else if (options.has("v")) await io.stdout.write(`mkdir: created directory '${operand}'\n`);
    }
    return status;
  },
});

/** rmdir(1) */
export const rmdir = tool({
  flags: "pv",
  long: { parents: "p", verbose: "v", "ignore-fail-on-non-empty": "ignore" },
  usage: "[OPTION]... DIRECTORY...",
  help: "Remove the DIRECTORY(ies), if they are empty.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const removed = await attempt(io, `failed to remove '${operand}'`, () => {
        const stat = io.files.lstat(path);
        if (stat && stat.type !== "directory") throw new FileError("ENOTDIR", operand);
        io.files.remove(path);
      });
      if (!removed) status = 1;
    }
    return status;
  },
});

/** rm(1) */
export const rm = tool({
  flags: "dfirRvI",
  long: {
    dir: "d",
    force: "f",
    recursive: "r",
    verbose: "v",
    interactive: "i",
    "preserve-root": "p",
    "no-preserve-root": "n",
  },
  usage: "[OPTION]... [FILE]...",
  help: "Remove (unlink) the FILE(s).",
  async run(options, io) {
    const force = options.has("f");
    const recursive = options.has("r") || options.has("R");
    if (options.operands.length === 0 && !force) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const stat = io.files.lstat(path);
      if (!stat) {
        if (force) continue;
        await say(io, `cannot remove '${operand}': No such file or directory`);
        status = 1;
        continue;
      }
      if (stat.type === "directory" && !recursive && !options.has("d")) {
        await say(io, `cannot remove '${operand}': Is a directory`);
        status = 1;
        continue;
      }
      if (path === "/") {
        await say(
          io,
          "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe",
        );
        status = 1;
        continue;
      }
      if (/^(.*\/)?\.\.?\/*$/.test(operand)) {
        await say(io, `refusing to remove '.' or '..' directory: skipping '${operand}'`);
        status = 1;
        continue;
      }
      if (!(await attempt(io, `cannot remove '${operand}'`, () => io.files.remove(path, { recursive })))) status = 1;
      else if (options.has("v"))
        await io.stdout.write(`removed ${stat.type === "directory" ? "directory " : ""}'${operand}'\n`);
    }
    return status;
  },
});

/** Copies a node and all below it. */
function copyTree(files: Files, from: string, to: string, keepTimes: boolean, followLinks: boolean): void {
  const stat = followLinks ? files.stat(from) : files.lstat(from);
  if (!stat) throw new FileError("ENOENT", from);
  if (stat.type === "directory") {
    if (!files.stat(to)) files.makeDirectory(to, { mode: stat.mode });
    for (const name of files.list(from)) copyTree(files, `${from}/${name}`, `${to}/${name}`, keepTimes, false);
  } else if (stat.type === "link") {
    if (files.lstat(to)) files.remove(to);
    files.link(files.readLink(from), to);
  } else {
    const fresh = !files.stat(to);
    files.write(to, files.read(from), { mode: stat.mode });
    if (fresh && keepTimes) files.chmod(to, stat.mode);
  }
  if (keepTimes && stat.type !== "link") files.touch(to, stat.mtimeMs);
}

/** cp(1) */
export const cp = tool({
  flags: "adfHiLnPprRuvT",
  values: "t",
  long: {
    archive: "a",
    force: "f",
    recursive: "r",
    "no-clobber": "n",
    update: "u",
    verbose: "v",
    "no-target-directory": "T",
    preserve: "p",
    "target-directory": "t",
    dereference: "L",
  },
  usage: "[OPTION]... SOURCE... DIRECTORY",
  help: "Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.",
  async run(options, io) {
    const { sources, target, into } = await destinations(options.operands, options.value("t"), io);
    if (!sources) return 1;
    const recursive = options.has("r") || options.has("R") || options.has("a");
    let status = 0;
    for (const source of sources) {
      const from = resolvePath(io.cwd, source);
      const follow = !options.has("a") && !options.has("d") && !options.has("P") && !(recursive && !options.has("L"));
      const stat = follow ? io.files.stat(from) : io.files.lstat(from);
      const goal = into && !options.has("T") ? `${target.replace(/\/$/, "")}/${baseOf(source)}` : target;
      const to = resolvePath(io.cwd, goal);
      const fail = async (words: string) => {
        await say(io, words);
        status = 1;
      };
      if (!stat) await fail(`cannot stat '${source}': No such file or directory`);
      else if (stat.type === "directory" && !recursive) await fail(`-r not specified; omitting directory '${source}'`);
      else if (from === to) await fail(`'${source}' and '${goal}' are the same file`);
      else if (to.startsWith(`${from}/`)) await fail(`cannot copy a directory, '${source}', into itself, '${goal}'`);
      else if (io.files.stat(to)?.type === "directory" && stat.type !== "directory")
        await fail(`cannot overwrite directory '${goal}' with non-directory`);
      else if (stat.type === "directory" && io.files.stat(to) && io.files.stat(to)!.type !== "directory")
        await fail(`cannot overwrite non-directory '${goal}' with directory '${source}'`);
      else if (options.has("n") && io.files.stat(to)) continue;
      else if (
        !(await attempt(io, `cannot create ${stat.type === "directory" ? "directory" : "regular file"} '${goal}'`, () =>
          copyTree(io.files, from, to, options.has("a") || options.has("p"), follow),
        ))
      )
        status = 1;
      else if (options.has("v")) await io.stdout.write(`'${source}' -> '${goal}'\n`);
    }
    return status;
  },
});

async function destinations(
  operands: readonly string[],
  folder: string | undefined,
  io: Io,
): Promise<{ sources: readonly string[] | undefined; target: string; into: boolean }> {
  if (operands.length === 0) throw new UsageError("missing file operand");
  if (folder === undefined && operands.length === 1)
    throw new UsageError(`missing destination file operand after '${operands[0]}'`);
  const target = folder ?? operands.at(-1)!;
  const sources = folder === undefined ? operands.slice(0, -1) : operands;
  const into = io.files.stat(resolvePath(io.cwd, target))?.type === "directory";
  if (!into && (sources.length > 1 || folder !== undefined)) {
    await say(io, `target '${target}' is not a directory`);
    return { sources: undefined, target, into };
  }
  if (
    !into &&
    target.endsWith("/") &&
    sources.length === 1 &&
    io.files.stat(resolvePath(io.cwd, sources[0]!))?.type !== "directory"
  ) {
    await say(io, `cannot create regular file '${target}': Not a directory`);
    return { sources: undefined, target, into };
  }
  return { sources, target, into };
}

/** mv(1) */
export const mv = tool({
  flags: "finuvT",
  values: "t",
  long: { force: "f", "no-clobber": "n", verbose: "v", "target-directory": "t", "no-target-directory": "T" },
  usage: "[OPTION]... SOURCE... DIRECTORY",
  help: "Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.",
  async run(options, io) {
    const { sources, target, into } = await destinations(options.operands, options.value("t"), io);
    if (!sources) return 1;
    let status = 0;
    for (const source of sources) {
      const from = resolvePath(io.cwd, source);
      const goal = into && !options.has("T") ? `${target.replace(/\/$/, "")}/${baseOf(source)}` : target;
      const to = resolvePath(io.cwd, goal);
      if (!io.files.lstat(from)) {
        await say(io, `cannot stat '${source}': No such file or directory`);
        status = 1;
        continue;
      }
      if (from === to) {
        await say(io, `'${source}' and '${goal}' are the same file`);
        status = 1;
        continue;
      }
      if (options.has("n") && io.files.lstat(to)) continue;
      if (!(await attempt(io, `cannot move '${source}' to '${goal}'`, () => io.files.rename(from, to)))) status = 1;
      else if (options.has("v")) await io.stdout.write(`renamed '${source}' -> '${goal}'\n`);
    }
    return status;
  },
});

/** touch(1) */
export const touch = tool({
  flags: "acmh",
  values: "drt",
  long: { "no-create": "c", date: "d", reference: "r" },
  usage: "[OPTION]... FILE...",
  help: "Update the access and modification times of each FILE to the current time.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing file operand");
    const date = options.value("d");
    const time =
      date === undefined
        ? io.clock.now()
        : Date.parse(date.includes("T") || !date.includes(":") ? date : date.replace(" ", "T"));
    if (Number.isNaN(time)) {
      await say(io, `invalid date format ‘${date}’`);
      return 1;
    }
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const there = io.files.stat(path);
      if (!there && options.has("c")) continue;
      const done = await attempt(io, `cannot touch '${operand}'`, () => {
        if (!there) io.files.write(path, "");
        io.files.touch(path, time);
      });
      if (!done) status = 1;
    }
    return status;
  },
});

/** ln(1) */
export const ln = tool({
  flags: "fnrsvT",
  values: "t",
  long: { force: "f", "no-dereference": "n", symbolic: "s", relative: "r", verbose: "v" },
  usage: "[OPTION]... TARGET LINK_NAME",
  help: "Make links between files.",
  async run(options, io) {
    const [target, given = baseOf(options.operands[0] ?? "")] = options.operands;
    if (target === undefined) throw new UsageError("missing file operand");
    const isFolder =
      !options.has("n") && !options.has("T") && io.files.stat(resolvePath(io.cwd, given))?.type === "directory";
    const name = isFolder ? `${given.replace(/\/$/, "")}/${baseOf(target)}` : given;
    const path = resolvePath(io.cwd, name);
    const kind = options.has("s") ? "symbolic" : "hard";
    if (kind === "hard" && !io.files.stat(resolvePath(io.cwd, target))) {
      await say(io, `failed to access '${target}': No such file or directory`);
      return 1;
    }
    const made = await attempt(io, `failed to create ${kind} link '${name}'`, () => {
      if (options.has("f") && io.files.lstat(path)) io.files.remove(path);
      if (kind === "symbolic") return io.files.link(target, path);
      if (io.files.lstat(path)) throw new FileError("EEXIST", name);
      // Files here have one name each: a hard link is a copy that later writes do not reach.
      copyTree(io.files, resolvePath(io.cwd, target), path, true, true);
    });
    if (made && options.has("v")) await io.stdout.write(`'${name}' -> '${target}'\n`);
    return made ? 0 : 1;
  },
});

/** The mode that "u+x,g-w" or "644" makes of one. */
export function changedMode(spec: string, before: number, isFolder: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(spec)) return Number.parseInt(spec, 8);
  let mode = before;
  for (const clause of spec.split(",")) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (!match) return undefined;
    const who = match[1] === "" || match[1]!.includes("a") ? "ugo" : match[1]!;
    for (const [, operator, letters = ""] of match[2]!.matchAll(/([-+=])([rwxXst]*)/g)) {
      for (const person of who) {
        const shift = { u: 6, g: 3, o: 0 }[person as "u" | "g" | "o"];
        let bits = 0;
        if (letters.includes("r")) bits |= 4;
        if (letters.includes("w")) bits |= 2;
        if (letters.includes("x") || (letters.includes("X") && (isFolder || before & 0o111))) bits |= 1;
        // Without a person, the umask keeps writing from others.
        const asked = match[1] === "" && person !== "u" ? bits & ~2 : bits;
        if (operator === "+") mode |= asked << shift;
        else if (operator === "-") mode &= ~(bits << shift);
        else mode = (mode & ~(7 << shift)) | (asked << shift);
      }
    }
  }
  return mode;
}

/** chmod(1) */
export const chmod = tool({
  flags: "cfvRrwx",
  long: { recursive: "R", verbose: "v", changes: "c", silent: "f", quiet: "f" },
  usage: "[OPTION]... MODE[,MODE]... FILE...",
  help: "Change the mode of each FILE to MODE.",
  async run(options, io) {
    // "-x" is a mode, not an option.
    const minus = ["r", "w", "x"].filter((key) => options.has(key)).join("");
    const [spec = "", ...operands] = minus ? [`-${minus}`, ...options.operands] : options.operands;
    if (spec === "") throw new UsageError("missing operand");
    if (operands.length === 0) throw new UsageError(`missing operand after ‘${spec}’`);
    let status = 0;
    const change = async (path: string, shown: string): Promise<void> => {
      const stat = io.files.stat(path);
      if (!stat) {
        await say(io, `cannot access '${shown}': No such file or directory`);
        status = 1;
        return;
      }
      const mode = changedMode(spec, stat.mode, stat.type === "directory");
      if (mode === undefined) throw new UsageError(`invalid mode: ‘${spec}’`);
      if (!(await attempt(io, `changing permissions of '${shown}'`, () => io.files.chmod(path, mode)))) status = 1;
      if (!options.has("R") || stat.type !== "directory") return;
      for (const name of io.files.list(path)) await change(`${path}/${name}`, `${shown}/${name}`);
    };
    for (const operand of operands) await change(resolvePath(io.cwd, operand), operand);
    return status;
  },
});

/** chown(1), chgrp(1): only root may. */
export const chown = tool({
  flags: "cfhvR",
  long: { recursive: "R", verbose: "v" },
  usage: "[OPTION]... [OWNER][:[GROUP]] FILE...",
  help: "Change the owner and/or group of each FILE.",
  async run(options, io) {
    const [owner, ...operands] = options.operands;
    if (owner === undefined || operands.length === 0)
      throw new UsageError(owner === undefined ? "missing operand" : `missing operand after ‘${owner}’`);
    let status = 0;
    for (const operand of operands) {
      if (!io.files.lstat(resolvePath(io.cwd, operand))) {
        await say(io, `cannot access '${operand}': No such file or directory`);
        status = 1;
      } else if (io.user.uid !== 0) {
        await say(
          io,
          `changing ${nameOf(io) === "chgrp" ? "group" : "ownership"} of '${operand}': Operation not permitted`,
        );
        status = 1;
      }
    }
    return status;
  },
});

/** basename(1) */
export const basename = tool({
  flags: "az",
  values: "s",
  long: { multiple: "a", suffix: "s" },
  usage: "NAME [SUFFIX]",
  help: "Print NAME with any leading directory components removed.",
  async run(options, io) {
    const [first] = options.operands;
    if (first === undefined) throw new UsageError("missing operand");
    const many = options.has("a") || options.has("s");
    const suffix = options.value("s") ?? (many ? undefined : options.operands[1]);
    if (!many && options.operands.length > 2) throw new UsageError(`extra operand ‘${options.operands[2]}’`);
    for (const name of many ? options.operands : [first]) {
      const base = baseOf(name);
      await io.stdout.write(
        `${suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`,
      );
    }
    return 0;
  },
});

/** dirname(1) */
export const dirname = tool({
  flags: "z",
  usage: "[OPTION] NAME...",
  help: "Output each NAME with its last non-slash component and trailing slashes removed.",
  async run({ operands }, io) {
    if (operands.length === 0) throw new UsageError("missing operand");
    for (const name of operands) await io.stdout.write(`${dirOf(name)}\n`);
    return 0;
  },
});

/** realpath(1) */
export const realpath = tool({
  flags: "eLmPqsz",
  long: {
    "canonicalize-missing": "m",
    "canonicalize-existing": "e",
    strip: "s",
    "no-symlinks": "s",
    "relative-to": "relative-to=",
  },
  usage: "[OPTION]... FILE...",
  help: "Print the resolved absolute file name.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      if (options.has("s") || options.has("m"))
        await io.stdout.write(`${io.files.stat(path) && !options.has("s") ? io.files.realPath(path) : path}\n`);
      else if (io.files.stat(path)) await io.stdout.write(`${io.files.realPath(path)}\n`);
      else if (!options.has("e") && io.files.stat(dirOf(path)))
        await io.stdout.write(`${resolvePath(io.files.realPath(dirOf(path)), baseOf(path))}\n`);
      else {
        await say(io, `${operand}: No such file or directory`);
        status = 1;
      }
    }
    return status;
  },
});

/** readlink(1) */
export const readlink = tool({
  flags: "efmnqsvz",
  long: { canonicalize: "f", "canonicalize-existing": "e", "no-newline": "n" },
  usage: "[OPTION]... FILE...",
  help: "Print value of a symbolic link or canonical file name.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const end = options.has("n") ? "" : "\n";
      if (options.has("f") || options.has("e") || options.has("m")) {
        if (io.files.stat(path)) await io.stdout.write(io.files.realPath(path) + end);
        else if (!options.has("e") && io.files.stat(dirOf(path))) await io.stdout.write(path + end);
        else status = 1;
      } else if (io.files.lstat(path)?.type === "link") await io.stdout.write(io.files.readLink(path) + end);
      else status = 1;
    }
    return status;
  },
});

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
        G: owner,
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

/** du(1) */
export const du = tool({
  flags: "abchkms",
  values: "d",
  long: { all: "a", "human-readable": "h", summarize: "s", "max-depth": "d", total: "c", bytes: "b" },
  usage: "[OPTION]... [FILE]...",
  help: "Summarize device usage of the set of FILEs, recursively for directories.",
  async run(options, io) {
    const limit = options.has("s") ? 0 : Number(options.value("d") ?? Number.POSITIVE_INFINITY);
    const show = (kilobytes: number) =>
      options.has("h")
        ? humanSize(kilobytes * 1024)
        : options.has("b")
          ? String(kilobytes)
          : options.has("m")
            ? String(Math.ceil(kilobytes / 1024))
            : String(kilobytes);
    let sum = 0;
    let status = 0;
    const measure = async (path: string, shown: string, depth: number): Promise<number> => {
      const found = io.files.lstat(path)!;
      let size = options.has("b") ? found.size : blocksOf(found);
      if (found.type === "directory") {
        for (const name of io.files.list(path))
          size += await measure(
            `${path === "/" ? "" : path}/${name}`,
            `${shown.replace(/\/$/, "")}/${name}`,
            depth + 1,
          );
      }
      if (depth <= limit && (found.type === "directory" || options.has("a") || depth === 0))
        await io.stdout.write(`${show(size)}\t${shown}\n`);
      return size;
    };
    for (const operand of options.operands.length > 0 ? options.operands : ["."]) {
      const path = resolvePath(io.cwd, operand);
      if (!io.files.lstat(path)) {
        await say(io, `cannot access '${operand}': No such file or directory`);
        status = 1;
      } else sum += await measure(path, operand, 0);
    }
    if (options.has("c")) await io.stdout.write(`${show(sum)}\ttotal\n`);
    return status;
  },
});

/** truncate(1) */
export const truncate = tool({
  flags: "co",
  values: "s",
  long: { size: "s", "no-create": "c" },
  usage: "OPTION... FILE...",
  help: "Shrink or extend the size of each FILE to the specified size.",
  async run(options, io) {
    const size = options.value("s");
    if (size === undefined) throw new UsageError("you must specify either ‘--size’ or ‘--reference’");
    const match = /^(\d+)([KMG])?$/.exec(size);
    if (!match) {
      await say(io, `Invalid number: ‘${size}’`);
      return 1;
    }
    const bytes = Number(match[1]) * 1024 ** " KMG".indexOf(match[2] ?? " ");
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const before = io.files.stat(path) ? io.files.read(path) : new Uint8Array();
      const after = new Uint8Array(bytes);
      after.set(before.subarray(0, bytes));
      if (!(await attempt(io, `cannot open '${operand}' for writing`, () => io.files.write(path, after)))) return 1;
    }
    return 0;
  },
});

/** install(1), as Makefiles and guides use it: `install -m 755 a b`, `install -d`. */
export const install = tool({
  flags: "dDCcpsvb",
  values: "mogt",
  usage: "[OPTION]... SOURCE DEST",
  help: "Copy files and set their attributes.",
  async run(options, io) {
    const mode = changedMode(options.value("m") ?? "755", 0, false) ?? 0o755;
    if (options.has("d")) {
      for (const operand of options.operands)
        io.files.makeDirectory(resolvePath(io.cwd, operand), { parents: true, mode });
      return 0;
    }
    const [source, target = options.value("t")] = options.operands;
    if (source === undefined || target === undefined) throw new UsageError("missing file operand");
    try {
      const content = readFile(source, io);
      let path = resolvePath(io.cwd, target);
      if (io.files.stat(path)?.type === "directory") path = `${path}/${baseOf(source)}`;
      if (options.has("D")) io.files.makeDirectory(dirOf(path), { parents: true });
      io.files.write(path, content);
      io.files.chmod(path, mode);
      return 0;
    } catch (error) {
      await complain(io, error, `cannot stat '${source}'`);
      return 1;
    }
  },
});
