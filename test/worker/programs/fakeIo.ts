import { SandboxClock } from "../../../worker/base/clock.ts";
import type { HttpRequest, HttpResponse } from "../../../worker/base/http.ts";
import type {
  Acceptor,
  Connected,
  ConnectOptions,
  Datagram,
  DatagramAnswer,
  DnsAnswer,
  DnsQuery,
  DnsRecord,
  HttpExchange,
  HttpOptions,
  ListenAddress,
  ListenHandle,
  NetAccess,
  SocketAddress,
  TlsIdentity,
  Unconnected,
} from "../../../worker/base/net.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { collector, pipe, readerOf } from "../../../worker/base/streams.ts";
import type { FailureKind, Trace, TraceFailure } from "../../../worker/base/trace.ts";
import { TRUSTED_AUTHORITIES } from "../../../worker/base/x509/authority/root.ts";
import { CertificateExaminer } from "../../../worker/network/examiner.ts";
import { shakeHands } from "../../../worker/network/handshake.ts";
import { FileError, type FileStat, type Files } from "../../../worker/shell/files.ts";
import type { Io, Program } from "../../../worker/shell/program.ts";
import { stillTime } from "../stillTime.ts";

/** Files as a map from path to content; directories are implied. */
export function fakeFiles(content: Record<string, string>): Files & { readonly content: Record<string, string> } {
  const isDirectory = (path: string) =>
    Object.keys(content).some((one) => one.startsWith(`${path.replace(/\/$/, "")}/`));
  const stat = (path: string): FileStat | undefined => {
    if (content[path] !== undefined)
      return { type: "file", mode: 0o644, size: content[path].length, mtimeMs: 0, uid: 0 };
    return isDirectory(path) ? { type: "directory", mode: 0o755, size: 0, mtimeMs: 0, uid: 0 } : undefined;
  };
  const text = (path: string): string => {
    const found = content[path];
    if (found !== undefined) return found;
    throw new FileError(isDirectory(path) ? "EISDIR" : missing(path), path);
  };
  /** A file on the way is no directory. */
  const missing = (path: string) =>
    Object.keys(content).some((one) => path.startsWith(`${one}/`)) ? "ENOTDIR" : "ENOENT";
  const never = () => {
    throw new Error("not part of this fake");
  };
  return {
    content,
    stat,
    lstat: stat,
    read: (path) => new TextEncoder().encode(text(path)),
    readText: text,
    write: (path, bytes, options) => {
      if (!isDirectory(path.replace(/\/[^/]*$/, ""))) throw new FileError(missing(path), path);
      if (isDirectory(path)) throw new FileError("EISDIR", path);
      const added = typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
      content[path] = options?.append ? (content[path] ?? "") + added : added;
    },
    list: (path) => [
      ...new Set(
        Object.keys(content).flatMap((one) =>
          one.startsWith(`${path}/`) ? [one.slice(path.length + 1).split("/")[0]!] : [],
        ),
      ),
    ],
    makeDirectory: (path) => {
      content[`${path}/.keep`] = "";
    },
    remove: never,
    rename: never,
    link: never,
    readLink: never,
    chmod: () => {},
    touch: never,
    realPath: (path) => path,
  };
}

export type Server = (request: HttpRequest) => HttpResponse | Promise<HttpResponse> | FailureKind;

export interface World {
  /** "10.0.0.1:80" to what serves there. */
  readonly http?: Readonly<Record<string, Server>>;
  readonly tcp?: Readonly<Record<string, Extract<Acceptor, { tcp: unknown }>["tcp"]>>;
  /** Records of the name server 10.96.0.10. */
  readonly records?: readonly DnsRecord[];
  readonly dns?: (query: DnsQuery, server: string) => DnsAnswer | FailureKind;
  /** Who serves https, and how. */
  readonly tls?: TlsIdentity;
  readonly pings?: Readonly<Record<string, number>>;
  /** How an address fails that nobody has. */
  readonly absent?: FailureKind;
  readonly listeners?: ReturnType<NetAccess["listeners"]>;
}

const failed = (kind: FailureKind, says: string): Unconnected => {
  const failure: TraceFailure = { kind, says, look: { kind: "Pod", namespace: "default", name: "web" } };
  return { ok: false, failure, hops: [] };
};

const LOCAL: SocketAddress = { ip: "10.244.1.5", port: 40_000 };

export class FakeNet implements NetAccess {
  readonly queries: string[] = [];
  readonly requests: HttpRequest[] = [];
  readonly accepted = new Map<number, Acceptor>();
  readonly host = {
    name: "client",
    interfaces: [
      { name: "lo", ip: "127.0.0.1", prefix: 8 },
      { name: "eth0", ip: "10.244.1.5", prefix: 24, mac: "5e:0a:11:22:33:44", gateway: "10.244.1.1" },
    ],
  };
  readonly #examiner: CertificateExaminer;
  constructor(
    readonly world: World,
    readonly clock: SandboxClock,
  ) {
    this.#examiner = new CertificateExaminer(clock, []);
  }

  async #fail(kind: FailureKind, to: SocketAddress, options: ConnectOptions): Promise<Unconnected> {
    if (kind === "timedOut") await this.clock.sleep(options.timeoutMs ?? 130_000, options.signal);
    return failed(kind, `nobody answers at ${to.ip}:${to.port}`);
  }

  async connect(to: SocketAddress, options: HttpOptions = {}): Promise<Connected | Unconnected> {
    const serve = this.world.tcp?.[`${to.ip}:${to.port}`];
    if (!serve) return this.#fail(this.world.absent ?? "refused", to, options);
    const [up, down] = [pipe(), pipe()];
    const reset = () => {};
    serve({ input: up.reader, output: down.writer, reset }, { source: LOCAL, local: to, hops: [], record: () => {} });
    return { ok: true, connection: { input: down.reader, output: up.writer, reset }, peer: to, local: LOCAL, hops: [] };
  }

  async http(to: SocketAddress, request: HttpRequest, options: HttpOptions = {}): Promise<HttpExchange | Unconnected> {
    const server = this.world.http?.[`${to.ip}:${to.port}`];
    if (!server) return this.#fail(this.world.absent ?? "refused", to, options);
    this.requests.push(request);
    const aborted = new Promise<never>((_, reject) => {
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason), { once: true });
    });
    const secured = options.tls && (await this.#shakeHands(options.tls, to));
    if (secured && "failure" in secured) {
      return { ok: false, failure: secured.failure, hops: [], ...(secured.session ? { tls: secured.session } : {}) };
    }
    const answer = await Promise.race([server(request), aborted]);
    if (typeof answer === "string") return failed(answer, "the server failed");
    const tls = secured ? { tls: secured.session } : {};
    const hop = { kind: "container", at: "pod default/web", says: "nginx listens on 0.0.0.0:80" } as const;
    return { ok: true, response: answer, peer: to, local: LOCAL, hops: [hop], ...tls };
  }

  #shakeHands(client: NonNullable<HttpOptions["tls"]>, to: SocketAddress) {
    const about = { kind: "Pod", namespace: "default", name: "web" };
    return shakeHands({ client, server: this.world.tls, whom: `${to.ip}:${to.port}`, about }, this.#examiner);
  }

  async datagram(
    to: SocketAddress,
    payload: Datagram,
    options: ConnectOptions = {},
  ): Promise<DatagramAnswer | Unconnected> {
    if (payload instanceof Uint8Array || payload.dns !== "query") return this.#fail("refused", to, options);
    this.queries.push(`${payload.name} ${payload.type}`);
    if (this.world.dns) {
      const answer = this.world.dns(payload, to.ip);
      return typeof answer === "string" ? this.#fail(answer, to, options) : { ok: true, payload: answer, hops: [] };
    }
    if (to.ip !== "10.96.0.10") return this.#fail("timedOut", to, options);
    const known = (this.world.records ?? []).filter((record) => record.name === payload.name);
    const answers = known.filter((record) => record.type === payload.type);
    const code = known.length > 0 ? "NOERROR" : "NXDOMAIN";
    const answer: DnsAnswer = { dns: "answer", code, answers, authority: [], authoritative: true };
    return { ok: true, payload: answer, hops: [] };
  }

  async ping(
    ip: string,
    options: ConnectOptions = {},
  ): Promise<{ readonly ok: true; readonly ms: number } | Unconnected> {
    const ms = this.world.pings?.[ip];
    if (ms === undefined)
      return this.#fail(this.world.absent ?? "timedOut", { ip, port: 0 }, { timeoutMs: 1000, ...options });
    return { ok: true, ms };
  }

  listen(at: ListenAddress, accept: Acceptor): ListenHandle {
    this.accepted.set(at.port, accept);
    const close = () => {
      this.accepted.delete(at.port);
    };
    return { close, reset: close };
  }

  listeners(): ReturnType<NetAccess["listeners"]> {
    return this.world.listeners ?? [];
  }
}

export interface RunOptions {
  readonly world?: World;
  readonly files?: Record<string, string>;
  /** Files that the program finds and changes: the same object for several runs. */
  readonly shared?: Record<string, string>;
  readonly random?: SeededRandom;
  /** The time at the start, milliseconds since the epoch. */
  readonly nowMs?: number;
  readonly stdin?: string;
  readonly terminal?: boolean;
  readonly name?: string;
  readonly lastTrace?: Trace;
  /** A network and its clock instead of the fake ones. */
  readonly on?: { readonly clock: SandboxClock; readonly access: NetAccess };
  /** Called once the program runs. */
  readonly during?: (net: FakeNet, clock: SandboxClock, abort: AbortController) => void;
}

const RESOLV_CONF =
  "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n";

/** Runs a program to its end on a virtual clock. */
export async function run(program: Program, args: readonly string[], options: RunOptions = {}) {
  const clock =
    options.on?.clock ?? new SandboxClock(options.nowMs ?? Date.UTC(2025, 2, 26, 7, 25, 21), stillTime, "max");
  const net = new FakeNet(options.world ?? {}, clock);
  const stdout = collector();
  const stderr = collector();
  const both = collector();
  const abort = new AbortController();
  const content = {
    "/etc/resolv.conf": RESOLV_CONF,
    "/etc/hosts": "127.0.0.1\tlocalhost\n10.244.1.5\tclient\n",
    "/root/.keep": "",
    ...TRUSTED_AUTHORITIES,
    ...options.files,
  };
  const files = fakeFiles(options.shared ? Object.assign(options.shared, { ...content, ...options.shared }) : content);
  const traces: Trace[] = [];
  const io: Io = {
    stdin: readerOf(options.stdin ?? ""),
    stdout: {
      write: (chunk) => Promise.all([stdout.writer.write(chunk), both.writer.write(chunk)]).then(() => {}),
      close() {},
    },
    stderr: {
      write: (chunk) => Promise.all([stderr.writer.write(chunk), both.writer.write(chunk)]).then(() => {}),
      close() {},
    },
    isTerminal: () => options.terminal ?? false,
    cwd: "/root",
    env: {},
    files,
    name: options.name ?? "program",
    user: { name: "root", uid: 0 },
    signal: abort.signal,
    clock,
    random: options.random ?? new SeededRandom(1),
    net: options.on?.access ?? net,
    run: async () => 127,
    memory: { read: () => undefined, write: () => {} },
    trace: (trace) => traces.push(trace),
    lastTrace: () => options.lastTrace,
  };
  const startMs = clock.now();
  const work = program(args, io);
  options.during?.(net, clock, abort);
  const code = await clock.drive(work);
  return {
    code,
    stdout: stdout.text(),
    stderr: stderr.text(),
    both: both.text(),
    traces,
    net,
    files: files.content,
    ms: clock.now() - startMs,
  };
}

export const a = (name: string, ip: string): DnsRecord => ({ name, type: "A", ttl: 30, data: ip });
