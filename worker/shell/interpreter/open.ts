import { BrokenPipe, type ByteReader, type ByteWriter, utf8 } from "../../base/streams.ts";
import { FileError, resolvePath } from "../files.ts";
import { Description } from "../machine/index.ts";
import type { Shell } from "./shell.ts";

export type OpenMode = "read" | "write" | "append" | "both";

const CHUNK = 65_536;

/** Opens a path for a redirection, devices included. @throws FileError */
export function openPath(path: string, mode: OpenMode, shell: Shell): Description {
  const at = resolvePath(shell.cwd, path);
  const duplicate = duplicated(at, shell);
  if (duplicate) return duplicate;
  const device = openDevice(at, shell);
  if (device) return device;
  if (path === "") throw new FileError("ENOENT", path);
  const { files } = shell;
  if (mode === "read") {
    const content = named(path, () => files.read(at));
    return new Description({ reader: chunksOf(content), path: at });
  }
  if (mode !== "both" || !files.stat(at)) {
    named(path, () => files.write(at, "", { append: mode === "append", mode: 0o666 & ~shell.umask }));
  }
  const writer: ByteWriter = {
    async write(chunk) {
      files.write(at, chunk, { append: true });
    },
    close() {},
  };
  return new Description({ writer, path: at, ...(mode === "both" && { reader: chunksOf(files.read(at)) }) });
}

/** Errors name the path as it was typed. */
function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FileError ? new FileError(error.errno, path) : error;
  }
}

function duplicated(path: string, { descriptors }: Shell): Description | undefined {
  const standard = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].indexOf(path);
  const fd = standard >= 0 ? standard : /^\/dev\/fd\/(\d+)$/.exec(path)?.[1];
  if (fd === undefined) return undefined;
  const found = descriptors.get(Number(fd));
  if (!found) throw new FileError("ENOENT", path);
  return found;
}

function openDevice(path: string, { descriptors, machine }: Shell): Description | undefined {
  const sink: ByteWriter = { async write() {}, close() {} };
  switch (path) {
    case "/dev/null":
      return new Description({ reader: chunksOf(new Uint8Array()), writer: sink, path });
    case "/dev/zero":
      return new Description({ reader: endless(() => new Uint8Array(4096)), writer: sink, path });
    case "/dev/full":
      return new Description({ reader: endless(() => new Uint8Array(4096)), writer: full, path });
    case "/dev/random":
    case "/dev/urandom": {
      const chance = machine.options.random.stream("dev/random");
      const some = () => Uint8Array.from({ length: 256 }, () => chance.next() & 255);
      return new Description({ reader: endless(some), writer: sink, path });
    }
    case "/dev/tty": {
      const terminal = [0, 1, 2].map((fd) => descriptors.get(fd)).find((found) => found?.tty);
      if (!terminal) throw new FileError("ENOENT", path);
      return terminal;
    }
    default:
      return undefined;
  }
}

const full: ByteWriter = {
  async write() {
    throw new BrokenPipe();
  },
  close() {},
};

function chunksOf(content: Uint8Array): ByteReader {
  let at = 0;
  return readerFrom(async () => {
    if (at >= content.length) return undefined;
    const chunk = content.subarray(at, at + CHUNK);
    at += chunk.length;
    return chunk;
  });
}

const endless = (make: () => Uint8Array): ByteReader => readerFrom(async () => make());

function readerFrom(read: () => Promise<Uint8Array | undefined>): ByteReader {
  return {
    read,
    cancel() {},
    async *[Symbol.asyncIterator]() {
      for (let chunk = await read(); chunk; chunk = await read()) yield chunk;
    },
  };
}

/** A description over a text that is there: here documents and here strings. */
export const descriptionOf = (text: string): Description => new Description({ reader: chunksOf(utf8(text)) });
