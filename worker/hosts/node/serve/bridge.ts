import type { Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Encounter, HttpOptions, Unconnected } from "../../../base/net.ts";
import type { ClientHello, TlsVersion } from "../../../base/tls.ts";
import { carry } from "./carry.ts";
import { beginsTls, holdsHello, readClientHello } from "./clientHello.ts";
import { beginsHttp2, serveHttp2 } from "./http2.ts";
import type { Pace } from "./pace.ts";
import { peek } from "./peek.ts";

/**
 * One real connection, carried into the simulated network. Bytes go through as they come, but for HTTP/2, whose streams become requests.
 * Where whoever answers there speaks TLS, the real TLS ends here, with the key of whoever would end it, and the modelled handshake is
 * made with what the client has shown.
 *
 * @param meet goes the way in the simulated network
 * @returns when it is over; never rejects for what either side does
 */
export async function bridge(
  socket: Socket,
  meet: () => Promise<Encounter | Unconnected>,
  pace: Pace | undefined,
): Promise<void> {
  socket.on("error", () => {});
  const over = pace?.stream();
  socket.once("close", () => over?.());
  const met = await meet();
  if (!met.ok) return refuse(socket);
  const first = met.tls ? await peek(socket, (bytes) => beginsTls(bytes) === false || holdsHello(bytes)) : undefined;
  if (first && beginsTls(first)) return secured(socket, met, first);
  return spoken(socket, met, {});
}

async function secured(socket: Socket, met: Encounter, first: Uint8Array): Promise<void> {
  const hello = readClientHello(first);
  if (!hello) return void socket.destroy();
  const ends = await endOf(met, hello);
  if (!ends.ok) return refuse(socket);
  const stream = await shakeHands(socket, ends, hello);
  if (!stream) return void socket.destroy();
  const shown = stream.getPeerX509Certificate()?.toString();
  const alpn = stream.alpnProtocol || undefined;
  const tls = {
    serverName: hello.serverName ?? "",
    versions: [stream.getProtocol() as TlsVersion],
    ...(alpn ? { alpn: [alpn] } : {}),
    ...(shown ? { certificate: { chainPem: shown, keyPem: "" } } : {}),
  };
  return spoken(stream, ends, { tls });
}

/** Who ends this client's TLS: the one who listens, or whoever it is handed on to. */
async function endOf(met: Encounter, hello: ClientHello): Promise<Encounter | Unconnected> {
  let at = met;
  for (let on = at.through(hello); on; on = at.through(hello)) {
    const next = await on;
    if (!next.ok) return next;
    at = next;
  }
  return at;
}

/** The real handshake, with the certificate for the name that the client asks for. Undefined when it fails. */
async function shakeHands(socket: Socket, { tls }: Encounter, hello: ClientHello): Promise<TLSSocket | undefined> {
  const certified = await tls?.certificate(hello.serverName);
  if (!tls || !certified) return undefined;
  const demand = tls.clients?.(hello.serverName);
  const versions = tls.versions ?? ["TLSv1.2", "TLSv1.3"];
  let stream: TLSSocket;
  try {
    stream = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext({
        cert: certified.chainPem,
        key: certified.keyPem,
        minVersion: versions.includes("TLSv1.2") ? "TLSv1.2" : "TLSv1.3",
        maxVersion: versions.includes("TLSv1.3") ? "TLSv1.3" : "TLSv1.2",
        ...(demand ? { ca: demand.trust } : {}),
      }),
      ALPNProtocols: [...(tls.alpn ?? ["http/1.1"])],
      requestCert: demand !== undefined,
      rejectUnauthorized: demand?.mode === "require",
    });
  } catch {
    // A key or certificate that OpenSSL does not take: whoever has it could not serve either.
    return undefined;
  }
  return new Promise((resolve) => {
    stream.on("error", () => resolve(undefined));
    stream.once("close", () => resolve(undefined));
    stream.once("secure", () => resolve(stream));
  });
}

/** What is said once the connection is there. */
async function spoken(stream: Socket, met: Encounter, options: HttpOptions): Promise<void> {
  if (await speaksHttp2(stream, met)) {
    return serveHttp2(stream, (request) =>
      met.http(request, { ...options, ...(request.signal ? { signal: request.signal } : {}) }),
    );
  }
  const answer = await met.open(options);
  if (!answer.ok) return refuse(stream);
  await carry(stream, answer.connection, { ends: stream instanceof TLSSocket });
}

async function speaksHttp2(stream: Socket, { speaks }: Encounter): Promise<boolean> {
  if (speaks !== "http") return false;
  if (stream instanceof TLSSocket) return stream.alpnProtocol === "h2";
  return beginsHttp2(await peek(stream, (bytes) => beginsHttp2(bytes) !== undefined)) === true;
}

/** A connection that the simulated network does not make: cut, as a refusal cannot be told once the real one is there. */
function refuse(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
