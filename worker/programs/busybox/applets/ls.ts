import { FileError, type FileStat, resolvePath } from "../../../shell/files.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Io } from "../../../shell/program.ts";
import { modeString } from "../../coreutils/mode.ts";
import type { Options } from "../../coreutils/options.ts";
import { blocksOf } from "../../coreutils/sizes.ts";
import { groupName, userName } from "../../coreutils/users.ts";
import type { Applet } from "../applet.ts";
import { humanSize } from "./memory.ts";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

/** ls: columns of equal width, a long list of fixed ones, colours on a terminal. */
export const ls: Applet = {
  usage: "[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...",
  help: "List directory contents",
  flags: "1AaCxdLHRFplinshrSXvctugoTk",
  values: "w",
  long: { "full-time": "full-time", "group-directories-first": "group", color: "color?", help: "help" },
  async run(options, io) {
    const operands = options.operands.length > 0 ? options.operands : ["."];
    const files: Entry[] = [];
    const folders: Entry[] = [];
    let status = 0;
    const complain = async (name: string, words: string) => {
      status = 1;
      await io.stderr.write(`ls: ${name}: ${words}\n`);
    };
    for (const operand of operands) {
      const path = resolvePath(io.cwd, operand);
      const long = isLong(options) && !options.has("L") && !options.has("H") && !operand.endsWith("/");
      const stat = (long ? io.files.lstat(path) : io.files.stat(path)) ?? io.files.lstat(path);
      if (!stat) await complain(operand, "No such file or directory");
      else (stat.type === "directory" && !options.has("d") ? folders : files).push({ name: operand, path, stat });
    }
    let printed = files.length > 0;
    if (printed) await io.stdout.write(shown(sorted(files, options), options, io));
    const headed = operands.length > 1 || options.has("R");
    const list = async (folder: Entry): Promise<void> => {
      let entries: readonly Entry[];
      try {
        entries = sorted(entriesOf(folder, options, io), options);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        return complain(`can't open '${folder.name}'`, error.message);
      }
      const blocks = entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0);
      const total = options.has("h")
        ? humanSize(blocks * 1024)
            .replace(/\.0(?=\D)/, "")
            .padEnd(7)
        : blocks;
      const head = `${headed ? `${printed ? "\n" : ""}${folder.name}:\n` : ""}${isLong(options) ? `total ${total}\n` : ""}`;
      printed = true;
      await io.stdout.write(head + shown(entries, options, io));
      if (!options.has("R")) return;
      for (const entry of entries) {
        if (entry.stat.type !== "directory" || entry.name === "." || entry.name === "..") continue;
        await list({ ...entry, name: `${folder.name.replace(/\/$/, "")}/${entry.name}` });
      }
    };
    for (const folder of sorted(folders, options)) await list(folder);
    return status;
  },
};

const isLong = (options: Options): boolean => ["l", "g", "n", "o", "full-time"].some((key) => options.has(key));

function entriesOf(folder: Entry, options: Options, io: Io): readonly Entry[] {
  const all = options.last("a", "A");
  const names = io.files.list(folder.path).filter((name) => all || !name.startsWith("."));
  return (all === "a" ? [".", "..", ...names] : names).flatMap((name) => {
    const path = resolvePath(folder.path, name);
    const stat = options.has("L") ? io.files.stat(path) : io.files.lstat(path);
    return stat ? [{ name, path, stat }] : [];
  });
}

function sorted(entries: readonly Entry[], options: Options): readonly Entry[] {
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const order = options.last("t", "S", "X");
  const ending = ({ name }: Entry) => (name.includes(".") ? name.slice(name.lastIndexOf(".")) : "");
  const ordered = [...entries].sort((a, b) => {
    if (order === "t") return b.stat.mtimeMs - a.stat.mtimeMs || byName(a, b);
    if (order === "S") return b.stat.size - a.stat.size || byName(a, b);
    if (order === "X" && ending(a) !== ending(b)) return ending(a) < ending(b) ? -1 : 1;
    return byName(a, b);
  });
  if (options.has("r")) ordered.reverse();
  const folder = ({ stat }: Entry) => Number(stat.type === "directory");
  return options.has("group") ? ordered.sort((a, b) => folder(b) - folder(a)) : ordered;
}

const isExecutable = ({ type, mode }: FileStat): boolean => type === "file" && (mode & 0o111) !== 0;

/** A name with its colour and mark; every kind has a colour, plain files too. */
function decorated({ name, stat }: Entry, options: Options, color: boolean): string {
  const paint = { directory: "1;34", link: "1;36", device: "1;33", file: isExecutable(stat) ? "1;32" : "0;0" }[
    stat.type
  ];
  const mark = { directory: "/", link: "@", device: "", file: isExecutable(stat) ? "*" : "" }[stat.type];
  const suffix = options.has("F") || (options.has("p") && mark === "/") ? mark : "";
  return (color ? `\u001b[${paint}m${name}\u001b[m` : name) + suffix;
}

function shown(entries: readonly Entry[], options: Options, io: Io): string {
  const when = options.has("color") ? (options.value("color") ?? "always") : "auto";
  const color = when === "always" || (when === "auto" && io.isTerminal(1));
  const names = entries.map((entry) => {
    const blocks = options.has("s") ? `${String(blocksOf(entry.stat)).padStart(6)} ` : "";
    return blocks + decorated(entry, options, color);
  });
  if (isLong(options)) return entries.map((entry, at) => longLine(entry, names[at]!, options, io)).join("");
  const columns = options.last("1", "C", "x") ?? (io.isTerminal(1) ? "C" : "1");
  if (columns === "1" || names.length === 0) return names.map((name) => `${name}\n`).join("");
  const lengths = entries.map(
    ({ name }, at) => name.length + (names[at]!.length - names[at]!.replace(/[/@*]$/, "").length),
  );
  const width = Number(options.value("w") ?? io.tty?.size().columns ?? 80);
  const cell = Math.max(...lengths) + 2;
  const across = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / across);
  return Array.from({ length: rows }, (_, row) => {
    const places = names
      .map((_name, at) => at)
      .filter((at) => (columns === "x" ? Math.floor(at / across) : at % rows) === row);
    const cells = places.map((at, place) =>
      place === places.length - 1 ? names[at]! : names[at]! + " ".repeat(cell - lengths[at]!),
    );
    return `${cells.join("")}\n`;
  }).join("");
}

const HALF_YEAR_MS = 31_556_952_000 / 2;

function longLine({ path, stat }: Entry, name: string, options: Options, io: Io): string {
  const numbers = options.has("n");
  const links = stat.type === "directory" ? 2 + foldersIn(path, io) : 1;
  const owner = numbers ? String(stat.uid) : userName(stat.uid, io);
  const group = numbers ? String(stat.uid) : groupName(stat.uid, io);
  const size = options.has("h")
    ? humanSize(stat.size)
        .replace(/^(\d+)$/, "$1")
        .padStart(7)
    : String(stat.size).padStart(9);
  const age = io.clock.now() - stat.mtimeMs;
  const format = options.has("full-time")
    ? "%Y-%m-%d %H:%M:%S %z"
    : age > -60_000 && age < HALF_YEAR_MS
      ? "%b %e %H:%M"
      : "%b %e  %Y";
  const target = stat.type === "link" ? ` -> ${io.files.readLink(path)}` : "";
  const people = `${options.has("g") ? "" : `${owner.slice(0, 8).padEnd(8)} `}${group.slice(0, 8).padEnd(8)}`;
  return `${modeString(stat)} ${String(links).padStart(4)} ${people} ${size} ${strftime(format, stat.mtimeMs)} ${name}${target}\n`;
}

function foldersIn(path: string, io: Io): number {
  try {
    return io.files.list(path).filter((name) => io.files.lstat(resolvePath(path, name))?.type === "directory").length;
  } catch (error) {
    if (error instanceof FileError) return 0;
    throw error;
  }
}
