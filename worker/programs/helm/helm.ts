import { resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { type FlagValues, parseFlags } from "../kubectl/cli/flags.ts";
import { GLOBAL_FLAGS as KUBECTL_FLAGS } from "../kubectl/cli/globals.ts";
import { Kube } from "../kubectl/kube.ts";
import type { GlobalFlags } from "./cli/flags.ts";
import { HelmError } from "./errors.ts";

/** What every subcommand works with: streams, files, settings, the chosen cluster. */
export class Helm {
  /** The connection to the cluster, made as kubectl makes it. */
  readonly kube: Kube;
  readonly #flags: FlagValues<GlobalFlags>;

  constructor(
    readonly io: Io,
    flags: FlagValues<GlobalFlags>,
    path: string,
  ) {
    this.#flags = flags;
    this.kube = new Kube(io, this.#kubectlFlags(), path);
  }

  #kubectlFlags() {
    const flag = this.#flags;
    const { env } = this.io;
    const base = parseFlags(KUBECTL_FLAGS, [], "helm").flags;
    return {
      ...base,
      kubeconfig: flag.kubeconfig,
      context: flag.kubeContext || (env.HELM_KUBECONTEXT ?? ""),
      namespace: flag.namespace || (env.HELM_NAMESPACE ?? ""),
      server: flag.kubeApiserver || (env.HELM_KUBEAPISERVER ?? ""),
      token: flag.kubeToken || (env.HELM_KUBETOKEN ?? ""),
      as: flag.kubeAsUser || (env.HELM_KUBEASUSER ?? ""),
      asGroup: flag.kubeAsGroup,
      certificateAuthority: flag.kubeCaFile || (env.HELM_KUBECAFILE ?? ""),
      insecureSkipTlsVerify: flag.kubeInsecureSkipTlsVerify,
      tlsServerName: flag.kubeTlsServerName || (env.HELM_KUBETLS_SERVER_NAME ?? ""),
    };
  }

  out(text: string): Promise<void> {
    return this.io.stdout.write(text);
  }

  err(text: string): Promise<void> {
    return this.io.stderr.write(text);
  }

  /** A line of helm's log on stderr: `level=WARN msg="…" key="…"`. */
  log(level: "INFO" | "WARN" | "ERROR", says: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const words = [
      `level=${level}`,
      `msg=${logWord(says)}`,
      ...Object.entries(fields).map(([key, one]) => `${key}=${logWord(one)}`),
    ];
    return this.err(`${words.join(" ")}\n`);
  }

  get debug(): boolean {
    return this.#flags.debug;
  }

  path(typed: string): string {
    return resolvePath(this.io.cwd, typed);
  }

  /** The namespace of this command: flag, environment, kubeconfig, "default". */
  async namespace(): Promise<string> {
    if (this.#flags.namespace) return this.#flags.namespace;
    if (this.io.env.HELM_NAMESPACE) return this.io.env.HELM_NAMESPACE;
    try {
      return await this.kube.namespace();
    } catch {
      return "default";
    }
  }

  get #home(): string {
    return this.io.env.HOME ?? "/";
  }

  /** Folders of helm's own. https://helm.sh/docs/helm/helm/ */
  get places() {
    const { env } = this.io;
    const cache = env.HELM_CACHE_HOME ?? `${env.XDG_CACHE_HOME ?? `${this.#home}/.cache`}/helm`;
    const config = env.HELM_CONFIG_HOME ?? `${env.XDG_CONFIG_HOME ?? `${this.#home}/.config`}/helm`;
    const data = env.HELM_DATA_HOME ?? `${env.XDG_DATA_HOME ?? `${this.#home}/.local/share`}/helm`;
    return {
      cache,
      config,
      data,
      content: this.#flags.contentCache || (env.HELM_CONTENT_CACHE ?? `${cache}/content`),
      repositoryCache: this.#flags.repositoryCache || (env.HELM_REPOSITORY_CACHE ?? `${cache}/repository`),
      repositoryConfig: this.#flags.repositoryConfig || (env.HELM_REPOSITORY_CONFIG ?? `${config}/repositories.yaml`),
      registryConfig: this.#flags.registryConfig || (env.HELM_REGISTRY_CONFIG ?? `${config}/registry/config.json`),
      plugins: env.HELM_PLUGINS ?? `${data}/plugins`,
    };
  }

  /** Writes a file of helm's own; its folders are made. */
  keep(path: string, content: Uint8Array | string, mode = 0o644): void {
    const { files } = this.io;
    files.makeDirectory(path.slice(0, path.lastIndexOf("/")), { parents: true });
    files.write(path, content, { mode });
  }

  get now(): number {
    return this.io.clock.now();
  }

  /** @throws HelmError for what `-o` does not know */
  checkOutput(format: string): void {
    if (format === "table" || format === "json" || format === "yaml") return;
    throw new HelmError(`invalid argument ${JSON.stringify(format)} for "-o, --output" flag: invalid format type`);
  }
}

/** A word of slog's text format: quoted where it holds more than plain characters. */
const logWord = (text: string): string => (/^[^\s"=\\]+$/.test(text) && text !== "" ? text : JSON.stringify(text));
