import { fromUtf8, readAll, utf8 } from "../../base/streams.ts";
import type { CertificateRequest } from "../../base/x509/index.ts";
import * as x509 from "../../base/x509/index.ts";
import { type Errno, FileError, resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { OpensslError } from "./options.ts";

/** Reading and writing what openssl works on, with its words for what cannot be read. */

/** The number of the thread, by which lines of OpenSSL's error queue begin. */
export const queued = (io: Io, line: string): string => {
  const thread = io.random.stream("openssl/thread").next().toString(16).toUpperCase().padStart(8, "0");
  return `40${thread.slice(2)}${thread.slice(0, 2)}7F0000:error:${line}\n`;
};

/** errno(3) by number, as the codes of system errors in the queue end. */
const NUMBERS: Readonly<Record<Errno, number>> = {
  EPERM: 1,
  ENOENT: 2,
  EACCES: 13,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  EROFS: 30,
  ENOTEMPTY: 39,
  ELOOP: 40,
};

const systemError = (io: Io, { errno, message }: FileError, routine: string, rest: string): string => {
  const code = (0x80000000 + NUMBERS[errno]).toString(16).toUpperCase();
  return queued(io, `${code}:system library:${routine}:${message}:${rest}`);
};

/** What BIO_new_file leaves in the error queue when a file cannot be opened. */
export const unopened = (io: Io, file: string, mode: "r" | "rb" | "w", error: FileError): string =>
  systemError(io, error, "BIO_new_file", `../crypto/bio/bss_file.c:67:calling fopen(${file}, ${mode})`) +
  queued(
    io,
    error.errno === "ENOENT"
      ? "10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:"
      : "10080002:BIO routines:BIO_new_file:system lib:../crypto/bio/bss_file.c:77:",
  );

/** The bytes of a file, or of standard input when none is named; a folder opens, and holds none. */
async function bytesOf(
  io: Io,
  file: string | undefined,
  refusal: (file: string, error: FileError) => string,
): Promise<Uint8Array> {
  if (file === undefined || file === "-") return readAll(io.stdin);
  try {
    return io.files.read(resolvePath(io.cwd, file));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.errno === "EISDIR") return new Uint8Array();
    throw new OpensslError(refusal(file, error));
  }
}

/** Input read as BIOs are. @param mode as fopen is called */
export const readPlain = (io: Io, file: string | undefined, mode: "r" | "rb", more = ""): Promise<Uint8Array> =>
  bytesOf(
    io,
    file,
    (name, error) => `Can't open "${name}" for reading, ${error.message}\n${unopened(io, name, mode, error)}${more}`,
  );

/** What a command digests: the file's name and the error in one line. */
export const readDigested = (io: Io, file: string | undefined): Promise<Uint8Array> =>
  bytesOf(
    io,
    file,
    (name, error) =>
      `${name}: ${error.message}\n` +
      systemError(io, error, "file_ctrl", `../crypto/bio/bss_file.c:297:calling fopen(${name}, r)`) +
      queued(io, "10080002:BIO routines:file_ctrl:system lib:../crypto/bio/bss_file.c:300:"),
  );

/** The text of a file, or of standard input when none is named, read as keys and certificates are. */
export async function readText(io: Io, file: string | undefined, what: string, more = ""): Promise<string> {
  const bytes = await bytesOf(
    io,
    file,
    (name, error) =>
      `Could not open file or uri for loading ${what} from ${name}\n` +
      queued(
        io,
        "16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file",
      ) +
      systemError(
        io,
        error,
        "file_open",
        `../providers/implementations/storemgmt/file_store.c:266:calling stat(${name})`,
      ) +
      more,
  );
  return fromUtf8(bytes);
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
  const bytes = file === undefined || text === "" ? undefined : binary(io, file);
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
  const text = fromUtf8(await readPlain(io, file, "r", `Unable to load ${what}\n`));
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

/** To the file, or to standard output. */
export async function writeOut(io: Io, file: string | undefined, content: string | Uint8Array): Promise<void> {
  await write(
    io,
    file,
    content,
    (name, error) => `Can't open "${name}" for writing, ${error.message}\n${unopened(io, name, "w", error)}`,
  );
}

/** Like writeOut, but only the owner may read the file. @param command who complains */
export async function writePrivate(
  io: Io,
  file: string | undefined,
  content: string | Uint8Array,
  command: string,
): Promise<void> {
  const path = await write(
    io,
    file,
    content,
    (name, error) => `${command}: Can't open "${name}" for writing, ${error.message}\n`,
  );
  if (path !== undefined) io.files.chmod(path, 0o600);
}

async function write(
  io: Io,
  file: string | undefined,
  content: string | Uint8Array,
  refusal: (file: string, error: FileError) => string,
): Promise<string | undefined> {
  if (file === undefined || file === "-") {
    await io.stdout.write(typeof content === "string" ? utf8(content) : content);
    return undefined;
  }
  const path = resolvePath(io.cwd, file);
  try {
    io.files.write(path, content);
    return path;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new OpensslError(refusal(file, error));
  }
}

/** Random bytes of the sandbox: openssl's own stream. */
export function chanceOf(io: Io): x509.Chance {
  const stream = io.random.stream("openssl");
  return (length) => Uint8Array.from({ length }, () => stream.below(256));
}
