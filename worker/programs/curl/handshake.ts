import type { HttpExchange, Unconnected } from "../../base/net.ts";
import type { TlsClient, TlsSession } from "../../base/tls.ts";
import type { TlsTrouble } from "../../base/trace.ts";
import type { Io } from "../../shell/program.ts";
import { CurlError } from "./error.ts";
import type { Operation } from "./options.ts";
import { alpnOf, CA_FILE, CA_PATH } from "./trust.ts";

/** What curl and OpenSSL tell of a handshake: the lines of -v, and the words of its failures. */

interface Telling {
  readonly io: Io;
  readonly operation: Operation;
  readonly verbose: boolean;
  say(line: string): void;
}

type X509 = typeof import("../../base/x509/index.ts");

/** Before anything is sent. */
export function tellOffer({ operation, say }: Telling): void {
  say(`* ALPN: curl offers ${alpnOf(operation).join(",")}`);
  say(`* ${versionOf(operation)} (OUT), TLS handshake, Client hello (1):`);
}

const versionOf = ({ tlsVersions }: Operation): string => tlsVersions?.at(-1) ?? "TLSv1.3";

/** The authorities are read when the server's hello arrives. */
function tellAuthorities({ operation, say }: Telling): void {
  if (operation.insecure) return;
  say(`*  CAfile: ${operation.cacert ?? CA_FILE}`);
  say(`*  CApath: ${operation.capath ?? CA_PATH}`);
}

/** A handshake that came to its end, on the client's side. */
export async function tellHandshake(telling: Telling, client: TlsClient, session: TlsSession): Promise<void> {
  const { say } = telling;
  if (!telling.verbose) return;
  tellAuthorities(telling);
  const { version, cipher, group, alpn } = session;
  for (const line of messagesOf(session)) say(`* ${version} ${line}`);
  const x509 = await telling.io.clock.hold(import("../../base/x509/index.ts"));
  const [leaf] = x509.certificatesIn(session.chainPem);
  say(
    `* SSL connection using ${version} / ${cipher} / ${group} / ${leaf ? signatureType(x509, leaf, version) : "UNDEF"}`,
  );
  say(alpn ? `* ALPN: server accepted ${alpn}` : "* ALPN: server did not agree on a protocol. Uses default.");
  tellCertificate(telling, x509, client.serverName, session);
  if (!leaf) return;
  const { trouble } = session;
  say(
    trouble
      ? `*  SSL certificate verify result: ${x509.VERIFY_WORDS[trouble.verifyCode]} (${trouble.verifyCode}), continuing anyway.`
      : "*  SSL certificate verify ok.",
  );
  const chain = x509.certificatesIn(session.chainPem);
  const question = {
    chain,
    trusted: x509.certificatesIn(client.trust ?? ""),
    nowMs: telling.io.clock.now(),
    partial: true,
  };
  const told = trouble ? chain : x509.examineChain(question, new x509.SignatureMemo()).path;
  told.forEach((one, level) => {
    say(
      `*   Certificate level ${level}: ${keyWords(x509, one)}, signed using ${x509.algorithmName(one.signatureAlgorithm)}`,
    );
  });
}

/** The messages of the two ends; RFC 8446 section 2, RFC 5246 section 7.3. */
function messagesOf({ version, certificateRequested }: TlsSession): readonly string[] {
  const [own, other] = ["(OUT), TLS", "(IN), TLS"];
  if (version === "TLSv1.3") {
    return [
      `${other} handshake, Server hello (2):`,
      `${other} change cipher, Change cipher spec (1):`,
      `${other} handshake, Encrypted Extensions (8):`,
      ...(certificateRequested ? [`${other} handshake, Request CERT (13):`] : []),
      `${other} handshake, Certificate (11):`,
      `${other} handshake, CERT verify (15):`,
      `${other} handshake, Finished (20):`,
      `${own} change cipher, Change cipher spec (1):`,
      ...(certificateRequested ? [`${own} handshake, Certificate (11):`] : []),
      `${own} handshake, Finished (20):`,
    ];
  }
  return [
    `${other} handshake, Server hello (2):`,
    `${other} handshake, Certificate (11):`,
    `${other} handshake, Server key exchange (12):`,
    ...(certificateRequested ? [`${other} handshake, Request CERT (13):`] : []),
    `${other} handshake, Server finished (14):`,
    ...(certificateRequested ? [`${own} handshake, Certificate (11):`] : []),
    `${own} handshake, Client key exchange (16):`,
    `${own} change cipher, Change cipher spec (1):`,
    `${own} handshake, Finished (20):`,
    `${other} handshake, Finished (20):`,
  ];
}

/** "* Server certificate:" and what follows, up to the issuer. */
function tellCertificate({ operation, say }: Telling, x509: X509, host: string, { chainPem }: TlsSession): void {
  const [leaf] = x509.certificatesIn(chainPem);
  if (!leaf) return;
  say("* Server certificate:");
  say(`*  subject: ${nameWords(x509, leaf.subject)}`);
  say(`*  start date: ${x509.opensslTime(leaf.notBeforeMs)}`);
  say(`*  expire date: ${x509.opensslTime(leaf.notAfterMs)}`);
  if (!operation.insecure) {
    const alternatives = x509.altNamesOf(leaf);
    const matched = alternatives.find(
      (one) =>
        (one.type === "DNS" || one.type === "IP Address") &&
        x509.isFor({ ...leaf, extensions: [x509.subjectAltName([one])] }, host),
    );
    const hosts = alternatives.some(({ type }) => type === "DNS" || type === "IP Address");
    if (matched?.type === "IP Address") say(`*  subjectAltName: host "${host}" matched cert's IP address!`);
    else if (matched?.type === "DNS") say(`*  subjectAltName: host "${host}" matched cert's "${matched.value}"`);
    else if (hosts) {
      say(`*  subjectAltName does not match ${kindOfName(x509, host)} ${host}`);
      return;
    } else say(`*  common name: ${x509.commonNameOf(leaf.subject)} (matched)`);
  }
  say(`*  issuer: ${nameWords(x509, leaf.issuer)}`);
}

const kindOfName = (x509: X509, host: string): string =>
  ["hostname", "ipv4 address", "ipv6 address"][[undefined, 4, 16].indexOf(x509.addressBytes(host)?.length)]!;

/** X509_NAME_print_ex with XN_FLAG_SEP_SPLUS_SPC: "C=US; O=Example; CN=example.com". */
const nameWords = (
  x509: X509,
  {
    attributes,
  }: { readonly attributes: readonly { readonly oid: string; readonly value: string; readonly joined: boolean }[] },
): string =>
  attributes
    .map(
      ({ oid, value, joined }, index) => `${index === 0 ? "" : joined ? " + " : "; "}${x509.shortNameOf(oid)}=${value}`,
    )
    .join("");

type Certificate = ReturnType<X509["certificatesIn"]>[number];

/** SSL_get_peer_signature_type_nid: how the server signed the handshake. */
function signatureType({ OID }: X509, { publicKey }: Certificate, version: string): string {
  if (publicKey.algorithm === OID.rsaEncryption) return version === "TLSv1.3" ? "RSASSA-PSS" : "rsassaPss";
  return publicKey.algorithm === OID.ed25519 ? "ED25519" : "id-ecPublicKey";
}

function keyWords(x509: X509, { publicKey }: Certificate): string {
  const size = x509.keySize(publicKey);
  const type =
    publicKey.algorithm === x509.OID.rsaEncryption
      ? "RSA"
      : publicKey.algorithm === x509.OID.ed25519
        ? "ED25519"
        : `EC/${x509.curveWord(publicKey.curve)}`;
  return `Public key type ${type} (${size.bits}/${size.securityBits} Bits/secBits)`;
}

/** The error that a failed handshake ends in. */
export async function handshakeError(
  telling: Telling,
  host: string,
  { failure, tls }: Unconnected,
): Promise<CurlError> {
  const trouble = failure.tls;
  if (!trouble)
    return new CurlError(35, "TLS connect error: error:0A000126:SSL routines::unexpected eof while reading");
  const { say, io } = telling;
  if (trouble.problem === "nameMismatch" && tls) {
    const x509 = await io.clock.hold(import("../../base/x509/index.ts"));
    if (telling.verbose) {
      tellAuthorities(telling);
      for (const line of messagesOf(tls)) say(`* ${tls.version} ${line}`);
      const leaf = x509.certificatesIn(tls.chainPem)[0]!;
      say(
        `* SSL connection using ${tls.version} / ${tls.cipher} / ${tls.group} / ${signatureType(x509, leaf, tls.version)}`,
      );
      say(
        tls.alpn ? `* ALPN: server accepted ${tls.alpn}` : "* ALPN: server did not agree on a protocol. Uses default.",
      );
      tellCertificate(telling, x509, host, tls);
    }
    return new CurlError(60, misnamed(x509, tls, host));
  }
  if (trouble.verifyCode > 0) {
    tellAuthorities(telling);
    if (tls)
      for (const line of messagesOf(tls).slice(0, tls.version === "TLSv1.3" ? 4 : 2)) say(`* ${tls.version} ${line}`);
    say(`* ${tls?.version ?? "TLSv1.3"} (OUT), TLS alert, ${alertFor(trouble)}:`);
    const { VERIFY_WORDS } = await io.clock.hold(import("../../base/x509/index.ts"));
    return new CurlError(60, `SSL certificate problem: ${VERIFY_WORDS[trouble.verifyCode]}`);
  }
  return new CurlError(...(ALERTS[trouble.problem] ?? ALERTS.noCertificate!));
}

/** SSL_alert_desc and its number with the level "fatal" before it. */
function alertFor({ problem }: TlsTrouble): string {
  switch (problem) {
    case "expired":
      return "certificate expired (557)";
    case "notYetValid":
    case "malformed":
      return "bad certificate (554)";
    case "badSignature":
      return "decrypt error (563)";
    case "keyUsage":
      return "unsupported certificate (555)";
    case "weak":
      return "bad certificate (554)";
    default:
      return "unknown CA (560)";
  }
}

const ALERTS: Readonly<Record<string, readonly [code: number, says: string]>> = {
  notTls: [35, "TLS connect error: error:0A00010B:SSL routines::wrong version number"],
  noCertificate: [35, "TLS connect error: error:0A000410:SSL routines::ssl/tls alert handshake failure"],
  version: [35, "TLS connect error: error:0A00042E:SSL routines::tlsv1 alert protocol version"],
  alpn: [35, "TLS connect error: error:0A000460:SSL routines::tlsv1 alert no application protocol"],
  malformed: [35, "TLS connect error: error:0680009B:asn1 encoding routines::too long"],
  clientCertificateRequired: [
    56,
    "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
  ],
  clientCertificateRefused: [56, "OpenSSL SSL_read: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0"],
};

function misnamed(x509: X509, { chainPem }: TlsSession, host: string): string {
  const leaf = x509.certificatesIn(chainPem)[0]!;
  if (x509.altNamesOf(leaf).some(({ type }) => type === "DNS" || type === "IP Address")) {
    return `SSL: no alternative certificate subject name matches target ${kindOfName(x509, host)} '${host}'`;
  }
  const common = x509.commonNameOf(leaf.subject);
  return common === undefined
    ? "SSL: unable to obtain common name from peer certificate"
    : `SSL: certificate subject name '${common}' does not match target hostname '${host}'`;
}

/** Session tickets come with the answer. */
export function tellTickets({ say }: Telling, { tls }: HttpExchange): void {
  if (tls?.version !== "TLSv1.3") return;
  for (let i = 0; i < tls.tickets; i++) say("* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):");
}
