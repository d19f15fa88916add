import type { Io, Program } from "../../shell/program.ts";
import { isIpAddress } from "../resolver.ts";
import { lookUp, nameWords, stoppedCode, traceFrom } from "./reach.ts";

interface Options {
  readonly host: string;
  readonly count: number;
  readonly intervalMs: number;
  readonly waitMs: number;
  readonly size: number;
  readonly quiet: boolean;
}

interface Tally {
  sent: number;
  received: number;
  errors: number;
  readonly times: number[];
}

/** ping of iputils: https://man7.org/linux/man-pages/man8/ping.8.html */
export const ping: Program = async (args, io) => {
  const options = readOptions(args);
  if (!options) {
    await io.stderr.write("ping: usage error: Destination address required\n");
    return 2;
  }
  const found = await lookUp(io, options.host, options.host);
  if (!found.ok) {
    await io.stderr.write(`ping: ${options.host}: ${nameWords(found)}\n`);
    return 2;
  }
  const ip = found.addresses[0]!;
  const whole = options.size + 28;
  await io.stdout.write(`PING ${options.host} (${ip}) ${options.size}(${whole}) bytes of data.\n`);
  const shown = isIpAddress(options.host) ? ip : `${ip} (${ip})`;
  const startMs = io.clock.now();
  const own = io.net.host.interfaces.find((one) => one.gateway)?.ip ?? "127.0.0.1";
  const tally = await echoes(io, options, ip, found.hops, async (sequence, answer) => {
    if (answer === "unreachable") return `From ${own} icmp_seq=${sequence} Destination Host Unreachable\n`;
    return `${options.size + 8} bytes from ${shown}: icmp_seq=${sequence} ttl=${ttlTo(io, ip)} time=${threeDigits(answer)} ms\n`;
  });
  const spentMs = Math.max(0, Math.round(io.clock.now() - startMs));
  const loss = Math.round(((tally.sent - tally.received) / Math.max(1, tally.sent)) * 100_000) / 1000;
  const errors = tally.errors > 0 ? `, +${tally.errors} errors` : "";
  await io.stdout.write(
    `\n--- ${options.host} ping statistics ---\n` +
      `${tally.sent} packets transmitted, ${tally.received} received${errors}, ${Number(loss.toPrecision(6))}% packet loss, time ${spentMs}ms\n` +
      (tally.received > 0 ? `rtt min/avg/max/mdev = ${spread(tally.times, 3, true)} ms\n` : "\n"),
  );
  return tally.received > 0 ? 0 : 1;
};

/** ping of busybox. */
export const busyboxPing: Program = async (args, io) => {
  const options = readOptions(args);
  if (!options) {
    await io.stderr.write("BusyBox v1.36.1 multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n");
    return 1;
  }
  const found = await lookUp(io, options.host, options.host);
  if (!found.ok) {
    await io.stderr.write(`ping: bad address '${options.host}'\n`);
    return 1;
  }
  const ip = found.addresses[0]!;
  await io.stdout.write(`PING ${options.host} (${ip}): ${options.size} data bytes\n`);
  const tally = await echoes(io, options, ip, found.hops, async (sequence, answer) =>
    answer === "unreachable"
      ? ""
      : `${options.size + 8} bytes from ${ip}: seq=${sequence - 1} ttl=${ttlTo(io, ip)} time=${answer.toFixed(3)} ms\n`,
  );
  const loss = Math.floor(((tally.sent - tally.received) / Math.max(1, tally.sent)) * 100);
  await io.stdout.write(
    `\n--- ${options.host} ping statistics ---\n` +
      `${tally.sent} packets transmitted, ${tally.received} packets received, ${loss}% packet loss\n` +
      (tally.received > 0 ? `round-trip min/avg/max = ${spread(tally.times, 3, false)} ms\n` : ""),
  );
  return tally.received > 0 ? 0 : 1;
};

function readOptions(args: readonly string[]): Options | undefined {
  let [count, intervalMs, waitMs, size, quiet] = [Number.POSITIVE_INFINITY, 1000, 10_000, 56, false];
  let host: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const [, letter, glued] = /^-([a-zA-Z46])(.*)$/.exec(args[i]!) ?? [];
    if (letter === undefined) {
      host = args[i]!;
      continue;
    }
    if ("qnvADbBfLORrUV46".includes(letter)) {
      if (letter === "q" || glued?.includes("q")) quiet = true;
      continue;
    }
    const value = Number(glued || args[++i]);
    if (letter === "c") count = value;
    else if (letter === "i") intervalMs = value * 1000;
    else if (letter === "W") waitMs = value * 1000;
    else if (letter === "s") size = value;
    else if (letter === "w") count = Math.min(count, value);
  }
  return host === undefined ? undefined : { host, count, intervalMs, waitMs, size, quiet };
}

/** Sends echo requests until enough are sent or the program is stopped; a stop ends with the statistics. */
async function echoes(
  io: Io,
  options: Options,
  ip: string,
  hops: Parameters<typeof traceFrom>[2],
  tell: (sequence: number, answer: number | "unreachable") => Promise<string>,
): Promise<Tally> {
  const tally: Tally = { sent: 0, received: 0, errors: 0, times: [] };
  const trace = traceFrom(io, `ping ${options.host}`, hops);
  try {
    while (tally.sent < options.count) {
      const sentMs = io.clock.now();
      tally.sent += 1;
      const last = tally.sent === options.count;
      const timeoutMs = last ? options.waitMs : options.intervalMs;
      const answer = await io.net.ping(ip, { timeoutMs, signal: io.signal });
      if (answer.ok) {
        tally.received += 1;
        tally.times.push(answer.ms);
        trace([]);
        if (!options.quiet) await io.stdout.write(await tell(tally.sent, answer.ms));
      } else {
        trace(answer.hops, { failure: answer.failure });
        if (answer.failure.kind === "noRoute") {
          tally.errors += 1;
          if (!options.quiet) await io.stdout.write(await tell(tally.sent, "unreachable"));
        }
      }
      const restMs = options.intervalMs - (io.clock.now() - sentMs);
      if (!last && restMs > 0) await io.clock.sleep(restMs, io.signal);
    }
  } catch (error) {
    stoppedCode(error, io);
  }
  return tally;
}

/** 64 less a hop for every router on the way; what is in the own network has none. */
function ttlTo(io: Io, ip: string): number {
  const own = io.net.host.interfaces;
  if (own.some((one) => one.ip === ip)) return 64;
  const near = own.some(
    (one) => one.prefix < 32 && one.ip.split(".").slice(0, 3).join(".") === ip.split(".").slice(0, 3).join("."),
  );
  return near ? 63 : 62;
}

/** iputils shows three significant digits. */
const threeDigits = (ms: number): string =>
  ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);

function spread(times: readonly number[], digits: number, deviation: boolean): string {
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const variance = times.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / times.length;
  const values = [Math.min(...times), mean, Math.max(...times), ...(deviation ? [Math.sqrt(variance)] : [])];
  return values.map((value) => value.toFixed(digits)).join("/");
}
