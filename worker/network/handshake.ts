import type { Peer, TlsIdentity } from "../base/net.ts";
import type { CertifiedKey, ClientSubject, TlsClient, TlsSession, TlsVersion } from "../base/tls.ts";
import type { TlsProblem, TlsTrouble, TraceFailure, TraceObject } from "../base/trace.ts";
import { sentName } from "./serverName.ts";

/** Who reads and verifies certificates. Answers at once where it knows already, and later where it must fetch code first. */
export interface Examiner {
  /** What is wrong with a server's chain in the eyes of a client that trusts these authorities and wants this host. */
  server(asked: Shown & { readonly host: string }): Soon<TlsTrouble | undefined>;
  client(asked: Shown): Soon<{ readonly subject: ClientSubject; readonly trouble?: TlsTrouble }>;
}

interface Shown {
  readonly chainPem: string;
  /** PEM of the authorities that the other side trusts. */
  readonly trust: string;
  /** Whose rules: Go wants alternative names, OpenSSL on Debian strong keys. */
  readonly library: "openssl" | "go";
}

export type { ClientSubject };

export type Soon<T> = T | Promise<T>;

/** What both ends know when the handshake is over. */
export interface Handshake {
  readonly session: TlsSession;
  readonly seen: NonNullable<Peer["tls"]>;
}

export type HandshakeResult = Handshake | { readonly failure: TraceFailure; readonly session?: TlsSession };

export interface Ends {
  readonly client: TlsClient;
  readonly server: TlsIdentity | undefined;
  /** Who answers, for words: "10.0.0.2:443". */
  readonly whom: string;
  /** What stands there, where the certificate names no object of its own. */
  readonly about: TraceObject;
}

const VERSIONS: readonly TlsVersion[] = ["TLSv1.3", "TLSv1.2"];

/** What OpenSSL and Go's crypto/tls prefer when nobody configures anything. */
const PREFERRED = {
  openssl: {
    "TLSv1.3": "TLS_AES_256_GCM_SHA384",
    "TLSv1.2": "ECDHE-RSA-AES256-GCM-SHA384",
    group: "x25519",
    tickets: 2,
  },
  go: {
    "TLSv1.3": "TLS_AES_128_GCM_SHA256",
    "TLSv1.2": "ECDHE-RSA-AES128-GCM-SHA256",
    group: "X25519MLKEM768",
    tickets: 1,
  },
} as const;

/**
 * TLS as a modelled handshake: version and protocol, the certificate for the name, its verification by the client, the client's own
 * certificate. What does not speak TLS answers a ClientHello with bytes of its own: "wrong version number" in OpenSSL.
 * A promise only where somebody must wait: for code that verifies, or for a certificate that is being made.
 */
export function shakeHands(ends: Ends, examiner: Examiner): Soon<HandshakeResult> {
  const { client, server, whom } = ends;
  const name = sentName(client.serverName);
  if (!server) return alert(ends, "notTls", `${whom} does not speak TLS: wrong version number`, FIRST_RECORD);
  const version = VERSIONS.find((one) => spoken(client.versions, one) && spoken(server.versions, one));
  if (!version) {
    const says = `${whom} speaks ${(server.versions ?? VERSIONS).join(", ")}, the client ${(client.versions ?? VERSIONS).join(", ")}`;
    return alert(ends, "version", says, "remote error: tls: protocol version not supported");
  }
  const offered = client.alpn ?? [];
  const served = server.alpn ?? ["http/1.1"];
  const alpn = served.find((protocol) => offered.includes(protocol));
  const certified = server.certificate(name);
  const go = (certificate: CertifiedKey | undefined): Soon<HandshakeResult> => {
    if (!certificate) {
      const says = `${whom} has no certificate for ${name ?? "a client without SNI"}: handshake failure`;
      return alert(ends, "noCertificate", says, "remote error: tls: handshake failure");
    }
    return verified(ends, examiner, { certificate, version, ...(alpn ? { alpn } : {}) });
  };
  return certified instanceof Promise ? certified.then(go) : go(certified);
}

const FIRST_RECORD = "tls: first record does not look like a TLS handshake";

const spoken = (versions: readonly TlsVersion[] | undefined, version: TlsVersion): boolean =>
  versions === undefined || versions.includes(version);

interface Chosen {
  readonly certificate: CertifiedKey;
  readonly version: TlsVersion;
  readonly alpn?: string;
}

/** The client looks at the server's certificate, then the server at the client's. */
function verified(ends: Ends, examiner: Examiner, chosen: Chosen): Soon<HandshakeResult> {
  const { client } = ends;
  if (client.trust === undefined) return withClient(ends, examiner, chosen, undefined);
  const found = examiner.server({
    chainPem: chosen.certificate.chainPem,
    trust: client.trust,
    library: client.library ?? "openssl",
    host: client.serverName,
  });
  const go = (trouble: TlsTrouble | undefined): Soon<HandshakeResult> => {
    if (!trouble || client.insecure) return withClient(ends, examiner, chosen, trouble);
    const look = chosen.certificate.object ?? ends.about;
    const says = `the client does not accept the certificate of ${ends.whom}: ${sentence(trouble, client.serverName)}`;
    const { session } = settle(ends, chosen, trouble, undefined);
    return { failure: { kind: "tls", says, look, tls: trouble }, session };
  };
  return found instanceof Promise ? found.then(go) : go(found);
}

function withClient(
  ends: Ends,
  examiner: Examiner,
  chosen: Chosen,
  trouble: TlsTrouble | undefined,
): Soon<HandshakeResult> {
  const { client, server, whom } = ends;
  const demand = server?.clients?.(sentName(client.serverName));
  if (!demand) return settle(ends, chosen, trouble, undefined);
  if (!client.certificate) {
    if (demand.mode === "ask") return settle(ends, chosen, trouble, {});
    const says = `${whom} requires a client certificate and the client sent none`;
    return alert(ends, "clientCertificateRequired", says, "remote error: tls: certificate required");
  }
  const { chainPem } = client.certificate;
  const found = examiner.client({ chainPem, trust: demand.trust, library: server?.library ?? "openssl" });
  const go = (about: { readonly subject: ClientSubject; readonly trouble?: TlsTrouble }): HandshakeResult => {
    if (!about.trouble || demand.mode === "ask")
      return settle(ends, chosen, trouble, { client: { chainPem, ...about } });
    const says = `${whom} does not accept the client's certificate (${about.subject.text}): ${about.trouble.goSays}`;
    return alert(ends, "clientCertificateRefused", says, `remote error: tls: ${refusal(about.trouble.problem)}`);
  };
  return found instanceof Promise ? found.then(go) : go(found);
}

function settle(
  { client, server }: Ends,
  { certificate, version, alpn }: Chosen,
  trouble: TlsTrouble | undefined,
  asked: Pick<NonNullable<Peer["tls"]>, "client"> | undefined,
): Handshake {
  const preferred = PREFERRED[server?.library ?? "openssl"];
  const protocol = alpn ? { alpn } : {};
  return {
    session: {
      chainPem: certificate.chainPem,
      version,
      cipher: preferred[version],
      group: preferred.group,
      certificateRequested: asked !== undefined,
      tickets: version === "TLSv1.3" ? preferred.tickets : 0,
      ...protocol,
      ...(trouble ? { trouble } : {}),
    },
    seen: { serverName: sentName(client.serverName) ?? "", version, ...protocol, ...asked },
  };
}

/** The alert that OpenSSL and Go send for a certificate they do not like. */
function refusal(problem: TlsProblem): string {
  if (problem === "expired" || problem === "notYetValid") return "expired certificate";
  if (problem === "malformed" || problem === "keyUsage" || problem === "badSignature" || problem === "weak")
    return "bad certificate";
  return "unknown certificate authority";
}

function alert({ about }: Ends, problem: TlsProblem, says: string, goSays: string): { readonly failure: TraceFailure } {
  return { failure: { kind: "tls", says, look: about, tls: { problem, depth: 0, verifyCode: 0, goSays } } };
}

function sentence({ problem, names, goSays }: TlsTrouble, wanted: string): string {
  switch (problem) {
    case "nameMismatch":
      return names && names.length > 0
        ? `it is for ${names.join(", ")}, not for ${wanted}`
        : `it names no host, and ${wanted} was asked for`;
    case "expired":
      return "it has expired";
    case "notYetValid":
      return "it is not valid yet";
    case "selfSigned":
      return "it is signed by itself, and nobody it trusts vouches for it";
    case "selfSignedInChain":
      return "it comes from an authority of its own that the client does not trust";
    case "unknownAuthority":
      return "it is signed by an authority that the client does not know";
    default:
      return goSays;
  }
}
