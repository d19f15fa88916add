import { FileError, type FileStat, resolvePath } from "../../../shell/files.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Io } from "../../../shell/program.ts";
import { inColumns } from "../columns.ts";
import { modeString } from "../mode.ts";
import type { Options } from "../options.ts";
import { blocksOf, humanSize } from "../sizes.ts";
import { say, tool } from "../tool.ts";
import { groupName, userName } from "../users.ts";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

/** ls(1) */
export const ls = tool({
  flags: "1aAbcCdfFghHiklLmnNopqQrRsStuUvxXZ",
  values: "IwT",
  long: {
    all: "a",
    "almost-all": "A",
    directory: "d",
    classify: "F",
    "human-readable": "h",
    inode: "i",
    reverse: "r",
    recursive: "R",
    size: "s",
    color: "color?",
    "full-time": "full-time",
    "group-directories-first": "group",
    sort: "sort=",
    "time-style": "time-style=",
    "no-group": "G",
    "numeric-uid-gid": "n",
  },
  usageCode: 2,
  usage: "[OPTION]... [FILE]...",
  help: "List information about the FILEs (the current directory by default).",
  async run(options, io) {
    const operands = options.operands.length > 0 ? options.operands : ["."];
    const files: Entry[] = [];
    const folders: Entry[] = [];
    let status = 0;
    for (const operand of operands) {
      const path = resolvePath(io.cwd, operand);
      const long = isLong(options);
      const stat =
        (long && !operand.endsWith("/") ? io.files.lstat(path) : io.files.stat(path)) ?? io.files.lstat(path);
      if (!stat) {
        await say(io, `cannot access '${operand}': No such file or directory`);
        status = 2;
        continue;
      }
      const folder = stat.type === "directory" && !options.has("d");
      (folder ? folders : files).push({ name: operand, path, stat });
    }
    const show = (entries: readonly Entry[], total: boolean) =>
      io.stdout.write(rendered(sorted(entries, options), options, io, total));
    if (files.length > 0) await show(files, false);
    const headed = operands.length > 1 || options.has("R");
    let first = files.length === 0;
    const list = async (folder: Entry): Promise<void> => {
      if (headed) await io.stdout.write(`${first ? "" : "\n"}${folder.name}:\n`);
      first = false;
      const entries = entriesOf(folder, options, io);
      if (entries instanceof FileError) {
        await say(io, `cannot open directory '${folder.name}': ${entries.message}`);
        status = 2;
        return;
      }
      await show(entries, true);
      if (!options.has("R")) return;
      for (const entry of sorted(entries, options)) {
        if (entry.stat.type !== "directory" || entry.name === "." || entry.name === "..") continue;
        await list({ ...entry, name: `${folder.name.replace(/\/$/, "")}/${entry.name}` });
      }
    };
    for (const folder of sorted(folders, options)) await list(folder);
    return status;
  },
});

const isLong = (options: Options): boolean => ["l", "g", "n", "o", "full-time"].some((key) => options.has(key));

function entriesOf(folder: Entry, options: Options, io: Io): Entry[] | FileError {
  let names: readonly string[];
  try {
    names = io.files.list(folder.path);
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  const all = options.last("a", "A", "f");
  const wanted = names.filter((name) => all || !name.startsWith("."));
  const listed = all === "a" || all === "f" ? [".", "..", ...wanted] : wanted;
  return listed.flatMap((name) => {
    const path = resolvePath(folder.path, name);
    const stat = options.has("L") ? io.files.stat(path) : io.files.lstat(path);
    return stat ? [{ name, path, stat }] : [];
  });
}

function sorted(entries: readonly Entry[], options: Options): Entry[] {
  if (options.has("U") || options.has("f")) return [...entries];
  const order = options.last("t", "S", "X", "v");
  const ending = (name: string) => (name.includes(".") ? name.slice(name.lastIndexOf(".")) : "");
  const compare = (a: Entry, b: Entry): number => {
    const byName = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
    if (order === "t") return b.stat.mtimeMs - a.stat.mtimeMs || byName;
    if (order === "S") return b.stat.size - a.stat.size || byName;
    if (order === "X") return ending(a.name) < ending(b.name) ? -1 : ending(a.name) > ending(b.name) ? 1 : byName;
    return byName;
  };
  const ordered = [...entries].sort(compare);
  if (options.has("r")) ordered.reverse();
  if (options.has("group"))
    ordered.sort((a, b) => Number(b.stat.type === "directory") - Number(a.stat.type === "directory"));
  return ordered;
}

function rendered(entries: readonly Entry[], options: Options, io: Io, total: boolean): string {
  const when = options.has("color") ? (options.value("color") ?? "always") : "never";
  const color = when === "always" || (when === "auto" && io.isTerminal(1));
  const names = entries.map((entry) => decorated(entry, options, color));
  if (isLong(options)) return longList(entries, names, { options, io, total });
  const width = io.isTerminal(1) ? (io.tty?.size().columns ?? 80) : undefined;
  const columns = options.last("1", "C", "x", "m") ?? (width === undefined ? "1" : "C");
  if (columns === "m") return names.length > 0 ? `${names.join(", ")}\n` : "";
  if (columns === "1") return names.map((name) => `${name}\n`).join("");
  const shown =
    entries.some((entry) => needsQuotes(entry.name)) && width !== undefined
      ? names.map((name) => (/^['"]/.test(name) ? name : ` ${name}`))
      : names;
  return inColumns(shown, width ?? 80);
}

const needsQuotes = (name: string): boolean => /[\s'"$`\\!*?[\]{}()&;|<>#~]/.test(name);

const COLORS = { directory: "01;34", link: "01;36", device: "40;33;01", executable: "01;32" } as const;

function decorated({ name, stat }: Entry, options: Options, color: boolean): string {
  const executable = stat.type === "file" && (stat.mode & 0o111) !== 0;
  const mark = stat.type === "directory" ? "/" : stat.type === "link" ? "@" : executable ? "*" : "";
  const suffix = options.has("F") ? mark : options.has("p") && stat.type === "directory" ? "/" : "";
  const paint = stat.type === "file" ? (executable ? COLORS.executable : undefined) : COLORS[stat.type];
  return (color && paint ? `\u001b[0m\u001b[${paint}m${name}\u001b[0m` : name) + suffix;
}

const HALF_YEAR_MS = 31_556_952_000 / 2;

function longList(
  entries: readonly Entry[],
  names: readonly string[],
  { options, io, total }: { options: Options; io: Io; total: boolean },
): string {
  const human = options.has("h");
  const rows = entries.map((entry, at) => {
    const { stat } = entry;
    const owner = options.has("n") ? String(stat.uid) : userName(stat.uid, io);
    const group = options.has("n") ? String(stat.uid) : groupName(stat.uid, io);
    const now = io.clock.now();
    const recent = stat.mtimeMs > now - HALF_YEAR_MS && stat.mtimeMs <= now + 60_000;
    const time = options.has("full-time")
      ? strftime("%Y-%m-%d %H:%M:%S.%N %z", stat.mtimeMs)
      : strftime(recent ? "%b %e %H:%M" : "%b %e  %Y", stat.mtimeMs);
    const target = stat.type === "link" ? ` -> ${io.files.readLink(entry.path)}` : "";
    return {
      mode: modeString(stat),
      links: stat.type === "directory" ? String(2 + subfolders(entry.path, io)) : "1",
      owner: options.has("g") ? undefined : owner,
      group: options.has("o") || options.has("G") ? undefined : group,
      size: human ? humanSize(stat.size) : String(stat.size),
      time,
      name: `${names[at]}${target}`,
    };
  });
  const width = (pick: (row: (typeof rows)[number]) => string | undefined) =>
    Math.max(0, ...rows.map((row) => pick(row)?.length ?? 0));
  const [links, owner, group, size] = [
    width((row) => row.links),
    width((row) => row.owner),
    width((row) => row.group),
    width((row) => row.size),
  ];
  const lines = rows.map((row) => {
    const people = [row.owner?.padEnd(owner), row.group?.padEnd(group)].filter((one) => one !== undefined).join(" ");
    return `${row.mode} ${row.links.padStart(links)} ${people} ${row.size.padStart(size)} ${row.time} ${row.name}\n`;
  });
  const blocks = entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0);
  const head = total ? `total ${human ? humanSize(blocks * 1024) : blocks}\n` : "";
  return head + lines.join("");
}

const subfolders = (path: string, io: Io): number => {
  try {
    return io.files.list(path).filter((name) => io.files.lstat(resolvePath(path, name))?.type === "directory").length;
  } catch (error) {
    if (error instanceof FileError) return 0;
    throw error;
  }
};
