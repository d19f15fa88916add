import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { loadPrivateKey, queued, readText, writeOut, writePrivate } from "./files.ts";
import { generateKey } from "./generate.ts";
import { OpensslError, readOptions } from "./options.ts";
import { curveWord, keyWishOf } from "./req.ts";
import { privateKeyText, publicKeyText } from "./text.ts";
import { modulusText } from "./x509.ts";

/** openssl genrsa [-out FILE] [BITS] */
export async function genrsa(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    "genrsa",
    { out: "value", traditional: "flag", verbose: "flag", F4: "flag", f4: "flag", "3": "flag" },
    args,
  );
  const [bits = "2048"] = options.operands;
  if (!/^\d+$/.test(bits)) throw new OpensslError(`genrsa: Can't parse "${bits}" as a number\n`);
  if (Number(bits) < 512) {
    throw new OpensslError(
      `Error setting RSA length\n${queued(io, "1C8000AB:Provider routines:rsa_gen_set_params:key size too small:../providers/implementations/keymgmt/rsa_kmgmt.c:509:")}`,
    );
  }
  const key = await generateKey(io, keyWishOf(io, "rsa", { bits, settings: new Map() }), options.has("verbose"));
  const pem = options.has("traditional") ? x509.traditionalKeyPem(key) : x509.privateKeyPem(key);
  await writePrivate(io, options.value("out"), pem, "genrsa");
  return 0;
}

/** openssl genpkey -algorithm RSA|EC|ED25519 [-pkeyopt NAME:VALUE] [-out FILE] */
export async function genpkey(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    "genpkey",
    { algorithm: "value", pkeyopt: "value", out: "value", outform: "value", text: "flag", quiet: "flag" },
    args,
  );
  const algorithm = options.value("algorithm");
  if (algorithm === undefined) throw new OpensslError("genpkey: Use -help for summary.\n");
  const settings = new Map(options.all("pkeyopt").map((one) => one.split(":") as [string, string]));
  const key = await generateKey(io, keyWishOf(io, algorithm, { settings }), !options.has("quiet"));
  const text = options.has("text") ? privateKeyText(key) : "";
  await writePrivate(io, options.value("out"), x509.privateKeyPem(key) + text, "genpkey");
  return 0;
}

/** openssl ecparam -name CURVE [-genkey] [-noout] */
export async function ecparam(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    "ecparam",
    { name: "value", genkey: "flag", noout: "flag", out: "value", list_curves: "flag", param_enc: "value" },
    args,
  );
  if (options.has("list_curves")) {
    await io.stdout.write(
      "  secp384r1 : NIST/SECG curve over a 384 bit prime field\n  secp521r1 : NIST/SECG curve over a 521 bit prime field\n  prime256v1: X9.62/SECG curve over a 256 bit prime field\n",
    );
    return 0;
  }
  const word = options.value("name") ?? "";
  const curve = curveWord(word);
  if (!curve) {
    throw new OpensslError(
      `unable to generate key\n${queued(io, "0800008D:elliptic curve routines:group_new_from_name:invalid curve:../crypto/ec/ec_lib.c:1490:")}`,
    );
  }
  const parameters = options.has("noout") ? "" : x509.toPem("EC PARAMETERS", x509.oid(x509.CURVES[curve].oid));
  const key = options.has("genkey") ? x509.traditionalKeyPem(await generateKey(io, { kind: "ec", curve })) : "";
  if (options.has("genkey")) await writePrivate(io, options.value("out"), parameters + key, "ecparam");
  else await writeOut(io, options.value("out"), parameters);
  return 0;
}

const KEY_SPEC = {
  in: "value",
  out: "value",
  noout: "flag",
  text: "flag",
  check: "flag",
  pubout: "flag",
  pubin: "flag",
  modulus: "flag",
  traditional: "flag",
  inform: "value",
  outform: "value",
  nodes: "flag",
} as const;

/** openssl pkey, rsa and ec: tell of a key and write it in another form. */
export const keyProgram =
  (command: "pkey" | "rsa" | "ec") =>
  async (args: readonly string[], io: Io): Promise<number> => {
    const options = readOptions(command, KEY_SPEC, args);
    const file = options.value("in");
    if (command === "ec") await io.stderr.write("read EC key\n");
    if (options.has("pubin")) return publicKey(options.has("text"), options.has("noout"), options, io);
    const key = await loadPrivateKey(io, file, command === "pkey" ? "key" : "private key");
    if (command !== "pkey" && key.kind !== command)
      throw new OpensslError(command === "rsa" ? "Not an RSA key\n" : "Not an EC key\n");
    const info = x509.publicKeyOf(key);
    const parts: string[] = [];
    const checked = command === "rsa" ? "RSA key ok\n" : command === "ec" ? "EC Key valid.\n" : "Key is valid\n";
    if (options.has("check")) {
      if (command === "ec") await io.stderr.write(checked);
      else parts.push(checked);
    }
    const pem = options.has("pubout")
      ? x509.toPem("PUBLIC KEY", info.der)
      : options.has("traditional") || command === "ec"
        ? x509.traditionalKeyPem(key)
        : x509.privateKeyPem(key);
    const text = options.has("text") ? (options.has("pubout") ? publicKeyText(info, 0) : privateKeyText(key)) : "";
    if (command === "pkey") parts.push(options.has("noout") ? "" : pem, text);
    else {
      parts.push(text, options.has("modulus") ? `Modulus=${modulusText(info)}\n` : "");
      if (!options.has("noout")) parts.push(pem);
    }
    const out = options.value("out");
    const says = command === "pkey" || options.has("noout") ? "" : `writing ${command.toUpperCase()} key\n`;
    if (out === undefined) await io.stderr.write(says);
    if (options.has("pubout") || options.has("noout")) await writeOut(io, out, parts.join(""));
    else await writePrivate(io, out, parts.join(""), command);
    if (out !== undefined) await io.stderr.write(says);
    return 0;
  };

async function publicKey(
  text: boolean,
  silent: boolean,
  options: ReturnType<typeof readOptions>,
  io: Io,
): Promise<number> {
  const pem = await readText(io, options.value("in"), "public key");
  const block = x509.pemBlocks(pem).find(({ label }) => label === "PUBLIC KEY");
  if (!block) throw new OpensslError(`Could not read public key from ${options.value("in") ?? "<stdin>"}\n`);
  const info = x509.readPublicKeyInfo(block.der);
  await writeOut(
    io,
    options.value("out"),
    (silent ? "" : x509.toPem("PUBLIC KEY", info.der)) + (text ? publicKeyText(info, 0) : ""),
  );
  return 0;
}
