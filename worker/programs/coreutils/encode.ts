import { concatBytes, fromUtf8 } from "../../base/streams.ts";
import type { Io } from "../../shell/program.ts";
import { eachInput, readInput, splitLines } from "./input.ts";
import { md5 } from "./md5.ts";
import { complain, say, tool, UsageError } from "./tool.ts";

/** base64(1) */
export const base64 = tool({
  flags: "di",
  values: "w",
  long: { decode: "d", "ignore-garbage": "i", wrap: "w" },
  usage: "[OPTION]... [FILE]",
  help: "Base64 encode or decode FILE, or standard input, to standard output.",
  async run(options, io) {
    const width = Number(options.value("w") ?? 76);
    return eachInput(options.operands.slice(0, 1), io, async (_, operand) => {
      const content = await readInput(operand, io);
      if (options.has("d")) {
        const text = fromUtf8(content).replace(options.has("i") ? /[^A-Za-z0-9+/=]/g : /\n/g, "");
        const valid = /^[A-Za-z0-9+/]*={0,2}/.exec(text)![0];
        const whole = valid.slice(0, valid.length - (valid.length % 4));
        await io.stdout.write(Uint8Array.from(atob(whole.length > 0 ? whole : ""), (char) => char.charCodeAt(0)));
        if (whole.length < text.length) {
          await say(io, "invalid input");
          throw new InvalidInput();
        }
        return;
      }
      let binary = "";
      for (const byte of content) binary += String.fromCharCode(byte);
      const encoded = btoa(binary);
      if (width === 0) await io.stdout.write(encoded);
      else await io.stdout.write(encoded.replace(new RegExp(`.{1,${width}}`, "g"), "$&\n"));
    }).catch((error) => {
      if (error instanceof InvalidInput) return 1;
      throw error;
    });
  },
});

class InvalidInput extends Error {}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

type Digest = (content: Uint8Array, io: Io) => Promise<Uint8Array>;

const sha =
  (algorithm: string): Digest =>
  async (content, io) =>
    new Uint8Array(await io.clock.hold(crypto.subtle.digest(algorithm, content.slice())));

/** md5sum(1) and its family. */
const checksum = (digest: Digest) =>
  tool({
    flags: "bctwz",
    long: { binary: "b", check: "c", text: "t", quiet: "quiet", status: "status", tag: "tag" },
    usage: "[OPTION]... [FILE]...",
    help: "Print or check checksums.",
    async run(options, io) {
      if (options.has("c")) return check(options.operands, digest, options.has("status"), io);
      return eachInput(options.operands, io, async (_, operand) => {
        await io.stdout.write(`${hex(await digest(await readInput(operand, io), io))}  ${operand}\n`);
      });
    },
  });

async function check(operands: readonly string[], digest: Digest, silent: boolean, io: Io): Promise<number> {
  let failed = 0;
  let unreadable = 0;
  for (const operand of operands.length > 0 ? operands : ["-"]) {
    for (const line of splitLines(fromUtf8(await readInput(operand, io)))) {
      const match = /^([0-9a-f]+) [ *](.*)$/i.exec(line);
      if (!match) continue;
      try {
        const fine = hex(await digest(await readInput(match[2]!, io), io)) === match[1]!.toLowerCase();
        if (!fine) failed += 1;
        if (!silent) await io.stdout.write(`${match[2]}: ${fine ? "OK" : "FAILED"}\n`);
      } catch (error) {
        await complain(io, error, match[2]);
        if (!silent) await io.stdout.write(`${match[2]}: FAILED open or read\n`);
        unreadable += 1;
      }
    }
  }
  if (unreadable > 0) await say(io, `WARNING: ${unreadable} listed file${unreadable > 1 ? "s" : ""} could not be read`);
  if (failed > 0) await say(io, `WARNING: ${failed} computed checksum${failed > 1 ? "s" : ""} did NOT match`);
  return failed + unreadable > 0 ? 1 : 0;
}

export const md5sum = checksum(async (content) => md5(content));
export const sha1sum = checksum(sha("SHA-1"));
export const sha256sum = checksum(sha("SHA-256"));
export const sha512sum = checksum(sha("SHA-512"));

/** od(1), with -c, -x, -t x1 and -A */
export const od = tool({
  flags: "bcdovx",
  values: "AtjNw",
  usage: "[OPTION]... [FILE]...",
  help: "Write an unambiguous representation of FILE to standard output.",
  async run(options, io) {
    const parts: Uint8Array[] = [];
    const status = await eachInput(options.operands, io, async (_, operand) => {
      parts.push(await readInput(operand, io));
    });
    const skip = Number(options.value("j") ?? 0);
    const content = concatBytes(parts).subarray(
      skip,
      options.value("N") === undefined ? undefined : skip + Number(options.value("N")),
    );
    const radix = options.value("A") ?? "o";
    const address = (at: number) =>
      radix === "n"
        ? ""
        : at.toString(radix === "x" ? 16 : radix === "d" ? 10 : 8).padStart(radix === "x" ? 6 : 7, "0");
    const format =
      options.value("t") ?? (options.has("c") ? "c" : options.has("x") ? "x2" : options.has("b") ? "o1" : "o2");
    for (let at = 0; at < content.length; at += 16)
      await io.stdout.write(`${address(at)}${cells(content.subarray(at, at + 16), format)}\n`);
    if (radix !== "n") await io.stdout.write(`${address(content.length)}\n`);
    return status;
  },
});

const CHARACTERS: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

function cells(bytes: Uint8Array, format: string): string {
  if (format.startsWith("c")) {
    return [...bytes]
      .map((byte) =>
        (
          CHARACTERS[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0"))
        ).padStart(4),
      )
      .join("");
  }
  const size = Number(format.slice(1).replace(/z$/, "") || 2);
  const base = format.startsWith("x") ? 16 : format.startsWith("o") ? 8 : 10;
  const width = { 16: 2 * size, 8: size === 1 ? 3 : size === 2 ? 6 : 11, 10: size === 1 ? 3 : size === 2 ? 5 : 10 }[
    base as 16 | 8 | 10
  ];
  let out = "";
  for (let at = 0; at < bytes.length; at += size) {
    let value = 0;
    for (let byte = size - 1; byte >= 0; byte--) value = value * 256 + (bytes[at + byte] ?? 0);
    out += ` ${value.toString(base).padStart(width, base === 10 ? " " : "0")}`;
  }
  return out;
}

/** hexdump -C, xxd */
export const xxd = tool({
  flags: "pru",
  values: "lcsg",
  usage: "[options] [infile]",
  help: "Make a hexdump.",
  async run(options, io) {
    return eachInput(options.operands.slice(0, 1), io, async (_, operand) => {
      const input = await readInput(operand, io);
      if (options.has("r")) {
        const digits = splitLines(fromUtf8(input))
          .map((line) =>
            (options.has("p") ? line : line.replace(/^[0-9a-f]+:/, "").replace(/ {2}.*$/, "")).replace(/\s/g, ""),
          )
          .join("");
        await io.stdout.write(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
        return;
      }
      const content = input
        .subarray(Number(options.value("s") ?? 0))
        .subarray(0, options.value("l") === undefined ? undefined : Number(options.value("l")));
      if (options.has("p")) {
        await io.stdout.write(hex(content).replace(/.{1,60}/g, "$&\n"));
        return;
      }
      for (let at = 0; at < content.length; at += 16) {
        const row = content.subarray(at, at + 16);
        const pairs = hex(row)
          .replace(/.{1,4}/g, "$& ")
          .padEnd(40);
        const shown = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
        await io.stdout.write(`${at.toString(16).padStart(8, "0")}: ${pairs} ${shown}\n`);
      }
    });
  },
});

/** cmp(1) */
export const cmp = tool({
  flags: "bls",
  values: "in",
  long: { silent: "s", quiet: "s", verbose: "l", bytes: "n" },
  usageCode: 2,
  usage: "[OPTION]... FILE1 [FILE2]",
  help: "Compare two files byte by byte.",
  async run(options, io) {
    const [one, two = "-"] = options.operands;
    if (one === undefined) throw new UsageError("missing operand after 'cmp'", 2);
    try {
      const [a, b] = [await readInput(one, io), await readInput(two, io)];
      const at = a.findIndex((byte, place) => byte !== b[place]);
      if (at < 0 && a.length === b.length) return 0;
      if (options.has("s")) return 1;
      if (at >= 0 && at < b.length) {
        const line = fromUtf8(a.subarray(0, at)).split("\n").length;
        await io.stdout.write(`${one} ${two} differ: byte ${at + 1}, line ${line}\n`);
      } else {
        const [short, length] = a.length < b.length ? [one, a.length] : [two, b.length];
        const lines = fromUtf8(a.length < b.length ? a : b).split("\n").length - 1;
        await io.stderr.write(
          `cmp: EOF on ${short} after byte ${length}, ${(a.length < b.length ? a : b).at(-1) === 10 ? `line ${lines}` : `in line ${lines + 1}`}\n`,
        );
      }
      return 1;
    } catch (error) {
      await complain(io, error);
      return 2;
    }
  },
});
