import type { Abandoned, Acceptor, Connected, SocketAddress, TcpConnection } from "../../base/net.ts";
import { AddressInUse, ConnectionReset } from "../../base/net.ts";
import { BrokenPipe, type ByteReader, type ByteWriter } from "../../base/streams.ts";
import type { Io, Program } from "../../shell/program.ts";
import { CONNECT_WORDS, lookUp, nameWords, readPort, serviceName, stoppedCode, traceFrom } from "./reach.ts";

interface Options {
  zero: boolean;
  verbose: boolean;
  listen: boolean;
  keep: boolean;
  udp: boolean;
  /** No more input than what is there. */
  detached: boolean;
  closesAfterInput: boolean;
  localPort?: number;
  timeoutMs?: number;
  readonly operands: string[];
}

/** The words of one netcat; they differ more than what they do. */
interface Words {
  readonly usage: string;
  badName(name: string, port: string, why: string): string;
  failed(host: string, to: SocketAddress, protocol: string, why: string): string;
  timedOut(host: string, to: SocketAddress, protocol: string): string;
  opened(host: string, to: SocketAddress, protocol: string): string;
  listening(port: number): string;
  received(from: SocketAddress): string;
  /** Whether failures are told without -v. */
  readonly alwaysTells: boolean;
}

const OPENBSD: Words = {
  usage: "usage: nc [-46CDdFhklNnrStUuvZz] [-w timeout] [-p source_port] [destination] [port]\n",
  badName: (name, port, why) => `nc: getaddrinfo for host "${name}" port ${port}: ${why}\n`,
  failed: (host, to, protocol, why) =>
    `nc: connect to ${named(host, to)} port ${to.port} (${protocol}) failed: ${why}\n`,
  timedOut: (host, to, protocol) =>
    `nc: connect to ${named(host, to)} port ${to.port} (${protocol}) timed out: Operation now in progress\n`,
  opened: (host, to, protocol) =>
    `Connection to ${named(host, to)} ${to.port} port [${protocol}/${serviceName(to.port) ?? "*"}] succeeded!\n`,
  listening: (port) => `Listening on 0.0.0.0 ${port}\n`,
  received: (from) => `Connection received on ${from.ip} ${from.port}\n`,
  alwaysTells: false,
};

const BUSYBOX: Words = {
  usage:
    "BusyBox v1.36.1 multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n",
  badName: (name) => `nc: bad address '${name}'\n`,
  failed: (host, to, _protocol, why) => `nc: ${host} (${to.ip}:${to.port}): ${why}\n`,
  timedOut: (host, to) => `nc: ${host} (${to.ip}:${to.port}): Connection timed out\n`,
  opened: (host, to) => `${host} (${to.ip}:${to.port}) open\n`,
  listening: (port) => `listening on 0.0.0.0:${port} ...\n`,
  received: (from) => `connect to 0.0.0.0 from ${from.ip}:${from.port} (${from.ip}:${from.port})\n`,
  alwaysTells: true,
};

const named = (host: string, to: SocketAddress): string => (host === to.ip ? host : `${host} (${to.ip})`);

/** netcat-openbsd. */
export const nc: Program = (args, io) => netcat(args, io, OPENBSD);

export const busyboxNc: Program = (args, io) => netcat(args, io, BUSYBOX);

async function netcat(args: readonly string[], io: Io, words: Words): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    await io.stderr.write(words.usage);
    return 1;
  }
  try {
    return options.listen ? await listen(io, options, words) : await connect(io, options, words);
  } catch (error) {
    return stoppedCode(error, io);
  }
}

function readOptions(args: readonly string[]): Options | undefined {
  const options: Options = {
    zero: false,
    verbose: false,
    listen: false,
    keep: false,
    udp: false,
    detached: false,
    closesAfterInput: false,
    operands: [],
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith("-") || arg === "-") {
      options.operands.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!;
      if ("pwqiIOsTXx".includes(letter)) {
        const value = arg.slice(at + 1) || rest.shift();
        if (value === undefined) return undefined;
        if (letter === "p") options.localPort = Number(value);
        if (letter === "w") options.timeoutMs = Number(value) * 1000;
        if (letter === "q") options.closesAfterInput = true;
        break;
      }
      if (letter === "z") options.zero = true;
      else if (letter === "v") options.verbose = true;
      else if (letter === "l") options.listen = true;
      else if (letter === "k") options.keep = true;
      else if (letter === "u") options.udp = true;
      else if (letter === "d") options.detached = true;
      else if (letter === "N") options.closesAfterInput = true;
      else if (!"46nrtC".includes(letter)) return undefined;
    }
  }
  return options;
}

async function connect(io: Io, options: Options, words: Words): Promise<number> {
  const [host, portText] = options.operands;
  if (host === undefined || portText === undefined) {
    await io.stderr.write(words.usage);
    return 1;
  }
  const ports = portRange(portText);
  if (!ports) {
    await io.stderr.write(`nc: port number invalid: ${portText}\n`);
    return 1;
  }
  const found = await lookUp(io, host, `${host}:${portText}`);
  if (!found.ok) {
    await io.stderr.write(words.badName(host, portText, nameWords(found)));
    return 1;
  }
  const protocol = options.udp ? "udp" : "tcp";
  let code = 1;
  for (const port of ports) {
    const to = { ip: found.addresses[0]!, port };
    const trace = traceFrom(io, `${host}:${port}`, found.hops);
    if (options.udp) {
      code = await sendDatagram(io, options, { to, host, words, trace });
      continue;
    }
    const limit = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
    const abandoned = ({ hops, failure }: Abandoned) => trace(hops, { failure });
    const answer = await io.net.connect(to, { ...limit, signal: io.signal, abandoned });
    if (!answer.ok) {
      trace(answer.hops, { failure: answer.failure });
      const { kind } = answer.failure;
      const text =
        kind === "timedOut" && options.timeoutMs !== undefined
          ? words.timedOut(host, to, protocol)
          : words.failed(host, to, protocol, CONNECT_WORDS[kind]);
      if (options.verbose || words.alwaysTells) await io.stderr.write(text);
      continue;
    }
    trace(answer.hops);
    if (options.verbose) await io.stderr.write(words.opened(host, to, protocol));
    code = 0;
    if (options.zero) answer.connection.output.close();
    else return talk(io, options, answer);
  }
  return code;
}

/** "80", "http", "80-90". */
function portRange(text: string): readonly number[] | undefined {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (!range) {
    const port = readPort(text);
    return port === undefined ? undefined : [port];
  }
  const [from, to] = [Number(range[1]), Number(range[2])];
  if (from > to || to > 65_535) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

async function sendDatagram(
  io: Io,
  options: Options,
  { to, host, words, trace }: { to: SocketAddress; host: string; words: Words; trace: ReturnType<typeof traceFrom> },
): Promise<number> {
  const payload = options.zero ? new TextEncoder().encode("X") : await firstChunk(io.stdin);
  const answer = await io.net.datagram(to, payload, { timeoutMs: options.timeoutMs ?? 1000, signal: io.signal });
  if (!answer.ok && answer.failure.kind !== "timedOut") {
    trace(answer.hops, { failure: answer.failure });
    return 1;
  }
  // Silence is what UDP has instead of success.
  trace(answer.hops);
  if (options.verbose) await io.stderr.write(words.opened(host, to, "udp"));
  if (answer.ok && answer.payload instanceof Uint8Array) await io.stdout.write(answer.payload);
  return 0;
}

const firstChunk = async (reader: ByteReader): Promise<Uint8Array> => (await reader.read()) ?? new Uint8Array(0);

async function talk(io: Io, options: Options, { connection }: Connected): Promise<number> {
  const ended = await exchangeBytes(io, options, connection);
  return ended === "reset" ? 1 : 0;
}

/** Both directions at once, until the other end closes. */
async function exchangeBytes(io: Io, options: Options, connection: TcpConnection): Promise<"closed" | "reset"> {
  const stop = () => connection.reset();
  io.signal.addEventListener("abort", stop, { once: true });
  let idle: (() => void) | undefined;
  const watch = () => {
    idle?.();
    if (options.timeoutMs !== undefined) idle = io.clock.after(options.timeoutMs, () => connection.input.cancel());
  };
  watch();
  const sending = options.detached
    ? undefined
    : copy(io.stdin, connection.output, watch).then(() => {
        if (options.closesAfterInput) connection.output.close();
      });
  sending?.catch(() => {});
  try {
    await copy(connection.input, io.stdout, watch);
    return "closed";
  } catch (error) {
    if (error instanceof ConnectionReset) return "reset";
    throw error;
  } finally {
    idle?.();
    io.signal.removeEventListener("abort", stop);
    connection.output.close();
    io.signal.throwIfAborted();
  }
}

async function copy(from: ByteReader, to: ByteWriter, moved: () => void): Promise<void> {
  for (let chunk = await from.read(); chunk; chunk = await from.read()) {
    moved();
    await to.write(chunk);
  }
}

async function listen(io: Io, options: Options, words: Words): Promise<number> {
  const port = options.localPort ?? readPort(options.operands.at(-1) ?? "");
  if (port === undefined) {
    await io.stderr.write(words.usage);
    return 1;
  }
  const waiting: { connection: TcpConnection; from: SocketAddress }[] = [];
  let wake: (() => void) | undefined;
  const accept: Acceptor = options.udp
    ? {
        udp: (payload) => {
          if (payload instanceof Uint8Array) void io.stdout.write(payload);
          return undefined;
        },
      }
    : {
        tcp: (connection, peer) => {
          waiting.push({ connection, from: peer.source });
          wake?.();
        },
      };
  let handle: ReturnType<Io["net"]["listen"]>;
  try {
    handle = io.net.listen({ port, transport: options.udp ? "UDP" : "TCP", process: "nc" }, accept);
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    await io.stderr.write("nc: Address already in use\n");
    return 1;
  }
  if (options.verbose) await io.stderr.write(words.listening(port));
  try {
    for (;;) {
      const next = waiting.shift();
      if (!next) {
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          if (io.signal.aborted) reject(io.signal.reason);
          io.signal.addEventListener("abort", () => reject(io.signal.reason), { once: true });
        });
        continue;
      }
      if (options.verbose) await io.stderr.write(words.received(next.from));
      await exchangeBytes(io, options, next.connection).catch((error: unknown) => {
        if (!(error instanceof BrokenPipe)) throw error;
      });
      if (!options.keep) return 0;
    }
  } finally {
    handle.close();
  }
}
