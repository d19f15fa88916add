import { fromUtf8 } from "../../../base/streams.ts";
import type { Io } from "../../../shell/program.ts";
import { hex } from "../hex.ts";
import { eachInput, readInput, splitLines } from "../input.ts";
import { md5 } from "../md5.ts";
import { complain, say, tool } from "../tool.ts";

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
