import { readAll, utf8 } from "../../base/streams.ts";
import type { CertificateRequest } from "../../base/x509/index.ts";
import * as x509 from "../../base/x509/index.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { OpensslError } from "./options.ts";

/** Reading and writing what openssl works on, with its words for what cannot be read. */

/** The number of the thread, by which lines of OpenSSL's error queue begin. */
export const queued = (io: Io, line: string): string => {
  const thread = io.random.stream("openssl/thread").next().toString(16).toUpperCase().padStart(8, "0");
  return `40${thread.slice(2)}${thread.slice(0, 2)}7F0000:error:${line}\n`;
};

/** The text of a file, or of standard input when none is named. */
export async function readText(io: Io, file: string | undefined, what: string, more = ""): Promise<string> {
  if (file === undefined || file === "-") return new TextDecoder().decode(await readAll(io.stdin));
  try {
    return io.files.readText(resolvePath(io.cwd, file));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const why =
      error.errno === "EACCES"
        ? "Permission denied"
        : error.errno === "EISDIR"
          ? "Is a directory"
          : "No such file or directory";
    throw new OpensslError(
      `Could not open file or uri for loading ${what} from ${file}\n` +
        queued(
          io,
          "16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file",
        ) +
        queued(
          io,
          `80000002:system library:file_open:${why}:../providers/implementations/storemgmt/file_store.c:266:calling stat(${file})`,
        ) +
        more,
    );
  }
}

/** @param empty whether there is no PEM at all, which leaves nothing in the error queue */
const unreadable = (io: Io, file: string | undefined, what: string, { more = "", empty = false } = {}): OpensslError =>
  new OpensslError(
    `Could not read ${what} from ${file ?? "<stdin>"}\n` +
      (empty
        ? ""
        : queued(
            io,
            "1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:",
          )) +
      more,
  );

/** PEM, or DER where the text holds no block. */
export async function loadCertificates(
  io: Io,
  file: string | undefined,
  what = "certificate",
): Promise<readonly x509.Certificate[]> {
  const after = `Unable to load ${what}\n`;
  const text = await readText(io, file, what, after);
  const found = x509.certificatesIn(text);
  if (found.length > 0) return found;
  const bytes = file === undefined ? undefined : binary(io, file);
  try {
    if (bytes) return [x509.readCertificate(bytes)];
  } catch (error) {
    if (!(error instanceof x509.DerError)) throw error;
  }
  throw unreadable(io, file, what, { more: after, empty: !text.includes("-----BEGIN ") });
}

function binary(io: Io, file: string): Uint8Array | undefined {
  const bytes = io.files.read(resolvePath(io.cwd, file));
  return bytes[0] === 0x30 ? bytes : undefined;
}

export async function loadPrivateKey(io: Io, file: string | undefined, what = "private key"): Promise<x509.PrivateKey> {
  const text = await readText(io, file, what);
  const key = x509.privateKeyIn(text);
  if (key) return key;
  if (text.includes("ENCRYPTED"))
    throw new OpensslError(
      `Could not read ${what} from ${file ?? "<stdin>"}: it is encrypted, which this sandbox cannot undo\n`,
    );
  throw unreadable(io, file, what, { empty: !text.includes("-----BEGIN ") });
}

/** The request that a file holds; requests are read by an older way, whose words differ. */
export async function loadRequest(
  io: Io,
  file: string | undefined,
  what = "X509 request",
): Promise<CertificateRequest> {
  const path = file === undefined ? undefined : resolvePath(io.cwd, file);
  if (path !== undefined && io.files.stat(path)?.type !== "file") {
    throw new OpensslError(
      `Can't open "${file}" for reading, No such file or directory\n` +
        queued(
          io,
          `80000002:system library:BIO_new_file:No such file or directory:../crypto/bio/bss_file.c:67:calling fopen(${file}, r)`,
        ) +
        queued(io, "10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:") +
        `Unable to load ${what}\n`,
    );
  }
  const text = await readText(io, file, what);
  const block = x509.pemBlocks(text).find(({ label }) => /^(NEW )?CERTIFICATE REQUEST$/.test(label));
  try {
    if (block) return x509.readRequest(block.der);
  } catch (error) {
    if (!(error instanceof x509.DerError)) throw error;
  }
  throw new OpensslError(
    `Unable to load ${what}\n${queued(io, "0480006C:PEM routines:get_name:no start line:../crypto/pem/pem_lib.c:760:Expecting: CERTIFICATE REQUEST")}`,
  );
}

/** To the file, or to standard output. @param mode 0600 for private keys */
export async function writeOut(
  io: Io,
  file: string | undefined,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  if (file === undefined || file === "-") {
    await io.stdout.write(typeof content === "string" ? utf8(content) : content);
    return;
  }
  const path = resolvePath(io.cwd, file);
  try {
    io.files.write(path, content);
    if (mode !== 0o644) io.files.chmod(path, mode);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const why =
      error.errno === "EACCES"
        ? "Permission denied"
        : error.errno === "EISDIR"
          ? "Is a directory"
          : "No such file or directory";
    throw new OpensslError(
      `Can't open "${file}" for writing, ${why}\n` +
        queued(
          io,
          `80000002:system library:BIO_new_file:${why}:../crypto/bio/bss_file.c:67:calling fopen(${file}, w)`,
        ) +
        queued(io, "10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:"),
    );
  }
}

/** Random bytes of the sandbox: openssl's own stream. */
export function chanceOf(io: Io): x509.Chance {
  const stream = io.random.stream("openssl");
  return (length) => Uint8Array.from({ length }, () => stream.below(256));
}
