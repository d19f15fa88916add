/** helm against a real API server and the chart repositories in one process: time stands still unless a test lets it pass. */
import { readdirSync, readFileSync } from "node:fs";
import type { HttpRequest } from "../../../../worker/base/http.ts";
import type { NetAccess, Peer } from "../../../../worker/base/net.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { collector, readerOf } from "../../../../worker/base/streams.ts";
import { chartSites } from "../../../../worker/charts/index.ts";
import { Internet } from "../../../../worker/internet/index.ts";
import { helm } from "../../../../worker/programs/helm/program.ts";
import type { Io } from "../../../../worker/shell/program.ts";
import { type Answer, type Lab, startLab } from "../kubectl/lab.ts";

export interface HelmLab extends Omit<Lab, "run"> {
  kubectl: Lab["run"];
  /** Runs `helm` with a command line. */
  helm(
    line: string,
    options?: { readonly stdin?: string; readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Answer>;
  /** Puts files into the laptop's tree. */
  put(folder: string, files: Readonly<Record<string, string>>): void;
}

/** A folder on this machine, as files by path. */
export function folderOnDisk(root: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const one of readdirSync(`${root}/${prefix}`, { withFileTypes: true })) {
    const path = prefix === "" ? one.name : `${prefix}/${one.name}`;
    if (one.isDirectory()) Object.assign(found, folderOnDisk(root, path));
    else found[path] = readFileSync(`${root}/${path}`, "utf8");
  }
  return found;
}

export async function startHelmLab(): Promise<HelmLab> {
  const lab = await startLab();
  const random = new SeededRandom(2);
  const internet = new Internet({ sites: chartSites, clock: lab.clock, random });
  const address = new Map(internet.hosts.flatMap((host) => host.names.map((name) => [name, host.address])));
  lab.files.makeDirectory("/etc", { parents: true });
  lab.files.write("/etc/hosts", [...address].map(([name, ip]) => `${ip} ${name}\n`).join(""));
  const net = {
    host: { name: "laptop", interfaces: [] },
    async http(to: { ip: string; port: number }, request: HttpRequest) {
      if (to.port === 6443) return { ok: true, response: await lab.server.handle(request), hops: [] };
      if (![...address.values()].includes(to.ip)) {
        return { ok: false, failure: { kind: "refused", says: "nobody listens" }, hops: [] };
      }
      const peer = { record: () => {}, hops: [], tls: {} } as unknown as Peer;
      return { ok: true, response: await internet.answer(request, peer), hops: [] };
    },
    async datagram() {
      return { ok: false, failure: { kind: "refused", says: "nobody listens" }, hops: [] };
    },
  } as unknown as NetAccess;

  return {
    ...lab,
    kubectl: lab.run,
    put(folder, files) {
      for (const [path, text] of Object.entries(files)) {
        const whole = `${folder}/${path}`;
        lab.files.makeDirectory(whole.slice(0, whole.lastIndexOf("/")), { parents: true });
        lab.files.write(whole, text);
      }
    },
    async helm(line, options = {}) {
      const stdout = collector();
      const stderr = collector();
      const io = {
        stdin: readerOf(options.stdin ?? ""),
        stdout: stdout.writer,
        stderr: stderr.writer,
        isTerminal: () => false,
        cwd: options.cwd ?? "/root",
        env: { HOME: "/root", ...options.env },
        files: lab.files,
        name: "helm",
        user: { name: "root", uid: 0 },
        signal: new AbortController().signal,
        clock: lab.clock,
        random,
        net,
        trace: () => {},
      } as unknown as Io;
      const exitCode = await lab.clock.drive(helm(words(line), io));
      return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
    },
  };
}

/** Words of a line; ' and " hold them together, nothing is expanded. */
function words(line: string): string[] {
  return (line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"),
  );
}
