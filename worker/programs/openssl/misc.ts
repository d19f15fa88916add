import { bytesFromBase64 } from "../../base/base64.ts";
import { fromUtf8 } from "../../base/streams.ts";
import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { chanceOf, readDigested, readPlain, writeOut } from "./files.ts";
import { OpensslError, readOptions } from "./options.ts";
import { upperHex } from "./text.ts";

/** The version whose layouts and words these are. */
export const VERSION = "OpenSSL 3.0.19 27 Jan 2026";

export async function version(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions("version", { a: "flag", v: "flag", d: "flag" }, args);
  const about = `${VERSION} (Library: ${VERSION})\n`;
  const more = options.has("a") ? 'platform: debian-amd64\nOPENSSLDIR: "/usr/lib/ssl"\n' : "";
  await io.stdout.write(options.has("d") && !options.has("a") ? 'OPENSSLDIR: "/usr/lib/ssl"\n' : about + more);
  return 0;
}

/** openssl rand [-hex | -base64] [-out FILE] NUMBER */
export async function rand(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions("rand", { hex: "flag", base64: "flag", out: "value" }, args);
  const [count] = options.operands;
  if (count === undefined) return 0;
  if (!/^\d+$/.test(count)) throw new OpensslError("rand: Use -help for summary.\n");
  const bytes = chanceOf(io)(Number(count));
  const text = options.has("hex")
    ? `${upperHex(bytes, "").toLowerCase()}\n`
    : options.has("base64")
      ? base64Lines(bytes)
      : bytes;
  await writeOut(io, options.value("out"), text);
  return 0;
}

const base64Lines = (bytes: Uint8Array): string => btoa(x509.latin1(bytes)).replace(/.{1,64}/g, "$&\n");

/** openssl dgst [-sha256] [-hex] [-r] [FILE…]; also as openssl sha256. */
export const digestProgram =
  (usual: x509.DigestName) =>
  async (args: readonly string[], io: Io): Promise<number> => {
    const options = readOptions(
      "dgst",
      { hex: "flag", r: "flag", binary: "flag", out: "value", c: "flag" },
      args,
      true,
    );
    const name = options.digest !== undefined && x509.isDigestName(options.digest) ? options.digest : usual;
    const label = name === "sha1" ? "SHA1" : `SHA2-${name.slice(3)}`;
    for (const file of options.operands.length > 0 ? options.operands : [undefined]) {
      const bytes = await readDigested(io, file);
      const digest = x509.digestOf(name, bytes);
      const hex = upperHex(digest, options.has("c") ? ":" : "").toLowerCase();
      const line = options.has("r") ? `${hex} *${file ?? "stdin"}\n` : `${label}(${file ?? "stdin"})= ${hex}\n`;
      await writeOut(io, options.value("out"), options.has("binary") ? digest : line);
    }
    return 0;
  };

/** openssl base64 [-d] [-A] [-in FILE] */
export async function base64(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    "base64",
    { d: "flag", e: "flag", A: "flag", a: "flag", base64: "flag", in: "value", out: "value" },
    args,
  );
  const file = options.value("in");
  if (options.has("d")) {
    const text = fromUtf8(await readPlain(io, file, "r"));
    try {
      await writeOut(io, options.value("out"), bytesFromBase64(text.replace(/\s/g, "")));
    } catch {
      throw new OpensslError("error reading input file\n");
    }
    return 0;
  }
  const bytes = await readPlain(io, file, "rb");
  const lines = base64Lines(bytes);
  await writeOut(io, options.value("out"), options.has("A") ? lines.replace(/\n/g, "") : lines);
  return 0;
}
