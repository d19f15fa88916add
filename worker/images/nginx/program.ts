import type { HttpRequest } from "../../base/http.ts";
import type { ListenHandle, Peer, TlsIdentity } from "../../base/net.ts";
import { AddressInUse } from "../../base/net.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { resolveHost } from "../../programs/resolver.ts";
import { FileError } from "../../shell/files.ts";
import { isProcessIo } from "../../shell/machine/index.ts";
import { Terminated } from "../../shell/program.ts";
import { print } from "../server.ts";
import type { Surroundings } from "./answer.ts";
import { type Configuration, compile } from "./compile.ts";
import { DEFAULT_CONF, MIME_TYPES, NGINX_CONF } from "./files.ts";
import { NginxProcesses } from "./processes.ts";
import { serve } from "./serve.ts";
import { ConfigurationError, parseConfiguration, type Sources } from "./syntax.ts";
import { identityOf, loadKeys, refusalOf, type ServerKeys } from "./tls.ts";

const PID_FILE = "/run/nginx.pid";

/** The address of a name, as the C library of the container finds it. */
async function resolveName(name: string, io: ContainerIo): Promise<string | undefined> {
  const resolution = await resolveHost(io, name);
  return resolution.ok ? resolution.addresses[0] : undefined;
}

/** What a running nginx remembers: the text of every file that its configuration was read from. */
interface Memory {
  readonly loaded: Readonly<Record<string, string>>;
  readonly globs: Readonly<Record<string, readonly string[]>>;
  /** Files that were as the image brings them. */
  readonly packaged: readonly string[];
}

const PACKAGED: Readonly<Record<string, string>> = {
  "/etc/nginx/nginx.conf": NGINX_CONF,
  "/etc/nginx/mime.types": MIME_TYPES,
  "/etc/nginx/conf.d/default.conf": DEFAULT_CONF,
};

/** What must be kept of what was read: not what the image has anyway. */
function remembered({ loaded, globs }: Memory): Memory {
  const packaged = Object.keys(loaded).filter((path) => loaded[path] === PACKAGED[path]);
  const kept = Object.entries(loaded).filter(([path]) => !packaged.includes(path));
  return { loaded: Object.fromEntries(kept), globs, packaged };
}

interface Options {
  test: boolean;
  quiet: boolean;
  dump: boolean;
  signal?: string;
  config: string;
  globals: string;
  version: boolean;
}

/** nginx, as the command line starts it. https://nginx.org/en/docs/switches.html */
export function nginxProgram(version: string): ContainerProgram {
  const compiled = new CompiledConfigurations();
  return async (args, io) => {
    const options = parseOptions(args);
    if (typeof options === "string") {
      await io.stderr.write(`nginx: invalid option: "${options}"\n`);
      return 1;
    }
    if (options.version) {
      await io.stderr.write(`nginx version: nginx/${version}\n`);
      return 0;
    }
    if (options.signal !== undefined) return sendSignal(options.signal, io);
    const nginx = new Nginx(io, version, { options, compiled, commandLine: [io.name, ...args].join(" ") });
    return options.test ? nginx.test() : nginx.run();
  };
}

function parseOptions(args: readonly string[]): Options | string {
  const options: Options = {
    test: false,
    quiet: false,
    dump: false,
    config: "/etc/nginx/nginx.conf",
    globals: "",
    version: false,
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === "-t" || arg === "-T") {
      options.test = true;
      options.dump = arg === "-T";
    } else if (arg === "-q") options.quiet = true;
    else if (arg === "-v" || arg === "-V") options.version = true;
    else if (arg === "-s") options.signal = args[++at] ?? "";
    else if (arg === "-c") options.config = args[++at] ?? options.config;
    else if (arg === "-g") options.globals += args[++at] ?? "";
    else if (arg === "-p" || arg === "-e") at += 1;
    else return arg.startsWith("-") ? arg.slice(1) : arg;
  }
  return options;
}

/** After what the entrypoint has run. */
const FIRST_WORKERS: readonly number[] = [29, 30];

const SIGNALS = { reload: "SIGHUP", stop: "SIGTERM", quit: "SIGQUIT", reopen: "SIGUSR1" } as const;

async function sendSignal(name: string, io: ContainerIo): Promise<number> {
  if (!(name in SIGNALS)) {
    await io.stderr.write(`nginx: invalid option: "-s ${name}"\n`);
    return 1;
  }
  const time = errorTime(io.clock.now());
  const own = pidOf(io);
  let pid: number;
  try {
    pid = Number(io.files.readText(PID_FILE));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const words = `open() "${PID_FILE}" failed (2: No such file or directory)`;
    await io.stderr.write(`${time} [error] ${own}#${own}: ${words}\nnginx: [error] ${words}\n`);
    return 1;
  }
  await io.stderr.write(`${time} [notice] ${own}#${own}: signal process started\n`);
  if (io.kill?.(pid, SIGNALS[name as keyof typeof SIGNALS])) return 0;
  const words = `kill(${pid}, ${name === "reload" ? 1 : 15}) failed (3: No such process)`;
  await io.stderr.write(`${time} [alert] ${own}#${own}: ${words}\nnginx: [alert] ${words}\n`);
  return 1;
}

const pidOf = (io: ContainerIo): number => (isProcessIo(io) ? io.process.process.pid : 1);

/** "2026/11/21 10:45:17" */
const errorTime = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");

/**
 * The configuration that was compiled last, with all it was read from: many containers of one image have the very same, and
 * it is compiled once.
 */
class CompiledConfigurations {
  #last: { readonly key: string; readonly memory: Memory; readonly configuration: Configuration } | undefined;

  get({ config, globals }: Pick<Options, "config" | "globals">, sources: Sources & { readonly memory: Memory }) {
    const key = `${config}\0${globals}`;
    const last = this.#last;
    if (last?.key === key && sameSources(last.memory, sources)) return last.configuration;
    const configuration = compile([
      ...parseConfiguration(config, sources),
      ...(globals ? parseConfiguration("-g", { ...sources, read: () => globals.replace(/;?\s*$/, ";") }) : []),
    ]);
    this.#last = { key, memory: sources.memory, configuration };
    return configuration;
  }
}

/** Whether everything that was read then reads the same now; reading it makes it part of the new memory. */
function sameSources({ loaded, globs }: Memory, sources: Sources): boolean {
  try {
    return (
      Object.entries(globs).every(([pattern, paths]) => {
        const now = sources.glob(pattern);
        return now.length === paths.length && now.every((path, at) => path === paths[at]);
      }) && Object.entries(loaded).every(([path, text]) => sources.read(path) === text)
    );
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}

/** One nginx: the configuration it has loaded, and its listeners. */
class Nginx {
  readonly #io: ContainerIo;
  readonly #version: string;
  readonly #options: Options;
  readonly #compiled: CompiledConfigurations;
  readonly #listening = new Map<number, { readonly handle: ListenHandle; readonly tls: boolean }>();
  readonly #counters = new Map<string, number>();
  readonly #world: Surroundings;
  readonly #pid: number;
  readonly #commandLine: string;
  #processes: NginxProcesses | undefined;
  #configuration: Configuration | undefined;
  #keys: ServerKeys = new Map();
  #finish: (code: number) => void = () => {};

  constructor(
    io: ContainerIo,
    version: string,
    { options, compiled, commandLine }: { options: Options; compiled: CompiledConfigurations; commandLine: string },
  ) {
    this.#commandLine = commandLine;
    this.#io = io;
    this.#compiled = compiled;
    this.#version = version;
    this.#options = options;
    this.#pid = pidOf(io);
    this.#world = {
      files: io.files,
      net: io.net,
      version,
      hostname: io.env.HOSTNAME ?? "",
      nowMs: () => io.clock.now(),
      error: (level, words) => this.#errorLog(level, words),
      access: (path, line) => this.#accessLog(path, line),
      resolve: (name) => resolveName(name, io),
      next: (key) => {
        const count = (this.#counters.get(key) ?? 0) + 1;
        this.#counters.set(key, count);
        return count;
      },
    };
  }

  /** nginx -t */
  async test(): Promise<number> {
    const { config } = this.#options;
    try {
      await this.#load(this.#sources(undefined));
    } catch (error) {
      await this.#emergency(error);
      await this.#io.stderr.write(`nginx: configuration file ${config} test failed\n`);
      return 1;
    }
    if (this.#options.quiet) return 0;
    await this.#io.stderr.write(`nginx: the configuration file ${config} syntax is ok\n`);
    await this.#io.stderr.write(`nginx: configuration file ${config} test is successful\n`);
    if (this.#options.dump)
      await this.#io.stdout.write(`# configuration file ${config}:\n${this.#io.files.readText(config)}\n`);
    return 0;
  }

  async run(): Promise<number> {
    const io = this.#io;
    const memory = io.memory.read() as Memory | undefined;
    try {
      await this.#load(this.#sources(memory), memory !== undefined);
      this.#listen();
    } catch (error) {
      await this.#emergency(error);
      return 1;
    }
    this.#processes = new NginxProcesses(io, this.#commandLine);
    if (memory) this.#processes.startWorkers(FIRST_WORKERS);
    else {
      io.files.write(PID_FILE, `${this.#pid}\n`);
      this.#notice('using the "epoll" event method');
      this.#notice(`nginx/${this.#version}`);
      this.#notice(
        `built by gcc ${io.container.tag.includes("alpine") ? "14.2.0 (Alpine 14.2.0)" : "12.2.0 (Debian 12.2.0-14)"} `,
      );
      this.#notice(`OS: Linux ${io.container.kernel}`);
      this.#notice("getrlimit(RLIMIT_NOFILE): 1048576:1048576");
      this.#startWorkers();
    }
    if (this.#configuration?.daemon) return 0;
    const done = new Promise<number>((resolve) => {
      this.#finish = resolve;
    });
    io.onSignal?.("SIGHUP", () => this.#reload());
    io.onSignal?.("SIGQUIT", () => this.#stop("SIGQUIT", 3, "gracefully shutting down"));
    io.onSignal?.("SIGTERM", () => this.#stop("SIGTERM", 15, "exiting"));
    io.onSignal?.("SIGINT", () => this.#stop("SIGINT", 2, "exiting"));
    io.signal.addEventListener(
      "abort",
      () => this.#finish(io.signal.reason instanceof Terminated ? io.signal.reason.exitCode : 0),
      {
        once: true,
      },
    );
    return done;
  }

  #stop(name: string, number: number, how: string): void {
    this.#notice(`signal ${number} (${name}) received, ${how}`);
    for (const { handle } of this.#listening.values()) handle.close();
    this.#listening.clear();
    this.#notice("exit");
    this.#finish(0);
  }

  #reload(): void {
    this.#notice("signal 1 (SIGHUP) received, reconfiguring");
    this.#notice("reconfiguring");
    this.#load(this.#sources(undefined))
      .then(() => {
        this.#listen();
        this.#notice('using the "epoll" event method');
        this.#startWorkers();
        this.#notice("gracefully shutting down");
      })
      .catch((error: unknown) => this.#emergency(error, true));
  }

  /** Reads the configuration, from the files or from what was read before. */
  async #load(sources: Sources & { readonly memory: Memory }, known = false): Promise<void> {
    const { config, globals } = this.#options;
    const configuration = this.#compiled.get({ config, globals }, sources);
    for (const { host, file, line } of known ? [] : configuration.backends) {
      if ((await resolveName(host, this.#io)) === undefined) {
        throw new ConfigurationError(`host not found in upstream "${host}" in ${file}:${line}`);
      }
    }
    this.#keys = await loadKeys(configuration, {
      read: sources.read,
      exists: (path) => sources.memory.loaded[path] !== undefined || this.#io.files.stat(path)?.type === "file",
      clock: this.#io.clock,
    });
    this.#configuration = configuration;
    if (!this.#options.test) this.#io.memory.write(remembered(sources.memory));
  }

  #sources(before: Memory | undefined): Sources & { readonly memory: Memory } {
    const { files } = this.#io;
    const loaded: Record<string, string> = { ...before?.loaded };
    const globs: Record<string, readonly string[]> = { ...before?.globs };
    return {
      memory: { loaded, globs, packaged: [] },
      read: (path) => {
        const known = loaded[path] ?? (before?.packaged.includes(path) ? PACKAGED[path] : undefined);
        if (known !== undefined) return (loaded[path] = known);
        try {
          return (loaded[path] = files.readText(path));
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          const number = error.errno === "ENOENT" ? 2 : error.errno === "EACCES" ? 13 : 21;
          throw new ConfigurationError(`open() "${path}" failed (${number}: ${error.message})`);
        }
      },
      glob: (pattern) => (globs[pattern] ??= expandGlob(pattern, files)),
    };
  }

  /** Opens the ports of the configuration that are not open, and closes those it has no more. */
  #listen(): void {
    const configuration = this.#configuration!;
    const wanted = new Map(configuration.ports.map(({ port, tls }) => [port, tls]));
    for (const [port, { handle, tls }] of this.#listening) {
      if (wanted.get(port) === tls) continue;
      handle.close();
      this.#listening.delete(port);
    }
    for (const { port, tls } of configuration.ports) {
      if (this.#listening.has(port)) continue;
      const http = (request: HttpRequest, peer: Peer) => this.#answer(request, { peer, port });
      const identity = tls ? { tls: this.#identity(port) } : {};
      this.#listening.set(port, {
        handle: this.#io.net.listen({ port, process: "nginx" }, { http, ...identity }),
        tls,
      });
    }
  }

  #answer(request: HttpRequest, { peer, port }: { readonly peer: Peer; readonly port: number }) {
    const configuration = this.#configuration!;
    const refused = peer.tls && refusalOf(configuration, port, request.authority.replace(/:\d+$/, ""), peer);
    return serve(configuration, request, { peer, port, world: this.#world, refused });
  }

  #identity(port: number): TlsIdentity {
    const loaded = () => ({ configuration: this.#configuration!, keys: this.#keys });
    const refused = "The plain HTTP request was sent to HTTPS port";
    return identityOf(port, loaded, (request, peer) =>
      serve(this.#configuration!, request, { peer, port, world: this.#world, refused }),
    );
  }

  #startWorkers(): void {
    this.#notice("start worker processes");
    const generation = this.#world.next("workers");
    const pids = FIRST_WORKERS.map((pid) => (generation === 1 ? pid : pid + 4 * generation));
    for (const pid of pids) this.#notice(`start worker process ${pid}`);
    this.#processes?.startWorkers(pids);
  }

  #notice(words: string): void {
    this.#errorLog("notice", words);
  }

  #errorLog(level: string, words: string): void {
    const pid = words.startsWith("*") ? 29 : this.#pid;
    print(this.#io, `${errorTime(this.#io.clock.now())} [${level}] ${pid}#${pid}: ${words}\n`, "stderr");
  }

  #accessLog(path: string, line: string): void {
    const file = this.#io.files.lstat(path);
    const target = file?.type === "link" ? this.#io.files.readLink(path) : path;
    if (target === "/dev/stdout" || target === "/proc/self/fd/1") print(this.#io, `${line}\n`);
    else if (target === "/dev/stderr") print(this.#io, `${line}\n`, "stderr");
    else if (target.startsWith("/") && target !== "/dev/null")
      this.#io.files.write(target, `${line}\n`, { append: true });
  }

  async #emergency(error: unknown, running = false): Promise<void> {
    const words = error instanceof AddressInUse ? error.message : (error as Error).message;
    if (!(error instanceof ConfigurationError || error instanceof AddressInUse)) throw error;
    const time = errorTime(this.#io.clock.now());
    await this.#io.stderr.write(`${time} [emerg] ${this.#pid}#${this.#pid}: ${words}\n`);
    if (!running) await this.#io.stderr.write(`nginx: [emerg] ${words}\n`);
  }
}

function expandGlob(pattern: string, files: ContainerIo["files"]): readonly string[] {
  const at = pattern.lastIndexOf("/");
  const folder = pattern.slice(0, at) || "/";
  const shape = new RegExp(
    `^${pattern
      .slice(at + 1)
      .replace(/[.+^${}()|\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]")}$`,
  );
  if (files.stat(folder)?.type !== "directory") return [];
  return files
    .list(folder)
    .filter((name) => shape.test(name) && !name.startsWith("."))
    .map((name) => `${folder}/${name}`);
}
