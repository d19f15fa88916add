import type { Connected, TcpConnection } from "../../base/net.ts";
import type { CertifiedKey, TlsSession, TlsVersion } from "../../base/tls.ts";
import type { TraceFailure } from "../../base/trace.ts";
import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { isIpAddress, resolveHost } from "../resolver.ts";
import { chanceOf, loadCertificates, loadPrivateKey, queued, readText } from "./files.ts";
import { printName } from "./names.ts";
import { OpensslError, type OptionSpec, type Options, readOptions } from "./options.ts";
import { upperHex } from "./text.ts";
import { authorities } from "./verify.ts";

const SPEC: OptionSpec = {
  connect: "value",
  host: "value",
  port: "value",
  servername: "value",
  noservername: "flag",
  showcerts: "flag",
  CAfile: "value",
  CApath: "value",
  "no-CAfile": "flag",
  "no-CApath": "flag",
  trusted: "value",
  cert: "value",
  key: "value",
  cert_chain: "value",
  alpn: "value",
  tls1_2: "flag",
  tls1_3: "flag",
  no_tls1_3: "flag",
  no_tls1_2: "flag",
  verify_hostname: "value",
  verify_ip: "value",
  verify_return_error: "flag",
  verify: "number",
  brief: "flag",
  quiet: "flag",
  ign_eof: "flag",
  no_ign_eof: "flag",
  crlf: "flag",
  state: "flag",
  msg: "flag",
  debug: "flag",
  partial_chain: "flag",
  "4": "flag",
  "6": "flag",
};

/** openssl s_client: makes a TLS connection, tells what the server showed, then passes bytes on. */
export async function sClient(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions("s_client", SPEC, args);
  const { host, port } = target(options);
  const startedMs = io.clock.now();
  const shown = `${host}:${port}`;
  const found = await resolveHost({ files: io.files, net: io.net, signal: io.signal }, host);
  if (!found.ok) {
    io.trace({ startedMs, target: shown, hops: found.hops, failure: found.failure });
    throw new OpensslError(
      `${queued(io, "10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:Name or service not known")}connect:errno=22\n`,
    );
  }
  const trusted = authorities(options, io);
  const versions = versionsOf(options);
  const certificate = await ownCertificate(options, io);
  const sent = serverName(options, host);
  const alpn = options.value("alpn")?.split(",");
  const answer = await io.net.connect(
    { ip: found.addresses[0]!, port },
    {
      signal: io.signal,
      abandoned: ({ hops, failure }) => io.trace({ startedMs, target: shown, hops: [...found.hops, ...hops], failure }),
      tls: {
        serverName: sent,
        trust: trusted.map(x509.certificatePem).join(""),
        insecure: true,
        alpn: alpn ?? [],
        ...(certificate ? { certificate } : {}),
        ...(versions ? { versions } : {}),
      },
    },
  );
  const hops = [...found.hops, ...answer.hops];
  if (!answer.ok) {
    io.trace({ startedMs, target: shown, hops, failure: answer.failure });
    return refused(options, io, answer.failure, versions);
  }
  io.trace({ startedMs, target: shown, hops });
  return talk(options, io, { connected: answer, trusted, sent });
}

function target(options: Options): { readonly host: string; readonly port: number } {
  const text =
    options.value("connect") ??
    options.operands[0] ??
    `${options.value("host") ?? "localhost"}:${options.value("port") ?? "4433"}`;
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(text) ?? [];
  const number = Number(port ?? options.value("port") ?? Number.NaN);
  if (!Number.isInteger(number)) {
    throw new OpensslError(
      "s_client: -connect argument or target parameter malformed or ambiguous\ns_client: Use -help for summary.\n",
    );
  }
  return { host: host.replace(/^\[|\]$/g, "") || "localhost", port: number };
}

/** What s_client sends of itself: names with a dot, not addresses. */
function serverName(options: Options, host: string): string {
  if (options.has("noservername")) return "";
  return options.value("servername") ?? (host.includes(".") && !isIpAddress(host) ? host : "");
}

function versionsOf(options: Options): readonly TlsVersion[] | undefined {
  if (options.has("tls1_2") || options.has("no_tls1_3")) return ["TLSv1.2"];
  return options.has("tls1_3") || options.has("no_tls1_2") ? ["TLSv1.3"] : undefined;
}

async function ownCertificate(options: Options, io: Io): Promise<CertifiedKey | undefined> {
  const file = options.value("cert");
  if (file === undefined) return undefined;
  const [leaf] = await loadCertificates(io, file, "client certificate");
  const keyFile = options.value("key") ?? file;
  const key = await loadPrivateKey(io, keyFile, "client certificate private key");
  if (!x509.isPair(leaf!.publicKey, key)) {
    throw new OpensslError(
      `Error with certificate at depth: 0\n${queued(io, "05800074:x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:403:")}`,
    );
  }
  return {
    chainPem: await readText(io, file, "client certificate"),
    keyPem: await readText(io, keyFile, "private key"),
  };
}

/** A connection that came to nothing, or to no handshake. */
async function refused(
  options: Options,
  io: Io,
  failure: TraceFailure,
  versions: readonly TlsVersion[] | undefined,
): Promise<number> {
  if (failure.kind !== "tls") {
    const [errno, words] =
      failure.kind === "timedOut"
        ? [110, "Connection timed out"]
        : failure.kind === "noRoute"
          ? [113, "No route to host"]
          : failure.kind === "reset"
            ? [104, "Connection reset by peer"]
            : [111, "Connection refused"];
    await io.stderr.write(
      queued(
        io,
        `800000${errno.toString(16).toUpperCase()}:system library:BIO_connect:${words}:../crypto/bio/bio_sock2.c:117:calling connect()`,
      ) +
        queued(io, "10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:") +
        `connect:errno=${errno}\n`,
    );
    return 1;
  }
  const problem = failure.tls?.problem ?? "noCertificate";
  await io.stderr.write(queued(io, ALERTS[problem] ?? ALERTS.noCertificate!));
  if (options.has("quiet") || options.has("brief")) return 1;
  const version = versions?.at(-1) ?? "TLSv1.3";
  await io.stdout.write(`CONNECTED(00000003)
---
no peer certificate available
---
No client certificate CA names sent
---
SSL handshake has read ${problem === "notTls" ? 5 : 7} bytes and written 300 bytes
Verification: OK
---
New, (NONE), Cipher is (NONE)
Secure Renegotiation IS NOT supported
Compression: NONE
Expansion: NONE
No ALPN negotiated
${version === "TLSv1.3" ? "Early data was not sent\n" : ""}Verify return code: 0 (ok)
---
`);
  return 1;
}

const ALERTS: Readonly<Record<string, string>> = {
  notTls: "0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:",
  noCertificate:
    "0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1605:SSL alert number 40",
  version:
    "0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../ssl/record/rec_layer_s3.c:1605:SSL alert number 70",
  alpn: "0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert no application protocol:../ssl/record/rec_layer_s3.c:1605:SSL alert number 120",
  clientCertificateRequired:
    "0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1605:SSL alert number 116",
  clientCertificateRefused:
    "0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../ssl/record/rec_layer_s3.c:1605:SSL alert number 48",
};

interface Made {
  readonly connected: Connected;
  readonly trusted: readonly x509.Certificate[];
  readonly sent: string;
}

async function talk(options: Options, io: Io, made: Made): Promise<number> {
  const { connection, tls } = made.connected;
  const chain = x509.certificatesIn(tls!.chainPem);
  const code = await tellVerification(options, io, made, chain);
  if (code !== 0 && options.has("verify_return_error")) {
    await io.stderr.write(
      queued(
        io,
        "0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:",
      ),
    );
    connection.reset();
    return 1;
  }
  if (options.has("brief")) await io.stderr.write(briefText(tls!, chain, code));
  else if (!options.has("quiet")) await io.stdout.write(sessionText(options, io, tls!, chain, code));
  await passOn(options, io, connection);
  return 0;
}

/** The lines of the verify callback. @returns the code that stays: the last one found */
async function tellVerification(
  options: Options,
  io: Io,
  { trusted, sent }: Made,
  chain: readonly x509.Certificate[],
): Promise<number> {
  const lines: string[] = sent === "" ? ["Can't use SSL_get_servername\n"] : [];
  const question = {
    chain,
    trusted,
    nowMs: io.clock.now(),
    purpose: "server",
    partial: options.has("partial_chain"),
  } as const;
  const { path, faults } = x509.examineChain({ ...question, strength: true }, new x509.SignatureMemo());
  const name = options.value("verify_hostname") ?? options.value("verify_ip");
  const misnamed = name !== undefined && chain[0] && !x509.isFor(chain[0], name);
  const early = faults.filter(({ code }) => !LATE.has(code));
  let result = 0;
  const fault = ({ code, depth }: { readonly code: number; readonly depth: number }) => {
    result = code;
    lines.push(
      `depth=${depth} ${printName(path[depth]!.subject)}\nverify error:num=${code}:${x509.VERIFY_WORDS[code]}\n${dateLine(path[depth]!, code)}verify return:1\n`,
    );
  };
  for (const one of early) fault(one);
  if (misnamed) fault({ code: options.has("verify_ip") ? 64 : 62, depth: 0 });
  const unrooted = early.some(({ code }) => code === 20 || code === 2);
  for (const one of faults) if (one.code === 21) fault(one);
  for (let depth = path.length - 1 - (unrooted && path.length > 1 ? 1 : 0); depth >= 0; depth--) {
    for (const one of faults) if (one.depth === depth && LATE.has(one.code) && one.code !== 21) fault(one);
    lines.push(`depth=${depth} ${printName(path[depth]!.subject)}\n${dateLine(path[depth]!, result)}verify return:1\n`);
  }
  const brief = options.has("brief");
  const told = brief
    ? lines.map((line) => line.replace(/verify return:1\n$/, "")).filter((line) => /verify error|Can't/.test(line))
    : lines;
  await io.stderr.write(told.join(""));
  return result;
}

/** What internal_verify finds, from the top down. */
const LATE = new Set([7, 9, 10, 21]);

const dateLine = (one: x509.Certificate, code: number): string =>
  code === 10
    ? `notAfter=${x509.opensslTime(one.notAfterMs)}\n`
    : code === 9
      ? `notBefore=${x509.opensslTime(one.notBeforeMs)}\n`
      : "";

const resultWords = (code: number): string =>
  code === 0 ? "Verification: OK" : `Verification error: ${x509.VERIFY_WORDS[code]}`;

function signatureOf(one: x509.Certificate | undefined): {
  readonly type: string;
  readonly digest: string | undefined;
} {
  if (one?.publicKey.algorithm === x509.OID.rsaEncryption) return { type: "RSA-PSS", digest: "SHA256" };
  if (one?.publicKey.algorithm === x509.OID.ed25519) return { type: "Ed25519", digest: undefined };
  const { bits } = one ? x509.keySize(one.publicKey) : { bits: 256 };
  return { type: "ECDSA", digest: bits === 384 ? "SHA384" : bits === 521 ? "SHA512" : "SHA256" };
}

function briefText(tls: TlsSession, chain: readonly x509.Certificate[], code: number): string {
  const { type, digest } = signatureOf(chain[0]);
  return `CONNECTION ESTABLISHED
Protocol version: ${tls.version}
Ciphersuite: ${tls.cipher}
Peer certificate: ${chain[0] ? printName(chain[0].subject) : ""}
${digest ? `Hash used: ${digest}\n` : ""}Signature type: ${type}
${resultWords(code)}
Server Temp Key: X25519, 253 bits
`;
}

function sessionText(
  options: Options,
  io: Io,
  tls: TlsSession,
  chain: readonly x509.Certificate[],
  code: number,
): string {
  const [leaf] = chain;
  const { type, digest } = signatureOf(leaf);
  const size = chain.reduce((sum, one) => sum + one.der.length + 5, 0);
  const is13 = tls.version === "TLSv1.3";
  const chainLines = chain.map((one, index) => {
    const { bits } = x509.keySize(one.publicKey);
    return ` ${index} s:${printName(one.subject)}
   i:${printName(one.issuer)}
   a:PKEY: ${x509.algorithmName(one.publicKey.algorithm)}, ${bits} (bit); sigalg: ${x509.algorithmName(one.signatureAlgorithm).replace(/^sha(\d+)WithRSAEncryption$/, "RSA-SHA$1")}
   v:NotBefore: ${x509.opensslTime(one.notBeforeMs)}; NotAfter: ${x509.opensslTime(one.notAfterMs)}
${options.has("showcerts") ? x509.certificatePem(one) : ""}`;
  });
  const server = leaf
    ? `Server certificate\n${options.has("showcerts") ? "" : x509.certificatePem(leaf)}subject=${printName(leaf.subject)}\nissuer=${printName(leaf.issuer)}\n`
    : "no peer certificate available\n";
  return `CONNECTED(00000003)
---
Certificate chain
${chainLines.join("")}---
${server}---
No client certificate CA names sent
${digest ? `Peer signing digest: ${digest}\n` : ""}Peer signature type: ${type}
Server Temp Key: X25519, 253 bits
---
SSL handshake has read ${size + (is13 ? 460 : 350)} bytes and written ${is13 ? 390 : 290} bytes
${resultWords(code)}
---
New, ${tls.version}, Cipher is ${tls.cipher}
Server public key is ${leaf ? x509.keySize(leaf.publicKey).bits : 0} bit
Secure Renegotiation IS ${is13 ? "NOT " : ""}supported
Compression: NONE
Expansion: NONE
${tls.alpn && options.has("alpn") ? `ALPN protocol: ${tls.alpn}` : "No ALPN negotiated"}
${is13 ? "Early data was not sent\n" : oldSession(io, tls, code)}Verify return code: ${code} (${x509.VERIFY_WORDS[code]})
${is13 ? "" : "    Extended master secret: yes\n"}---
`.replace(/^Verify return code/m, is13 ? "Verify return code" : "    Verify return code");
}

function oldSession(io: Io, { version, cipher }: TlsSession, _code: number): string {
  const chance = chanceOf(io);
  return `SSL-Session:
    Protocol  : ${version}
    Cipher    : ${cipher}
    Session-ID: ${upperHex(chance(32), "")}
    Session-ID-ctx: 
    Master-Key: ${upperHex(chance(48), "")}
    PSK identity: None
    PSK identity hint: None
    SRP username: None
    Start Time: ${Math.floor(io.clock.now() / 1000)}
    Timeout   : 7200 (sec)
`;
}

/** Standard input to the server and back, until one of them ends; "Q" at the start of a line ends it too. */
async function passOn(options: Options, io: Io, connection: TcpConnection): Promise<void> {
  const waits = options.has("ign_eof") || (options.has("quiet") && !options.has("no_ign_eof"));
  const coming = (async () => {
    try {
      for (let chunk = await connection.input.read(); chunk !== undefined; chunk = await connection.input.read())
        await io.stdout.write(chunk);
    } catch {
      // The server cut the connection: there is no more.
    }
    return "closed" as const;
  })();
  const going = (async () => {
    for (let chunk = await io.stdin.read(); chunk !== undefined; chunk = await io.stdin.read()) {
      if (!waits && chunk[0] === 0x51 && (chunk.length === 1 || chunk[1] === 0x0a)) break;
      await connection.output.write(options.has("crlf") ? withReturns(chunk) : chunk);
    }
    return "done" as const;
  })();
  const first = await Promise.race([coming, going]);
  if (first === "done" && waits) await coming;
  if (first === "done" && !waits) await io.stderr.write("DONE\n");
  else await io.stdout.write(options.has("quiet") ? "" : "closed\n");
  connection.output.close();
}

const withReturns = (chunk: Uint8Array): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(chunk).replace(/\r?\n/g, "\r\n"));
