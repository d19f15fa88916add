import { type ByteReader, linesOf } from "../../base/streams.ts";
import { DAY_MS } from "../../base/time.ts";
import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { type Parties, readExtension, sectionOf } from "./extensions.ts";
import { chanceOf, loadPrivateKey, loadRequest, queued, readText, writeOut, writePrivate } from "./files.ts";
import { generateKey, type KeyWish } from "./generate.ts";
import { askSubject, printName, readSubject } from "./names.ts";
import { OpensslError, type OptionSpec, type Options, readOptions } from "./options.ts";
import { requestText } from "./text.ts";

const SPEC: OptionSpec = {
  x509: "flag",
  new: "flag",
  newkey: "value",
  pkeyopt: "value",
  nodes: "flag",
  noenc: "flag",
  subj: "value",
  multivalue_rdn: "flag",
  "multivalue-rdn": "flag",
  addext: "value",
  days: "number",
  keyout: "value",
  out: "value",
  key: "value",
  in: "value",
  text: "flag",
  noout: "flag",
  verify: "flag",
  subject: "flag",
  pubkey: "flag",
  modulus: "flag",
  config: "value",
  extensions: "value",
  reqexts: "value",
  batch: "flag",
  utf8: "flag",
  set_serial: "value",
  CA: "value",
  CAkey: "value",
  copy_extensions: "value",
  nameopt: "value",
  outform: "value",
  inform: "value",
  quiet: "flag",
  sigopt: "value",
};

/** openssl req: makes certification requests and, with -x509, certificates that sign themselves. */
export async function req(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions("req", SPEC, args, true);
  const asCertificate = options.has("x509") || options.has("CA");
  const makes = asCertificate || options.has("new") || options.has("newkey");
  if (!makes) return show(options, io);
  if (options.has("in") && asCertificate && !options.has("newkey")) {
    const request = await loadRequest(io, options.value("in"));
    return certify(options, io, await loadPrivateKey(io, options.value("key")), request.subject);
  }
  const checked = { subject: undefined, issuer: undefined };
  for (const line of options.all("addext")) {
    readExtension(io, line, checked, {
      prefix: "Error checking extensions defined using -addext\n",
      section: "default",
    });
  }
  const key =
    options.has("key") && !options.has("newkey")
      ? await loadPrivateKey(io, options.value("key"))
      : await newKey(options, io);
  const subject = await subjectOf(options, io, !asCertificate);
  if (asCertificate) return certify(options, io, key, subject);
  const publicKey = x509.publicKeyOf(key);
  const extensions = await wantedExtensions(options, io, { subject: publicKey, issuer: undefined });
  const der = x509.makeRequest(
    { subject, publicKey: publicKey.der, extensions },
    x509.signerOf(key, digestOf(options)),
  );
  await giveOut(options, io, "CERTIFICATE REQUEST", der, () => requestText(x509.readRequest(der)));
  return 0;
}

const digestOf = ({ digest }: Options): x509.DigestName =>
  digest !== undefined && x509.isDigestName(digest) ? digest : "sha256";

async function newKey(options: Options, io: Io): Promise<x509.PrivateKey> {
  const wish = keyWish(options, io);
  if (!options.has("nodes") && !options.has("noenc") && !options.has("batch")) {
    throw new OpensslError("req: a key with a passphrase cannot be made in this sandbox; add -noenc\n");
  }
  const key = await generateKey(io, wish);
  const file = options.value("keyout");
  await writePrivate(io, file ?? (options.has("out") ? "privkey.pem" : undefined), x509.privateKeyPem(key), "req");
  await io.stderr.write("-----\n");
  return key;
}

/** -newkey rsa:2048 | rsa | ec | ed25519, with -pkeyopt. */
function keyWish(options: Options, io: Io): KeyWish {
  const [algorithm = "rsa", bits] = (options.value("newkey") ?? "rsa:2048").split(":");
  const settings = new Map(options.all("pkeyopt").map((one) => one.split(":") as [string, string]));
  return keyWishOf(io, algorithm, { ...(bits === undefined ? {} : { bits }), settings });
}

/** @throws OpensslError for algorithms that are not there */
export function keyWishOf(
  io: Io,
  algorithm: string,
  asked: { readonly bits?: string; readonly settings: ReadonlyMap<string, string> },
): KeyWish {
  const { settings } = asked;
  switch (algorithm.toLowerCase()) {
    case "rsa": {
      const bits = Number(asked.bits ?? settings.get("rsa_keygen_bits") ?? 2048);
      if (bits >= 512 && bits <= 8192) return { kind: "rsa", bits };
      throw new OpensslError(
        `Error setting keysize\n${queued(io, "1C8000AB:Provider routines:rsa_gen_set_params:key size too small:../providers/implementations/keymgmt/rsa_kmgmt.c:509:")}`,
      );
    }
    case "ec": {
      const word = settings.get("ec_paramgen_curve") ?? settings.get("group") ?? "";
      const curve = curveWord(word);
      if (curve) return { kind: "ec", curve };
      throw new OpensslError(
        word === ""
          ? `Error generating key\n${queued(io, "1C800082:Provider routines:ec_gen_init:no parameters set:../providers/implementations/keymgmt/ec_kmgmt.c:1286:")}`
          : `Error setting ec_paramgen_curve:${word} parameter:\n${queued(io, "08000081:elliptic curve routines:ec_gen_set_group_from_params:unknown group:../providers/implementations/keymgmt/ec_kmgmt.c:1163:")}`,
      );
    }
    case "ed25519":
      return { kind: "ed25519" };
    default:
      throw new OpensslError(
        `Error allocating keygen context\n${queued(io, `0308010C:digital envelope routines:inner_evp_generic_fetch:unsupported:../crypto/evp/evp_fetch.c:386:Global default library context, Algorithm (${algorithm} : 0), Properties (<null>)`)}`,
      );
  }
}

/** "prime256v1", "P-256", "secp384r1", … */
export function curveWord(word: string): x509.CurveName | undefined {
  const lower = word.toLowerCase();
  return (Object.keys(x509.CURVES) as x509.CurveName[]).find((name) => {
    const { name: own, nist } = x509.CURVES[name];
    return [own, nist.toLowerCase(), ...(name === "p256" ? ["secp256r1"] : [])].includes(lower);
  });
}

async function subjectOf(options: Options, io: Io, forRequest: boolean): Promise<x509.Name> {
  const text = options.value("subj");
  if (text !== undefined) return readSubject(io, text);
  if (options.has("batch")) return x509.makeName([]);
  const config = options.value("config");
  if (config !== undefined) {
    const own = nameFromConfig(await readText(io, config, "config file"));
    if (own) return own;
  }
  return askSubject(io, linesOf(chunksOf(io.stdin))[Symbol.asyncIterator](), forRequest);
}

async function* chunksOf(input: ByteReader): AsyncGenerator<Uint8Array> {
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) yield chunk;
}

/** With "prompt = no" the section of the distinguished name holds the values themselves. */
function nameFromConfig(config: string): x509.Name | undefined {
  const general = sectionOf(config, "req");
  if (!general.some((line) => /^prompt\s*=\s*no$/.test(line))) return undefined;
  const section = general.flatMap((line) => /^distinguished_name\s*=\s*(\S+)/.exec(line)?.[1] ?? [])[0];
  return x509.makeName(
    sectionOf(config, section).flatMap((line) => {
      const [, word, value] = /^(?:\d+\.)?(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
      const oid = word === undefined ? undefined : x509.attributeOid(word);
      return oid === undefined ? [] : [{ oid, value: value! }];
    }),
  );
}

/** Those of the configuration's section, then those of -addext. */
async function wantedExtensions(options: Options, io: Io, parties: Parties): Promise<readonly x509.Extension[]> {
  const config = options.value("config");
  const lines: string[] = [];
  if (config !== undefined) {
    const text = await readText(io, config, "config file");
    const key = options.has("x509") ? "x509_extensions" : "req_extensions";
    const named =
      options.value(options.has("x509") ? "extensions" : "reqexts") ??
      sectionOf(text, "req").flatMap((line) => new RegExp(`^${key}\\s*=\\s*(\\S+)`).exec(line)?.[1] ?? [])[0];
    if (named !== undefined) lines.push(...sectionOf(text, named));
  }
  const found = [...lines, ...options.all("addext")].flatMap(
    (line) => readExtension(io, line, parties, { prefix: "Error adding extensions\n", section: "default" }) ?? [],
  );
  return found.filter((one, index) => !found.slice(index + 1).some(({ oid }) => oid === one.oid));
}

/** A certificate that signs itself, as the usual openssl.cnf has it: an authority, unless -addext says otherwise. */
async function certify(options: Options, io: Io, key: x509.PrivateKey, subject: x509.Name): Promise<number> {
  const publicKey = x509.publicKeyOf(key);
  const issuerFile = options.value("CA");
  const issuer =
    issuerFile === undefined ? undefined : x509.certificatesIn(await readText(io, issuerFile, "issuer certificate"))[0];
  const signer = issuer ? await loadPrivateKey(io, options.value("CAkey") ?? issuerFile, "issuer private key") : key;
  const parties = { subject: publicKey, issuer: issuer?.publicKey ?? publicKey };
  const wanted = await wantedExtensions(options, io, parties);
  const usual = [
    x509.subjectKeyIdentifier(x509.keyIdentifier(publicKey)),
    x509.authorityKeyIdentifier(x509.keyIdentifier(parties.issuer)),
    x509.basicConstraints({ ca: true }),
  ];
  const configured = options.has("config") ? [] : usual;
  const days = options.number("days") ?? 30;
  const notBeforeMs = Math.floor(io.clock.now() / 1000) * 1000;
  const der = x509.issue(
    {
      serial: serialOf(options.value("set_serial"), io),
      issuer: issuer?.subject ?? subject,
      subject,
      notBeforeMs,
      notAfterMs: notBeforeMs + days * DAY_MS,
      publicKey: publicKey.der,
      extensions: [...configured.filter(({ oid }) => !wanted.some((one) => one.oid === oid)), ...wanted].sort(
        (a, b) => rank(a, configured) - rank(b, configured),
      ),
    },
    x509.signerOf(signer, digestOf(options)),
  );
  await giveOut(options, io, "CERTIFICATE", der, undefined);
  return 0;
}

/** What the configuration has too keeps its place. */
function rank({ oid }: x509.Extension, configured: readonly x509.Extension[]): number {
  const at = configured.findIndex((one) => one.oid === oid);
  return at < 0 ? configured.length : at;
}

/** -set_serial, or 159 random bits. */
export function serialOf(text: string | undefined, io: Io): Uint8Array {
  if (text !== undefined) return x509.bytesOf(BigInt(text));
  const bytes = chanceOf(io)(20);
  bytes[0]! &= 0x7f;
  return bytes;
}

async function giveOut(
  options: Options,
  io: Io,
  label: string,
  der: Uint8Array,
  text: (() => string) | undefined,
): Promise<void> {
  const shown = options.has("text") && text ? text() : "";
  if (options.has("noout")) await writeOut(io, options.value("out"), shown);
  else
    await writeOut(
      io,
      options.value("out"),
      options.value("outform")?.toUpperCase() === "DER" ? der : shown + x509.toPem(label, der),
    );
}

/** Reads a request and tells of it. */
async function show(options: Options, io: Io): Promise<number> {
  const request = await loadRequest(io, options.value("in"));
  if (options.has("verify")) {
    const own = x509.isOwnRequest(request);
    await io.stderr.write(
      own ? "Certificate request self-signature verify OK\n" : "Certificate request self-signature verify failure\n",
    );
    if (!own) return 1;
  }
  const parts = [
    options.has("text") ? requestText(request) : "",
    options.has("pubkey") ? x509.toPem("PUBLIC KEY", request.publicKey.der) : "",
    options.has("subject") ? `subject=${printName(request.subject, options.value("nameopt"))}\n` : "",
    options.has("noout") ? "" : x509.toPem("CERTIFICATE REQUEST", request.der),
  ];
  await writeOut(io, options.value("out"), parts.join(""));
  return 0;
}
