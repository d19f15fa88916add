import { FileError, type FileStat, resolvePath } from "../../../shell/files.ts";
import { matchesPattern } from "../../../shell/interpreter/pattern.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Io, Program } from "../../../shell/program.ts";
import { modeString } from "../mode.ts";
import { userName } from "../users.ts";

interface Visit {
  readonly path: string;
  /** As find shows it: below the starting point as it was typed. */
  readonly shown: string;
  readonly stat: FileStat;
  readonly depth: number;
  readonly start: string;
  /** Set by -prune. */
  pruned: boolean;
}

type Test = (visit: Visit) => Promise<boolean> | boolean;

class FindError extends Error {}

/** find(1): the tests and actions in common use. */
export const find: Program = async (args, io) => {
  const first = args.findIndex((word) => /^[-(!]/.test(word) && !/^-[HLP]$/.test(word));
  const starts = (first < 0 ? args : args.slice(0, first)).filter((word) => !/^-[HLP]$/.test(word));
  let status = 0;
  try {
    const parser = new Parser(first < 0 ? [] : args.slice(first), io);
    const test = parser.parse();
    for (const start of starts.length > 0 ? starts : ["."]) {
      if (!(await walk(start, test, parser, io))) status = 1;
    }
    for (const batch of parser.batches) if ((await batch()) !== 0) status = 1;
    return parser.failed ? 1 : status;
  } catch (error) {
    if (!(error instanceof FindError)) throw error;
    await io.stderr.write(`find: ${error.message}\n`);
    return 1;
  }
};

async function walk(start: string, test: Test, { minDepth, maxDepth, depthFirst }: Parser, io: Io): Promise<boolean> {
  const root = io.files.lstat(resolvePath(io.cwd, start));
  if (!root) {
    await io.stderr.write(`find: ‘${start}’: No such file or directory\n`);
    return false;
  }
  let fine = true;
  const visit = async (path: string, shown: string, depth: number): Promise<void> => {
    const stat = io.files.lstat(path);
    if (!stat) return;
    const at: Visit = { path, shown, stat, depth, start, pruned: false };
    if (depth >= minDepth && !depthFirst) await test(at);
    if (stat.type === "directory" && depth < maxDepth && !at.pruned) {
      let names: readonly string[] = [];
      try {
        names = io.files.list(path);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        await io.stderr.write(`find: ‘${shown}’: ${error.message}\n`);
        fine = false;
      }
      for (const name of names)
        await visit(path === "/" ? `/${name}` : `${path}/${name}`, `${shown.replace(/\/$/, "")}/${name}`, depth + 1);
    }
    if (depth >= minDepth && depthFirst) await test(at);
  };
  await visit(resolvePath(io.cwd, start), start, 0);
  return fine;
}

class Parser {
  minDepth = 0;
  maxDepth = Number.POSITIVE_INFINITY;
  depthFirst = false;
  failed = false;
  readonly batches: (() => Promise<number>)[] = [];
  #at = 0;
  #acts = false;

  constructor(
    readonly words: readonly string[],
    readonly io: Io,
  ) {}

  parse(): Test {
    if (this.words.length === 0) return this.#print("\n");
    const test = this.#or();
    if (this.#at < this.words.length) throw new FindError(`paths must precede expression: \`${this.words[this.#at]}'`);
    if (this.#acts) return test;
    const print = this.#print("\n");
    return async (visit) => (await test(visit)) && print(visit);
  }

  #or(): Test {
    let left = this.#and();
    while (["-o", "-or"].includes(this.words[this.#at] ?? "")) {
      this.#at += 1;
      const [a, b] = [left, this.#and()];
      left = async (visit) => (await a(visit)) || b(visit);
    }
    return left;
  }

  #and(): Test {
    let left = this.#not();
    for (;;) {
      const word = this.words[this.#at];
      if (word === undefined || word === ")" || word === "-o" || word === "-or") return left;
      if (word === "-a" || word === "-and") this.#at += 1;
      const [a, b] = [left, this.#not()];
      left = async (visit) => (await a(visit)) && b(visit);
    }
  }

  #not(): Test {
    const word = this.words[this.#at];
    if (word === "!" || word === "-not") {
      this.#at += 1;
      const inner = this.#not();
      return async (visit) => !(await inner(visit));
    }
    if (word === "(") {
      this.#at += 1;
      const inner = this.#or();
      if (this.words[this.#at] !== ")")
        throw new FindError("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.#at += 1;
      return inner;
    }
    return this.#primary();
  }

  #print(end: string): Test {
    return async ({ shown }) => {
      await this.io.stdout.write(shown + end);
      return true;
    };
  }

  #argument(name: string): string {
    const value = this.words[this.#at++];
    if (value === undefined) throw new FindError(`missing argument to \`${name}'`);
    return value;
  }

  #primary(): Test {
    const name = this.words[this.#at++]!;
    const { io } = this;
    const base = ({ shown }: Visit) => shown.replace(/\/+$/, "").replace(/^.*\//, "") || shown;
    switch (name) {
      case "-name":
      case "-iname": {
        const glob = this.#argument(name);
        return (visit) => matchesPattern(glob, base(visit), { ignoreCase: name === "-iname" });
      }
      case "-path":
      case "-wholename":
      case "-ipath": {
        const glob = this.#argument(name);
        return ({ shown }) => matchesPattern(glob, shown, { ignoreCase: name === "-ipath" });
      }
      case "-regex":
      case "-iregex": {
        const regExp = new RegExp(`^(?:${this.#argument(name)})$`, name === "-iregex" ? "i" : "");
        return ({ shown }) => regExp.test(shown);
      }
      case "-type": {
        const letters = this.#argument(name).split(",");
        const letter = { file: "f", directory: "d", link: "l", device: "c" } as const;
        return ({ stat }) => letters.includes(letter[stat.type]);
      }
      case "-empty":
        return ({ stat, path }) =>
          stat.type === "directory" ? io.files.list(path).length === 0 : stat.type === "file" && stat.size === 0;
      case "-size": {
        const [, sign, count, unit = "b"] = /^([-+]?)(\d+)([bckMG]?)$/.exec(this.#argument(name)) ?? [];
        const scale = { b: 512, c: 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[unit || "b"] ?? 512;
        return ({ stat }) => compare(sign ?? "", Math.ceil(stat.size / scale), Number(count));
      }
      case "-mtime":
      case "-mmin": {
        const [, sign, count] = /^([-+]?)(\d+)$/.exec(this.#argument(name)) ?? [];
        const unit = name === "-mtime" ? 86_400_000 : 60_000;
        return ({ stat }) => compare(sign ?? "", Math.floor((io.clock.now() - stat.mtimeMs) / unit), Number(count));
      }
      case "-newer": {
        const other = io.files.stat(resolvePath(io.cwd, this.#argument(name)))?.mtimeMs ?? 0;
        return ({ stat }) => stat.mtimeMs > other;
      }
      case "-perm": {
        const spec = this.#argument(name);
        const bits = Number.parseInt(spec.replace(/^[-/]/, ""), 8);
        if (spec.startsWith("-")) return ({ stat }) => (stat.mode & bits) === bits;
        if (spec.startsWith("/")) return ({ stat }) => (stat.mode & bits) !== 0;
        return ({ stat }) => (stat.mode & 0o7777) === bits;
      }
      case "-user": {
        const user = this.#argument(name);
        return ({ stat }) => userName(stat.uid, io) === user || String(stat.uid) === user;
      }
      case "-maxdepth":
        this.maxDepth = Number(this.#argument(name));
        return () => true;
      case "-mindepth":
        this.minDepth = Number(this.#argument(name));
        return () => true;
      case "-depth":
        this.depthFirst = true;
        return () => true;
      case "-xdev":
      case "-mount":
      case "-follow":
      case "-true":
        return () => true;
      case "-false":
        return () => false;
      case "-prune":
        return (visit) => {
          visit.pruned = true;
          return true;
        };
    }
    this.#acts = true;
    return this.#action(name);
  }

  #action(name: string): Test {
    const { io } = this;
    switch (name) {
      case "-print":
        return this.#print("\n");
      case "-print0":
        return this.#print("\0");
      case "-printf": {
        const format = this.#argument(name);
        return async (visit) => {
          await io.stdout.write(formatted(format, visit, io));
          return true;
        };
      }
      case "-ls":
        return async ({ shown, stat }) => {
          await io.stdout.write(`${modeString(stat)} ${stat.size} ${shown}\n`);
          return true;
        };
      case "-delete":
        this.depthFirst = true;
        return async ({ path, shown }) => {
          try {
            io.files.remove(path);
            return true;
          } catch (error) {
            if (!(error instanceof FileError)) throw error;
            await io.stderr.write(`find: cannot delete ‘${shown}’: ${error.message}\n`);
            this.failed = true;
            return false;
          }
        };
      case "-quit":
        throw new FindError("-quit is not supported here");
      case "-exec":
      case "-execdir":
      case "-ok":
        return this.#exec(name);
    }
    throw new FindError(`unknown predicate \`${name}'`);
  }

  #exec(name: string): Test {
    const { io } = this;
    const end = this.words.findIndex(
      (word, at) => at >= this.#at && (word === ";" || (word === "+" && this.words[at - 1] === "{}")),
    );
    if (end < 0) throw new FindError(`missing argument to \`${name}'`);
    const command = this.words.slice(this.#at, end);
    const together = this.words[end] === "+";
    this.#at = end + 1;
    const run = async (words: readonly string[]): Promise<number> => {
      if (io.find?.(words[0]!).type === "missing") {
        await io.stderr.write(`find: ‘${words[0]}’: No such file or directory\n`);
        return 1;
      }
      return io.run(words);
    };
    if (!together) {
      return async ({ shown, path }) => {
        const words = command.map((word) => word.replaceAll("{}", shown));
        if (name !== "-execdir") return (await run(words)) === 0;
        return (await io.run(words, { cwd: path.slice(0, path.lastIndexOf("/")) || "/" })) === 0;
      };
    }
    const found: string[] = [];
    this.batches.push(async () => (found.length === 0 ? 0 : run([...command.slice(0, -1), ...found])));
    return ({ shown }) => {
      found.push(shown);
      return true;
    };
  }
}

function compare(sign: string, value: number, wanted: number): boolean {
  return sign === "+" ? value > wanted : sign === "-" ? value < wanted : value === wanted;
}

function formatted(format: string, { shown, stat, depth, start }: Visit, io: Io): string {
  return format.replace(
    /\\([nt0\\])|%(?:T@|([a-zA-Z%]))/g,
    (whole, sequence: string | undefined, letter: string | undefined) => {
      if (sequence) return { n: "\n", t: "\t", "0": "\0", "\\": "\\" }[sequence] ?? whole;
      if (whole === "%T@") return (stat.mtimeMs / 1000).toFixed(10);
      switch (letter) {
        case "p":
          return shown;
        case "f":
          return shown.replace(/^.*\//, "");
        case "h":
          return shown.includes("/") ? shown.slice(0, shown.lastIndexOf("/")) : ".";
        case "P":
          return shown.slice(start.length).replace(/^\//, "");
        case "s":
          return String(stat.size);
        case "d":
          return String(depth);
        case "m":
          return stat.mode.toString(8);
        case "M":
          return modeString(stat);
        case "u":
          return userName(stat.uid, io);
        case "y":
          return { file: "f", directory: "d", link: "l", device: "c" }[stat.type];
        case "t":
          return strftime("%a %b %e %H:%M:%S.%N %Y", stat.mtimeMs);
        case "%":
          return "%";
        default:
          return whole;
      }
    },
  );
}
