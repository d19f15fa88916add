import { parseDuration } from "../../base/duration.ts";
import { resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { CommandError } from "./cli/errors.ts";
import type { FlagValues } from "./cli/flags.ts";
import type { GlobalFlags } from "./cli/globals.ts";
import { Connection } from "./client/connection.ts";
import { Discovery } from "./client/discovery.ts";
import { Unreachable } from "./client/failures.ts";
import { Rest } from "./client/rest.ts";
import { configPaths, type MergedConfig, mergeConfigs, readConfigFile } from "./config/kubeconfig.ts";
import { type ConfigTarget, chooseTarget } from "./config/target.ts";
import { parseYaml } from "./resource/yaml.ts";

/** What every subcommand works with: streams, files, the chosen cluster. Things are read when first asked for. */
export class Kube {
  readonly #warned = new Set<string>();
  #pid: string | undefined;
  #config: Promise<MergedConfig> | undefined;
  #target: Promise<ConfigTarget> | undefined;
  #rest: Promise<Rest> | undefined;
  #discovery: Promise<Discovery> | undefined;

  constructor(
    readonly io: Io,
    readonly globals: FlagValues<GlobalFlags>,
    /** "kubectl get" */
    readonly commandPath: string,
  ) {}

  /** Writes to stdout. */
  out(text: string): Promise<void> {
    return this.io.stdout.write(text);
  }

  /** Writes to stderr. */
  err(text: string): Promise<void> {
    return this.io.stderr.write(text);
  }

  /** A warning, once a command however often it comes. */
  async warn(text: string): Promise<void> {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    const word = this.io.isTerminal(2) && !this.io.env.NO_COLOR ? "\u001b[33;1mWarning:\u001b[0m" : "Warning:";
    await this.err(`${word} ${text}\n`);
  }

  get warnings(): number {
    return this.#warned.size;
  }

  /** An absolute path for one that the learner typed. */
  path(typed: string): string {
    return resolvePath(this.io.cwd, typed);
  }

  /** A module that is only wanted now; the sandbox's time stands still while it comes. */
  load<T>(module: Promise<T>): Promise<T> {
    return this.io.clock.hold(module);
  }

  config(): Promise<MergedConfig> {
    this.#config ??= this.#readConfig();
    return this.#config;
  }

  async #readConfig(): Promise<MergedConfig> {
    const { paths, explicit } = configPaths(this.globals.kubeconfig, this.io.env, this.io.cwd);
    const files = [];
    for (const path of paths) {
      files.push(await readConfigFile(this.io.files, path, (text) => parseYaml(text, this.io.clock)));
    }
    return mergeConfigs(files, explicit);
  }

  target(): Promise<ConfigTarget> {
    this.#target ??= this.#chooseTarget();
    return this.#target;
  }

  async #chooseTarget(): Promise<ConfigTarget> {
    const config = await this.config();
    const missing = config.explicit ? config.files.find((file) => !file.exists) : undefined;
    if (missing) throw new CommandError(`stat ${this.globals.kubeconfig}: no such file or directory`);
    return chooseTarget(config, this.globals, (path) => this.io.files.readText(this.path(path)));
  }

  /** The namespace of this command. */
  async namespace(): Promise<string> {
    return (await this.target()).namespace;
  }

  rest(): Promise<Rest> {
    this.#rest ??= this.#connect();
    return this.#rest;
  }

  async #connect(): Promise<Rest> {
    const requestTimeoutMs = requestTimeout(this.globals.requestTimeout);
    return new Rest(
      new Connection({
        io: this.io,
        target: await this.target(),
        commandPath: this.commandPath,
        requestTimeoutMs,
        warn: (text) => this.warn(text),
      }),
    );
  }

  discovery(): Promise<Discovery> {
    this.#discovery ??= this.#discover();
    return this.#discovery;
  }

  /** Discovery asked for anew, for a kind that may have come since. */
  rediscover(): Promise<Discovery> {
    this.#discovery = undefined;
    return this.discovery();
  }

  async #discover(): Promise<Discovery> {
    const { connection } = await this.rest();
    try {
      return await Discovery.fetch(connection);
    } catch (error) {
      if (error instanceof Unreachable) await this.#logFailedDiscovery(error);
      throw error;
    }
  }

  /** client-go logs the failure of each of its five attempts. */
  async #logFailedDiscovery(error: Unreachable): Promise<void> {
    const words = JSON.stringify(`couldn't get current server API group list: ${error.message}`);
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.log("E", "memcache.go:265", `"Unhandled Error" err=${words}`);
    }
  }

  /** A line on stderr as klog writes it: level, date, process id, place, words. */
  async log(level: "I" | "W" | "E", place: string, says: string): Promise<void> {
    const stamp = new Date(this.io.clock.now()).toISOString();
    this.#pid ??= String(1000 + this.io.random.stream("kubectl-pid").below(30_000)).padStart(7);
    const head = `${level}${stamp.slice(5, 7)}${stamp.slice(8, 10)} ${stamp.slice(11, 23)}000`;
    await this.err(`${head} ${this.#pid} ${place}] ${says}\n`);
  }
}

/** --request-timeout: a number of seconds, or a duration. @returns milliseconds, 0 for no limit */
function requestTimeout(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  try {
    return parseDuration(text);
  } catch {
    throw new CommandError(
      "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
    );
  }
}
