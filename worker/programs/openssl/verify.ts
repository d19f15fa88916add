import * as x509 from "../../base/x509/index.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { loadCertificates, queued, unopened } from "./files.ts";
import { printName } from "./names.ts";
import { OpensslError, type Options, readOptions } from "./options.ts";

const SPEC = {
  CAfile: "value",
  CApath: "value",
  "no-CAfile": "flag",
  "no-CApath": "flag",
  trusted: "value",
  untrusted: "value",
  purpose: "value",
  verify_hostname: "value",
  verify_ip: "value",
  partial_chain: "flag",
  show_chain: "flag",
  verbose: "flag",
  x509_strict: "flag",
  attime: "number",
} as const;

/** Findings after which OpenSSL's verify looks on: the certificate is none the better for it. */
const GOES_ON = new Set([10, 25, 79]);

/** openssl verify [-CAfile FILE] [-untrusted FILE] CERTIFICATE… */
export async function verify(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions("verify", SPEC, args);
  const trusted = authorities(options, io);
  const between = (
    await Promise.all(options.all("untrusted").map((file) => loadCertificates(io, file, "untrusted certificates")))
  ).flat();
  let code = 0;
  for (const file of options.operands.length > 0 ? options.operands : [undefined]) {
    const ok = await verifyOne(options, io, { file, trusted, between });
    if (!ok) code = 2;
  }
  return code;
}

async function verifyOne(
  options: Options,
  io: Io,
  {
    file,
    trusted,
    between,
  }: {
    readonly file: string | undefined;
    readonly trusted: readonly x509.Certificate[];
    readonly between: readonly x509.Certificate[];
  },
): Promise<boolean> {
  const shown = file ?? "stdin";
  let leaf: x509.Certificate;
  try {
    leaf = (await loadCertificates(io, file, "certificate file"))[0]!;
  } catch (error) {
    if (!(error instanceof OpensslError)) throw error;
    await io.stderr.write(error.message);
    return false;
  }
  const at = options.number("attime");
  const purpose = { sslserver: "server", sslclient: "client" }[options.value("purpose") ?? ""] as
    | "server"
    | "client"
    | undefined;
  const question = {
    chain: [leaf, ...between],
    trusted,
    nowMs: at === undefined ? io.clock.now() : at * 1000,
    partial: options.has("partial_chain"),
    ...(purpose ? { purpose } : {}),
  };
  const { path, faults } = x509.examineChain(question, new x509.SignatureMemo());
  const name = options.value("verify_hostname") ?? options.value("verify_ip");
  const misnamed = name !== undefined && !x509.isFor(leaf, name);
  const all = misnamed ? [...faults, { code: options.has("verify_ip") ? 64 : 62, depth: 0 }] : faults;
  for (const { code, depth } of all) {
    await io.stderr.write(
      `${printName(path[depth]!.subject)}\nerror ${code} at ${depth} depth lookup: ${x509.VERIFY_WORDS[code]}\n`,
    );
    if (!GOES_ON.has(code)) break;
  }
  if (all.length > 0) {
    await io.stderr.write(`error ${shown}: verification failed\n`);
    return false;
  }
  await io.stdout.write(`${shown}: OK\n`);
  if (options.has("show_chain")) {
    const sure = path.findIndex((one) => trusted.some((other) => x509.sameBytes(one.der, other.der)));
    const lines = path.map(
      (one, depth) => `depth=${depth}: ${printName(one.subject)}${depth < sure ? " (untrusted)" : ""}\n`,
    );
    await io.stdout.write(`Chain:\n${lines.join("")}`);
  }
  return true;
}

const SYSTEM = "/etc/ssl/certs/ca-certificates.crt";

/** -CAfile and -trusted add to the system's authorities, which -no-CAfile and -no-CApath leave out. */
export function authorities(options: Options, io: Io): readonly x509.Certificate[] {
  const named = [...options.all("CAfile"), ...options.all("trusted")].flatMap((file) => {
    try {
      return x509.certificatesIn(io.files.readText(resolvePath(io.cwd, file)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new OpensslError(
        `Error loading file ${file}\n` +
          unopened(io, file, "r", error) +
          queued(
            io,
            "05880002:x509 certificate routines:X509_load_cert_crl_file_ex:system lib:../crypto/x509/by_file.c:229:",
          ),
      );
    }
  });
  const usual =
    options.has("no-CApath") || options.has("trusted") || !io.files.stat(SYSTEM)
      ? []
      : x509.certificatesIn(io.files.readText(SYSTEM));
  return [...named, ...usual];
}
