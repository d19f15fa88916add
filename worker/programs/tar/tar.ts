import { gunzipSync, gzipSync } from "fflate";
import { readAll } from "../../base/streams.ts";
import { ERRNO_WORDS, FileError, resolvePath } from "../../shell/files.ts";
import type { Io, Program } from "../../shell/program.ts";
import { readTar, type TarEntry, writeTar } from "./format.ts";

/** How the two tars differ in what they say. */
interface Dialect {
  readonly failure: number;
  readonly leadingSlash: string;
  readonly noMode: string;
  cannotRead(path: string, why: string): string;
  cannotOpen(path: string, why: string): string;
  readonly afterErrors: string;
  readonly notFound: (member: string) => string;
  readonly noArchive: string;
  readonly nothing: string;
}

const HINT = "Try 'tar --help' or 'tar --usage' for more information.\n";

const FAILED = "tar: Exiting with failure status due to previous errors\n";

const gnu: Dialect = {
  failure: 2,
  leadingSlash: "tar: Removing leading `/' from member names\n",
  nothing: `tar: Cowardly refusing to create an empty archive\n${HINT}`,
  noMode: `tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n${HINT}`,
  cannotRead: (path, why) => `tar: ${path}: Cannot stat: ${why}\n`,
  cannotOpen: (path, why) => `tar: ${path}: Cannot open: ${why}\ntar: Error is not recoverable: exiting now\n`,
  afterErrors: FAILED,
  notFound: (member) => `tar: ${member}: Not found in archive\n`,
  noArchive: `tar: This does not look like a tar archive\n${FAILED}`,
};

const busybox: Dialect = {
  failure: 1,
  leadingSlash: "tar: removing leading '/' from member names\n",
  noMode: "tar: must specify one of ctx\n",
  cannotRead: (path, why) => `tar: ${path}: ${why}\n`,
  cannotOpen: (path, why) => `tar: can't open '${path}': ${why}\n`,
  afterErrors: "tar: error exit delayed from previous errors\n",
  notFound: (member) => `tar: ${member}: not found in archive\n`,
  noArchive: "tar: invalid tar magic\n",
  nothing: "tar: empty archive\n",
};

/** tar(1) of Debian. */
export const gnuTar = tarAs(gnu);
/** tar of BusyBox. */
export const busyboxTar = tarAs(busybox);

/** The command line is not one that tar knows. */
class TarError extends Error {}

interface Wish {
  readonly mode: "c" | "x" | "t" | undefined;
  readonly archive: string;
  readonly folder: string;
  /** The folder as it was typed. */
  readonly named: string;
  readonly flags: ReadonlySet<string>;
  readonly strip: number;
  readonly excluded: readonly string[];
  readonly operands: readonly string[];
}

function tarAs(dialect: Dialect): Program {
  return async (args, io) => {
    try {
      const wish = readWish(args, io.cwd);
      switch (wish.mode) {
        case "c":
          return await create(wish, io, dialect);
        case "x":
        case "t":
          return await unpack(wish, io, dialect);
        default:
          await io.stderr.write(dialect.noMode);
          return dialect.failure;
      }
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      await io.stderr.write(error.message);
      return dialect.failure;
    }
  };
}

const LONG: Readonly<Record<string, string>> = {
  create: "c",
  extract: "x",
  get: "x",
  list: "t",
  file: "f",
  directory: "C",
  verbose: "v",
  gzip: "z",
  gunzip: "z",
  touch: "m",
  "preserve-permissions": "p",
  "to-stdout": "O",
  "keep-old-files": "k",
  dereference: "h",
  "strip-components": "strip",
  exclude: "exclude",
  "absolute-names": "P",
};
const WITH_VALUE = new Set(["f", "C", "strip", "exclude", "T", "X"]);
const WITHOUT = new Set([..."cxtvzmpOkhPo"]);

/** Options in any of tar's three manners: "cf", "-cf", "--create --file". @throws TarError */
function readWish(args: readonly string[], cwd: string): Wish {
  const words = [...args];
  const flags = new Set<string>();
  const operands: string[] = [];
  const excluded: string[] = [];
  let [archive, folder, named, strip, mode] = ["-", cwd, ".", 0, undefined as Wish["mode"]];
  const take = (key: string, inline?: string) => {
    const value = inline ?? words.shift();
    if (value === undefined) throw new TarError(`tar: option requires an argument -- '${key}'\n`);
    if (key === "f") archive = value;
    else if (key === "C") [folder, named] = [resolvePath(folder, value), value];
    else if (key === "strip") strip = Number(value);
    else if (key === "exclude") excluded.push(value);
  };
  const give = (key: string, inline?: string) => {
    if (WITH_VALUE.has(key)) return take(key, inline);
    if (!WITHOUT.has(key)) throw new TarError(`tar: invalid option -- '${key}'\n`);
    if (key === "c" || key === "x" || key === "t") mode = key;
    flags.add(key);
  };
  const bundle = (letters: string, attached: boolean) => {
    for (let at = 0; at < letters.length; at++) {
      const key = letters[at]!;
      const rest = letters.slice(at + 1);
      if (attached && WITH_VALUE.has(key) && rest !== "") return give(key, rest);
      give(key);
    }
  };
  const [first] = words;
  if (first !== undefined && !first.startsWith("-")) bundle(words.shift()!, false);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "--") {
      operands.push(...words.splice(0));
    } else if (word.startsWith("--")) {
      const [name = "", inline] = word.slice(2).split(/=(.*)/s);
      const key = LONG[name];
      if (!key) throw new TarError(`tar: unrecognized option '--${name}'\n`);
      give(key, inline);
    } else if (/^-./s.test(word)) bundle(word.slice(1), true);
    else operands.push(word);
  }
  return { mode, archive, folder, named, flags, strip, excluded, operands };
}

async function create(wish: Wish, io: Io, dialect: Dialect): Promise<number> {
  const { operands, archive, flags, folder, excluded } = wish;
  if (operands.length === 0) throw new TarError(dialect.nothing);
  const entries: TarEntry[] = [];
  let failed = false;
  let told = false;
  const add = async (path: string, name: string): Promise<void> => {
    if (excluded.some((pattern) => pattern === name || name.endsWith(`/${pattern}`))) return;
    if (name.startsWith("/") && !flags.has("P") && !told) {
      told = true;
      await io.stderr.write(dialect.leadingSlash);
    }
    const stat = io.files.stat(path);
    if (!stat) {
      failed = true;
      return io.stderr.write(dialect.cannotRead(name, "No such file or directory"));
    }
    const stored = flags.has("P") ? name : name.replace(/^\/+/, "");
    const common = { name: stored || "./", mode: stat.mode, mtimeMs: stat.mtimeMs };
    if (flags.has("v"))
      await (archive === "-" ? io.stderr : io.stdout).write(`${stored}${stat.type === "directory" ? "/" : ""}\n`);
    if (stat.type !== "directory") {
      entries.push({ ...common, type: "file", content: io.files.read(path) });
      return;
    }
    entries.push({ ...common, type: "directory", content: new Uint8Array() });
    for (const child of [...io.files.list(path)].sort())
      await add(`${path}/${child}`, `${name.replace(/\/$/, "")}/${child}`);
  };
  for (const operand of operands) await add(resolvePath(folder, operand), operand.replace(/(.)\/+$/, "$1"));
  const plain = writeTar(entries);
  const bytes = flags.has("z") ? gzipSync(plain, { mtime: 0 }) : plain;
  if (archive === "-") await io.stdout.write(bytes);
  else io.files.write(resolvePath(io.cwd, archive), bytes);
  if (!failed) return 0;
  await io.stderr.write(dialect.afterErrors);
  return dialect.failure;
}

async function unpack(wish: Wish, io: Io, dialect: Dialect): Promise<number> {
  const { flags, folder, named, strip, operands, mode } = wish;
  let failed = false;
  const wanted = operands.map((operand) => operand.replace(/(.)\/+$/, "$1"));
  const found = new Set<string>();
  if (io.files.stat(folder)?.type !== "directory") {
    throw new TarError(dialect.cannotOpen(named, "No such file or directory"));
  }
  for (const entry of await archived(wish, io, dialect)) {
    const member = entry.name.replace(/^\.\//, "");
    const asked = wanted.find((one) => one === entry.name || entry.name.startsWith(`${one}/`) || one === member);
    if (wanted.length > 0 && asked === undefined) continue;
    if (asked !== undefined) found.add(asked);
    const line = `${entry.name}${entry.type === "directory" ? "/" : ""}\n`;
    if (mode === "t" || flags.has("v")) await io.stdout.write(line);
    if (mode === "t") continue;
    const name = stripped(entry.name, strip);
    if (name === undefined) continue;
    const trouble = await extract({ ...entry, name }, resolvePath(folder, name), wish, io);
    failed ||= trouble !== undefined;
    if (trouble) await io.stderr.write(`tar: ${entry.name}: Cannot open: ${trouble}\n`);
  }
  const missing = wanted.filter((one) => !found.has(one));
  for (const one of missing) await io.stderr.write(dialect.notFound(one));
  if (missing.length === 0 && !failed) return 0;
  await io.stderr.write(dialect.afterErrors);
  return dialect.failure;
}

/** Without what leads out of the folder, and without so many of its first parts. */
function stripped(name: string, count: number): string | undefined {
  const parts = name.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  if (parts.length === 0) return count === 0 ? "." : undefined;
  return parts.length > count ? parts.slice(count).join("/") : undefined;
}

/** Writes one member; says what went wrong, if anything did. */
async function extract(entry: TarEntry, path: string, { flags }: Wish, io: Io): Promise<string | undefined> {
  if (flags.has("O")) {
    if (entry.type === "file") await io.stdout.write(entry.content);
    return undefined;
  }
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  try {
    if (entry.type === "directory") {
      if (io.files.stat(path)?.type !== "directory") io.files.makeDirectory(path, { parents: true, mode: entry.mode });
      return undefined;
    }
    if (flags.has("k") && io.files.lstat(path)) return ERRNO_WORDS.EEXIST;
    if (!io.files.stat(parent)) io.files.makeDirectory(parent, { parents: true });
    io.files.write(path, entry.content, { mode: entry.mode });
    io.files.chmod(path, entry.mode);
    if (!flags.has("m")) io.files.touch(path, entry.mtimeMs);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.message;
  }
  return undefined;
}

async function archived({ archive }: Wish, io: Io, dialect: Dialect): Promise<readonly TarEntry[]> {
  let bytes: Uint8Array;
  if (archive === "-") bytes = await readAll(io.stdin);
  else {
    try {
      bytes = io.files.read(resolvePath(io.cwd, archive));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new TarError(dialect.cannotOpen(archive, error.message));
    }
  }
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const entries = readTar(plain);
  if (entries.length === 0 && plain.some((byte) => byte !== 0)) throw new TarError(dialect.noArchive);
  return entries;
}
