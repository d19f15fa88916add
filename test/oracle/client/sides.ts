/** Two sandboxes from the same seed at the same moment: one behind real sockets for real clients, one with our own. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PUBLIC_ROOT_PEM } from "../../../worker/base/x509/authority/root.ts";
import { Sandbox } from "../../../worker/cluster/index.ts";
import { API_PORT_ON_LAPTOP } from "../../../worker/cluster/wires.ts";
import { type Doors, freshPrimes, openDoors, Pace } from "../../../worker/hosts/node/serve/index.ts";
import { nodeTime } from "../../../worker/hosts/node/time.ts";
import { type InternetProxy, openInternetProxy } from "./internetProxy.ts";
import type { StoppedTools } from "./realTools.ts";

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

const START_MS = Date.UTC(2026, 2, 26, 7, 25, 0);
/** What ours take until the first command of a line runs: on the virtual clock a shell and a command cost something to start. */
const UNTIL_IT_RUNS_MS = 60;
/** No line of an oracle waits longer: in cluster time for ours, in the host's for theirs. */
const LIMIT_MS = 300_000;
const REAL_LIMIT_MS = 20_000;

const ENV = {
  KUBERC: "off",
  TZ: "UTC",
  LC_ALL: "C",
  TERM: "dumb",
  NO_COLOR: "1",
  KUBE_EDITOR: "true",
  HELM_COLOR: "never",
} as const;

/** Real clients and ours, each before a cluster of its own. */
export class Sides {
  readonly #theirs: Sandbox;
  readonly #ours: Sandbox;
  readonly #doors: Doors;
  readonly #internet: InternetProxy;
  readonly #tools: StoppedTools;
  readonly #home: string;
  readonly #pace: Pace;

  private constructor(parts: {
    theirs: Sandbox;
    ours: Sandbox;
    doors: Doors;
    internet: InternetProxy;
    tools: StoppedTools;
    home: string;
    pace: Pace;
  }) {
    this.#theirs = parts.theirs;
    this.#ours = parts.ours;
    this.#doors = parts.doors;
    this.#internet = parts.internet;
    this.#tools = parts.tools;
    this.#home = parts.home;
    this.#pace = parts.pace;
  }

  /** @param files a folder; what is in it lies in both homes */
  static async start(tools: StoppedTools, files: string): Promise<Sides> {
    const primes = freshPrimes();
    const pace = new Pace();
    const common = {
      options: { profile: "kind", seed: 7 },
      host: nodeTime,
      startMs: START_MS,
      speed: "max" as const,
      commandCostMs: 0,
      primes,
    };
    const [theirs, ours] = [new Sandbox({ ...common, aroundApi: pace.aroundApi }), new Sandbox(common)];
    await theirs.start();
    await ours.start();
    pace.begin(theirs.clock);
    const doors = await openDoors(theirs);
    const internet = await openInternetProxy(theirs);
    const home = mkdtempSync(join(tmpdir(), "gatehouse-oracle-"));
    mkdirSync(join(home, ".kube"));
    writeFileSync(join(home, ".kube/config"), doors.kubeconfig);
    writeFileSync(join(home, ".kube/public.crt"), PUBLIC_ROOT_PEM);
    cpSync(files, home, { recursive: true });
    for (const [path, content] of filesBelow(files)) ours.places.laptop.writeFile(`~/${path}`, content);
    return new Sides({ theirs, ours, doors, internet, tools, home, pace });
  }

  /** Runs one line on both sides, and lets both clocks meet again. */
  async run(line: string): Promise<{ readonly theirs: Said; readonly ours: Said }> {
    await this.#theirs.clock.advance(UNTIL_IT_RUNS_MS);
    this.#tools.setTime(this.#theirs.clock.now());
    const theirs = await this.#really(line);
    const ours = await this.#simulated(line);
    await this.#meet();
    return { theirs, ours };
  }

  /** Lets time pass on both sides. */
  async pass(ms: number): Promise<void> {
    for (const { clock } of [this.#theirs, this.#ours]) await clock.advance(ms);
  }

  get times(): readonly [theirs: number, ours: number] {
    return [this.#theirs.clock.now(), this.#ours.clock.now()];
  }

  async stop(): Promise<void> {
    await this.#doors.close();
    await this.#internet.close();
    this.#theirs.stop();
    this.#ours.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #meet(): Promise<void> {
    const clocks = [this.#theirs.clock, this.#ours.clock];
    const at = Math.ceil(Math.max(...clocks.map((clock) => clock.now())) / 1000) * 1000;
    for (const clock of clocks) await clock.advance(at - clock.now());
  }

  #really(line: string): Promise<Said> {
    const env = {
      ...ENV,
      HOME: this.#home,
      // Below a file: nothing can be kept, so that every line asks anew.
      KUBECACHEDIR: join(this.#home, ".kube/config/cache"),
      // The simulated internet, and whom it trusts.
      HTTPS_PROXY: this.#internet.url,
      SSL_CERT_FILE: join(this.#home, ".kube/public.crt"),
      PATH: `${this.#tools.folder}:${process.env.PATH}`,
    };
    return new Promise((resolve, reject) => {
      const child = spawn("bash", ["-c", line], {
        cwd: this.#home,
        env,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      const limit = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), REAL_LIMIT_MS);
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      child.on("error", reject).on("close", (exitCode) => {
        clearTimeout(limit);
        resolve({ stdout: this.#asOurs(stdout), stderr: this.#asOurs(stderr), exitCode });
      });
    });
  }

  async #simulated(line: string): Promise<Said> {
    const assignments = Object.entries(ENV).map(([name, value]) => `export ${name}='${value}'\n`);
    const { clock, places } = this.#ours;
    const { stdout, stderr, exitCode } = await clock.drive(
      places.laptop.run(assignments.join("") + line, { timeoutMs: LIMIT_MS }),
    );
    return { stdout: withoutChance(stdout), stderr: withoutChance(stderr), exitCode };
  }

  /** Only where the two stand is not the same: the port of the API server, the home. */
  #asOurs(text: string): string {
    const port = new URL(this.#doors.url).port;
    return withoutChance(text)
      .replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${API_PORT_ON_LAPTOP}`)
      .replaceAll(this.#home, this.#ours.places.laptop.home);
  }
}

/** Without what is not the same in any two runs: the folders that `kubectl diff` makes, and when it wrote there; drafts of charts. */
const withoutChance = (text: string): string =>
  text.replace(/\/tmp\/(LIVE|MERGED)-\d+(\/[^\t\n ]*)(\t.*)?/g, "/tmp/$1$2").replace(/\.tgz\d+:/g, ".tgz:");

function* filesBelow(folder: string, prefix = ""): Generator<readonly [path: string, content: string]> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path, `${prefix}${name}/`);
    else yield [`${prefix}${name}`, readFileSync(path, "utf8")];
  }
}
