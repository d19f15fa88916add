import { concatBytes, fromUtf8 } from "../../base/streams.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { complain } from "./tool.ts";

const CHUNK = 65_536;

/** The bytes of an operand: a file, "-" for stdin, or a device. @throws FileError, with the path as it was given */
export function openInput(operand: string, io: Io): AsyncIterable<Uint8Array> {
  const path = resolvePath(io.cwd, operand);
  if (operand === "-" || path === "/dev/stdin" || path === "/dev/fd/0" || path === "/proc/self/fd/0") return io.stdin;
  if (path === "/dev/zero") return endless(() => new Uint8Array(CHUNK));
  if (path === "/dev/urandom" || path === "/dev/random") {
    const chance = io.random.stream("dev/random");
    return endless(() => Uint8Array.from({ length: 1024 }, () => chance.next() & 255));
  }
  return chunks(readFile(operand, io));
}

async function* endless(make: () => Uint8Array): AsyncGenerator<Uint8Array> {
  for (;;) yield make();
}

async function* chunks(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += CHUNK) yield content.subarray(at, at + CHUNK);
}

/** A whole file. @throws FileError, with the path as it was given */
export function readFile(operand: string, io: Io): Uint8Array {
  try {
    return io.files.read(resolvePath(io.cwd, operand));
  } catch (error) {
    throw error instanceof FileError ? new FileError(error.errno, operand) : error;
  }
}

/** The whole of an operand. @throws FileError */
export async function readInput(operand: string, io: Io): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of openInput(operand, io)) parts.push(chunk);
  return concatBytes(parts);
}

export const readText = async (operand: string, io: Io): Promise<string> => fromUtf8(await readInput(operand, io));

/** The lines of a text; a newline at the end starts no further line. */
export function splitLines(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

/** Carries work out on each operand (stdin when there is none); one that cannot be read makes the exit code 1. */
export async function eachInput(
  operands: readonly string[],
  io: Io,
  work: (input: AsyncIterable<Uint8Array>, operand: string) => Promise<void>,
  complaint: (operand: string) => string = (operand) => operand,
): Promise<number> {
  let status = 0;
  for (const operand of operands.length > 0 ? operands : ["-"]) {
    try {
      await work(openInput(operand, io), operand);
    } catch (error) {
      await complain(io, error, complaint(operand));
      status = 1;
    }
  }
  return status;
}
