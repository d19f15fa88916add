import { utf8 } from "../../base/streams.ts";
import { DAY_MS } from "../../base/time.ts";
import * as lib from "../../base/x509/index.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { readExtension, sectionOf } from "./extensions.ts";
import { loadCertificates, loadPrivateKey, loadRequest, queued, readText, writeOut } from "./files.ts";
import { printName } from "./names.ts";
import { OpensslError, type OptionSpec, type Options, readOptions } from "./options.ts";
import { serialOf } from "./req.ts";
import { certificateText, extensionNumber, extensionsText, upperHex } from "./text.ts";

const SPEC: OptionSpec = {
  in: "value",
  out: "value",
  noout: "flag",
  text: "flag",
  subject: "flag",
  issuer: "flag",
  dates: "flag",
  startdate: "flag",
  enddate: "flag",
  serial: "flag",
  fingerprint: "flag",
  pubkey: "flag",
  modulus: "flag",
  email: "flag",
  ext: "value",
  checkend: "number",
  checkhost: "value",
  checkip: "value",
  nameopt: "value",
  certopt: "value",
  inform: "value",
  outform: "value",
  req: "flag",
  CA: "value",
  CAkey: "value",
  CAcreateserial: "flag",
  CAserial: "value",
  signkey: "value",
  key: "value",
  days: "number",
  set_serial: "value",
  extfile: "value",
  extensions: "value",
  copy_extensions: "value",
  subj: "value",
  trustout: "flag",
};

/** openssl x509: tells of certificates, and with -req makes one from a request. */
export async function x509(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions("x509", SPEC, args, true);
  const made = options.has("req") ? await certify(options, io) : (await loadCertificates(io, options.value("in")))[0]!;
  const told = tell(options, made);
  if (options.has("ext") && chosenExtensions(options.value("ext")!, made) === "")
    await io.stderr.write("No extensions in certificate\n");
  const whole = options.has("noout") ? "" : lib.certificatePem(made);
  const binary = options.value("outform")?.toUpperCase() === "DER" && !options.has("noout");
  if (told !== "" || whole !== "" || options.has("out"))
    await writeOut(io, options.value("out"), binary ? made.der : told + whole);
  const seconds = options.number("checkend");
  if (seconds === undefined) return 0;
  const expires = made.notAfterMs < io.clock.now() + seconds * 1000;
  await io.stdout.write(expires ? "Certificate will expire\n" : "Certificate will not expire\n");
  return expires ? 1 : 0;
}

/** What the options ask for, in their order; -text comes where it stands. */
function tell(options: Options, one: lib.Certificate): string {
  const style = options.value("nameopt");
  const digest = options.digest !== undefined && lib.isDigestName(options.digest) ? options.digest : undefined;
  return options.order
    .map((name) => {
      switch (name) {
        case "text":
          return certificateText(one, style);
        case "subject":
          return `subject=${printName(one.subject, style)}\n`;
        case "issuer":
          return `issuer=${printName(one.issuer, style)}\n`;
        case "dates":
          return `notBefore=${lib.opensslTime(one.notBeforeMs)}\nnotAfter=${lib.opensslTime(one.notAfterMs)}\n`;
        case "startdate":
          return `notBefore=${lib.opensslTime(one.notBeforeMs)}\n`;
        case "enddate":
          return `notAfter=${lib.opensslTime(one.notAfterMs)}\n`;
        case "serial":
          return `serial=${serialText(one.serial)}\n`;
        case "fingerprint":
          return `${digest ?? "SHA1"} Fingerprint=${upperHex(lib.digestOf(digest ?? "sha1", one.der))}\n`;
        case "pubkey":
          return lib.toPem("PUBLIC KEY", one.publicKey.der);
        case "modulus":
          return `Modulus=${modulusText(one.publicKey)}\n`;
        case "email":
          return emailsOf(one)
            .map((mail) => `${mail}\n`)
            .join("");
        case "ext":
          return chosenExtensions(options.value("ext")!, one);
        case "checkhost":
          return `Hostname ${options.value(name)} does${lib.isFor(one, options.value(name)!) ? "" : " NOT"} match certificate\n`;
        case "checkip":
          return `IP ${options.value(name)} does${lib.isFor(one, options.value(name)!) ? "" : " NOT"} match certificate\n`;
        default:
          return "";
      }
    })
    .join("");
}

const serialText = (serial: Uint8Array): string => {
  const text = upperHex(serial, "");
  return text.length > 2 ? text.replace(/^00/, "") : text;
};

export function modulusText(key: lib.PublicKeyInfo): string {
  if (key.algorithm !== lib.OID.rsaEncryption) return "No modulus for this public key type";
  return lib.rsaPublicOf(key).n.toString(16).toUpperCase();
}

const emailsOf = (one: lib.Certificate): readonly string[] => [
  ...one.subject.attributes.flatMap(({ oid, value }) => (oid === "1.2.840.113549.1.9.1" ? [value] : [])),
  ...lib.altNamesOf(one).flatMap((name) => (name.type === "email" ? [name.value] : [])),
];

function chosenExtensions(words: string, one: lib.Certificate): string {
  const wanted = words.split(",").map(extensionNumber);
  const found = one.extensions.filter(({ oid }) => wanted.includes(oid));
  return found.length === 0 ? "" : extensionsText(found, 0);
}

/** -req: signs a request, with the key of an authority (-CA, -CAkey) or with its own (-signkey). */
async function certify(options: Options, io: Io): Promise<lib.Certificate> {
  const request = await loadRequest(io, options.value("in"), "certificate request input");
  if (!lib.isOwnRequest(request))
    throw new OpensslError("Certificate request self-signature did not match the contents\n");
  await io.stderr.write(`Certificate request self-signature ok\nsubject=${printName(request.subject)}\n`);
  const caFile = options.value("CA");
  const own = options.value("signkey") ?? options.value("key");
  if (caFile === undefined && own === undefined) {
    throw new OpensslError("We need a private key to sign with\n");
  }
  const ca = caFile === undefined ? undefined : (await loadCertificates(io, caFile, "CA certificate"))[0]!;
  const key = await loadPrivateKey(
    io,
    ca ? (options.value("CAkey") ?? caFile) : own,
    ca ? "CA private key" : "private key",
  );
  if (ca && !lib.isPair(ca.publicKey, key)) {
    throw new OpensslError(
      `CA certificate and CA private key do not match\n${queued(io, "05800074:x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:403:")}`,
    );
  }
  const subjectKey = ca ? request.publicKey : lib.publicKeyOf(key);
  const issuerKey = ca?.publicKey ?? subjectKey;
  const extensions = await extensionsFor(options, io, {
    request,
    subject: subjectKey,
    issuer: issuerKey,
    selfSigned: !ca,
  });
  const notBeforeMs = Math.floor(io.clock.now() / 1000) * 1000;
  const digest = options.digest !== undefined && lib.isDigestName(options.digest) ? options.digest : "sha256";
  return lib.readCertificate(
    lib.issue(
      {
        serial: await nextSerial(options, io, caFile),
        issuer: ca?.subject ?? request.subject,
        subject: request.subject,
        notBeforeMs,
        notAfterMs: notBeforeMs + (options.number("days") ?? 30) * DAY_MS,
        publicKey: subjectKey.der,
        extensions,
      },
      lib.signerOf(key, digest),
    ),
  );
}

/** From -extfile and the request; where there is any, identifiers of the keys are added. */
async function extensionsFor(
  options: Options,
  io: Io,
  {
    request,
    subject,
    issuer,
    selfSigned,
  }: {
    readonly request: lib.CertificateRequest;
    readonly subject: lib.PublicKeyInfo;
    readonly issuer: lib.PublicKeyInfo;
    readonly selfSigned: boolean;
  },
): Promise<readonly lib.Extension[]> {
  const file = options.value("extfile");
  const section = options.value("extensions");
  const lines = file === undefined ? [] : sectionOf(await readText(io, file, "extensions file"), section);
  const copied = /^copy(all)?$/.test(options.value("copy_extensions") ?? "") ? request.extensions : [];
  const written = lines
    .filter((line) => !/^extensions\s*=/.test(line))
    .flatMap(
      (line) =>
        readExtension(
          io,
          line,
          { subject, issuer },
          { prefix: `Error adding extensions from section ${section ?? "default"}\n`, section: section ?? "default" },
        ) ?? [],
    );
  const found = [...copied.filter(({ oid }) => !written.some((one) => one.oid === oid)), ...written];
  if (found.length === 0) return [];
  const missing = [
    lib.subjectKeyIdentifier(lib.keyIdentifier(subject)),
    ...(selfSigned ? [] : [lib.authorityKeyIdentifier(lib.keyIdentifier(issuer))]),
  ].filter(({ oid }) => !found.some((one) => one.oid === oid));
  return [...found, ...missing];
}

/** -set_serial; else the authority's serial file, one further each time; else chance. */
async function nextSerial(options: Options, io: Io, caFile: string | undefined): Promise<Uint8Array> {
  if (options.has("set_serial") || caFile === undefined) return serialOf(options.value("set_serial"), io);
  if (!options.has("CAcreateserial") && !options.has("CAserial")) return serialOf(undefined, io);
  const file = options.value("CAserial") ?? `${caFile.replace(/\.[^./]*$/, "")}.srl`;
  const path = resolvePath(io.cwd, file);
  const old = io.files.stat(path) ? /^[0-9A-Fa-f]+/.exec(io.files.readText(path).trim())?.[0] : undefined;
  if (old === undefined && !options.has("CAcreateserial")) {
    throw new OpensslError(`${file}: No such file or directory\n`);
  }
  const serial = old === undefined ? serialOf(undefined, io) : lib.bytesOf(BigInt(`0x${old}`) + 1n);
  try {
    io.files.write(path, utf8(`${upperHex(serial, "")}\n`));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new OpensslError(`Can't open "${file}" for writing, ${error.message}\n`);
  }
  return serial;
}
