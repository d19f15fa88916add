import type { HttpRequest, HttpResponse } from "./http.ts";
import type { ByteReader, ByteWriter } from "./streams.ts";
import type { CertifiedKey, ClientHello, ClientSubject, TlsClient, TlsSession, TlsVersion } from "./tls.ts";
import type { Hop, TlsTrouble, TraceFailure } from "./trace.ts";

/**
 * What a program can do on the network of the host it runs on. `worker/network` implements it; programs get it as `io.net`.
 */
export interface NetAccess {
  /** The host's own name and addresses, for `hostname` and `ip`; `label` is what traces call it ("pod default/web"). */
  readonly host: { readonly name: string; readonly label?: string; readonly interfaces: readonly NetInterface[] };
  /** Opens a TCP connection. Never throws for what the network does: a failure is an ordinary answer. */
  connect(to: SocketAddress, options?: HttpOptions): Promise<Connected | Unconnected>;
  /**
   * Sends one HTTP request over a new connection: a fast path around bytes when the listener speaks HTTP itself, the real
   * bytes of HTTP/1.1 when it does not.
   */
  http(to: SocketAddress, request: HttpRequest, options?: HttpOptions): Promise<HttpExchange | Unconnected>;
  /** Sends one datagram and waits for an answer. */
  datagram(to: SocketAddress, payload: Datagram, options?: ConnectOptions): Promise<DatagramAnswer | Unconnected>;
  /** One ICMP echo: the round-trip time in milliseconds, or why there was none. */
  ping(ip: string, options?: ConnectOptions): Promise<{ readonly ok: true; readonly ms: number } | Unconnected>;
  /**
   * Goes the way and knocks, saying nothing yet: who answers decides how the conversation begins. For hosts with sockets of their own,
   * which must show the key of whoever ends the client's TLS.
   */
  meet?(to: SocketAddress, options?: ConnectOptions): Promise<Encounter | Unconnected>;
  /** Listens on the host. Throws AddressInUse. Closing refuses later connections; open ones live on unless `reset`. */
  listen(at: ListenAddress, accept: Acceptor): ListenHandle;
  /** Who listens here, for `ss`. */
  listeners(): readonly {
    readonly protocol: Transport;
    readonly ip: string;
    readonly port: number;
    readonly process: string;
  }[];
}

export type Transport = "TCP" | "UDP" | "SCTP";

export interface NetInterface {
  readonly name: string;
  readonly ip: string;
  /** Prefix length. */
  readonly prefix: number;
  readonly mac?: string;
  /** Default gateway reached by this interface. */
  readonly gateway?: string;
}

export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

export interface ListenAddress {
  /** "0.0.0.0" when absent. */
  readonly ip?: string;
  readonly port: number;
  readonly transport?: Transport;
  /** Shown by `ss -p`. */
  readonly process: string;
  readonly tally?: Tally;
}

/** Counts what is taken: requests, connections of bytes, datagrams. */
export interface Tally {
  requests?: number | undefined;
}

export function countOne(tally: Tally | undefined): void {
  if (tally) tally.requests = (tally.requests ?? 0) + 1;
}

export interface ConnectOptions {
  /** Gives up as timed out after so many milliseconds of cluster time; the kernel's own limit is about 130 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told when `signal` ends the waiting for an answer: the way until there, and what was waited for. */
  abandoned?(so: Abandoned): void;
}

export interface Abandoned {
  readonly hops: readonly Hop[];
  readonly failure: TraceFailure;
  /** Somebody had taken the connection. */
  readonly connected: boolean;
}

export interface HttpOptions extends ConnectOptions {
  /** Present for https: what the client asks of the handshake. */
  readonly tls?: TlsClient;
}

/** What a listener does with what arrives; HTTP where it speaks HTTP, else the bytes. */
export type Acceptor =
  | HttpServer
  | { readonly tcp: (connection: TcpConnection, peer: Peer) => void; readonly tls?: TlsIdentity }
  | { readonly udp: (payload: Datagram, peer: Peer) => Promise<Datagram | undefined> | Datagram | undefined };

export interface HttpServer {
  http(request: HttpRequest, peer: Peer): Promise<HttpResponse> | HttpResponse;
  readonly tls?: TlsIdentity;
  /** The answer to bytes that are no HTTP request, before the connection closes; a bare 400 when absent. */
  malformed?(): HttpResponse;
}

/** How a listener proves who it is. */
export interface TlsIdentity {
  /** The certificate for a client that asks for this name (undefined: no SNI). No answer: the handshake fails with an alert. */
  certificate(serverName: string | undefined): CertifiedKey | undefined | Promise<CertifiedKey | undefined>;
  /** Protocols offered by ALPN, best first; "http/1.1" when absent. */
  readonly alpn?: readonly string[];
  /** Versions spoken; both when absent. */
  readonly versions?: readonly TlsVersion[];
  /** Whose implementation it is, which decides cipher and key exchange; "openssl" when absent. */
  readonly library?: "openssl" | "go";
  /**
   * Asks clients for a certificate, for this name: who is trusted (PEM), and whether one that is missing or not trusted ends the
   * handshake, or is told to the program in `Peer.tls.client`.
   */
  clients?(serverName: string | undefined): ClientDemand | undefined;
  /**
   * Hands the client's TLS on without ending it (TLSRoute, ssl-passthrough, a TCP proxy). Undefined: it ends here. The backend then sees
   * the proxy's `net` as the client, and the client verifies the backend's certificate.
   */
  passthrough?(hello: ClientHello, peer: Peer): { readonly net: NetAccess; readonly to: SocketAddress } | undefined;
  /** The answer to plain HTTP on this port ("400 The plain HTTP request was sent to HTTPS port"); closes unanswered when absent. */
  readonly plaintext?: HttpServer["http"];
}

export interface ClientDemand {
  /** PEM of the authorities whose clients are welcome. */
  readonly trust: string;
  /** "require" ends the handshake of others; "ask" leaves the decision to the program (nginx answers 400). */
  readonly mode: "ask" | "require";
}

/** A hop, or how to tell it (or several) once somebody asks: most traces are never read. */
export type Station = Hop | (() => Hop | readonly Hop[]);

/** Who is at the other end, as the listener sees it (after any source rewriting), and how the request came here. */
export interface Peer {
  readonly source: SocketAddress;
  readonly local: SocketAddress;
  /** Hops so far; a proxy hands them on with its own request so that one trace tells the whole way. */
  readonly hops: readonly Hop[];
  /** A proxy adds what it decided. */
  record(station: Station): void;
  /** What the modelled handshake settled, where the client spoke TLS. */
  readonly tls?: {
    /** "" when the client sent no SNI. */
    readonly serverName: string;
    readonly alpn?: string;
    readonly version?: TlsVersion;
    /** The client's certificate where one was asked for and shown; `trouble` says why it is not to be trusted. */
    readonly client?: { readonly chainPem: string; readonly subject: ClientSubject; readonly trouble?: TlsTrouble };
  };
}

export interface TcpConnection {
  readonly input: ByteReader;
  readonly output: ByteWriter;
  /** Cuts the connection: the other end reads a reset. */
  reset(): void;
  /** Calls back once the other end reads no more or the connection was cut. Returns a cancel. */
  onGone?(listener: () => void): () => void;
}

/** DNS travels as records; everything else as bytes. */
export type Datagram = Uint8Array | DnsQuery | DnsAnswer;

export interface DnsQuery {
  readonly dns: "query";
  readonly name: string;
  readonly type: DnsType;
}
export type DnsType = "A" | "AAAA" | "SRV" | "CNAME" | "PTR" | "TXT" | "NS" | "SOA" | "MX" | "ANY";
export interface DnsRecord {
  readonly name: string;
  readonly type: DnsType;
  readonly ttl: number;
  /** As dig prints it: "10.96.0.10", "0 100 80 web.default.svc.cluster.local.". */
  readonly data: string;
}
export interface DnsAnswer {
  readonly dns: "answer";
  readonly code: "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED";
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly authoritative: boolean;
  /** The object that decided, for the trace. */
  readonly hop?: Hop;
}

export interface Connected {
  readonly ok: true;
  readonly connection: TcpConnection;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  readonly tls?: TlsSession;
  readonly hops: readonly Hop[];
}

/** Somebody who listens, before a word is said. To be opened once, by bytes or by a record. */
export interface Encounter {
  readonly ok: true;
  /** Whether it waits for HTTP, or takes bytes as they are. */
  readonly speaks: "http" | "bytes";
  /** How it proves who it is; absent where it speaks no TLS. */
  readonly tls?: TlsIdentity;
  /** Who ends the TLS of a client that says this hello, where it is handed on; undefined: it ends here. */
  through(hello: ClientHello): Promise<Encounter | Unconnected> | undefined;
  open(options?: HttpOptions): Promise<Connected | Unconnected>;
  http(request: HttpRequest, options?: HttpOptions): Promise<HttpExchange | Unconnected>;
}

export interface HttpExchange {
  readonly ok: true;
  readonly response: HttpResponse;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  readonly tls?: TlsSession;
  readonly hops: readonly Hop[];
}

export interface DatagramAnswer {
  readonly ok: true;
  readonly payload: Datagram;
  readonly hops: readonly Hop[];
}

/** What the network said instead: refused, timed out, no route, reset. */
export interface Unconnected {
  readonly ok: false;
  readonly failure: TraceFailure;
  /** What a handshake had settled when the client gave it up. */
  readonly tls?: TlsSession;
  readonly hops: readonly Hop[];
}

export interface ListenHandle {
  close(): void;
  /** Closes, and cuts every connection that it accepted: what the kernel does when the process has ended. */
  reset(): void;
}

/** ECONNRESET: read from a connection that was cut. A listener that throws it cuts the request without an answer. */
export class ConnectionReset extends Error {
  constructor() {
    super("Connection reset by peer");
    this.name = "ConnectionReset";
  }
}

/** EADDRINUSE: somebody listens there already. */
export class AddressInUse extends Error {
  constructor(readonly address: SocketAddress) {
    super(`bind() to ${address.ip}:${address.port} failed (98: Address already in use)`);
    this.name = "AddressInUse";
  }
}
