import type { Clock } from "../../base/clock.ts";
import type { ClientDemand, Peer, TlsIdentity } from "../../base/net.ts";
import type { CertifiedKey, TlsVersion } from "../../base/tls.ts";
import { type Configuration, inherited, type Server, serverFor, setting } from "./compile.ts";
import { ConfigurationError } from "./syntax.ts";

/** What nginx holds of TLS: per server its certificate and whom it trusts. https://nginx.org/en/docs/http/ngx_http_ssl_module.html */
export type ServerKeys = ReadonlyMap<Server, { readonly certificate?: CertifiedKey; readonly clients?: ClientDemand }>;

export interface KeyFiles {
  /** @throws ConfigurationError when it cannot be read */
  read(path: string): string;
  exists(path: string): boolean;
  readonly clock: Clock;
}

const NO_FILE = "error:80000002:system library::No such file or directory:calling fopen";

/**
 * Reads the certificates and keys of every server that listens with ssl.
 *
 * @throws ConfigurationError in nginx's words
 */
export async function loadKeys({ servers }: Configuration, files: KeyFiles): Promise<ServerKeys> {
  const keys = new Map<Server, { certificate?: CertifiedKey; clients?: ClientDemand }>();
  for (const server of servers.filter(({ listens }) => listens.some(({ tls }) => tls))) {
    const certificate = await certificateOf(server, files);
    const clients = clientsOf(server, files);
    keys.set(server, { ...(certificate ? { certificate } : {}), ...(clients ? { clients } : {}) });
  }
  return keys;
}

async function certificateOf(server: Server, files: KeyFiles): Promise<CertifiedKey | undefined> {
  const listen = server.directives.find(({ name, args }) => name === "listen" && args.includes("ssl"));
  const file = setting(server, "ssl_certificate");
  const keyFile = setting(server, "ssl_certificate_key");
  if (setting(server, "ssl_reject_handshake") === "on" && file === undefined) return undefined;
  if (file === undefined) {
    const where = listen ? ` in ${listen.file}:${listen.line}` : "";
    throw new ConfigurationError(`no "ssl_certificate" is defined for the "listen ... ssl" directive${where}`);
  }
  if (keyFile === undefined)
    throw new ConfigurationError(`no "ssl_certificate_key" is defined for certificate "${file}"`);
  const [path, keyPath] = [absolute(file), absolute(keyFile)];
  const chainPem = readFile(files, path, "certificate");
  const x509 = await files.clock.hold(import("../../base/x509/index.ts"));
  const [leaf] = x509.certificatesIn(chainPem);
  if (!leaf) {
    throw new ConfigurationError(
      `cannot load certificate "${path}": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)`,
    );
  }
  const keyPem = readFile(files, keyPath, "certificate key");
  const key = x509.privateKeyIn(keyPem);
  if (!key) {
    throw new ConfigurationError(
      `cannot load certificate key "${keyPath}": PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)`,
    );
  }
  if (!x509.isPair(leaf.publicKey, key)) {
    throw new ConfigurationError(
      `SSL_CTX_use_PrivateKey("${keyPath}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`,
    );
  }
  return { chainPem, keyPem };
}

/** Paths are relative to the folder of the configuration. */
const absolute = (path: string): string => (path.startsWith("/") ? path : `/etc/nginx/${path}`);

function readFile(files: KeyFiles, path: string, what: string): string {
  if (files.exists(path)) return files.read(path);
  throw new ConfigurationError(
    `cannot load ${what} "${path}": BIO_new_file() failed (SSL: ${NO_FILE}(${path}, r) error:10000080:BIO routines::no such file)`,
  );
}

function clientsOf(server: Server, files: KeyFiles): ClientDemand | undefined {
  const mode = setting(server, "ssl_verify_client") ?? "off";
  if (mode === "off") return undefined;
  const file = setting(server, "ssl_client_certificate") ?? setting(server, "ssl_trusted_certificate");
  if (file === undefined && mode !== "optional_no_ca") {
    throw new ConfigurationError(`no ssl_client_certificate for ssl_verify_client`);
  }
  const path = absolute(file ?? "");
  if (file !== undefined && !files.exists(path)) {
    throw new ConfigurationError(
      `SSL_CTX_load_verify_locations("${path}") failed (SSL: ${NO_FILE}(${path}, r) error:10000080:BIO routines::no such file error:05880002:x509 certificate routines::system lib)`,
    );
  }
  return { trust: file === undefined ? "" : files.read(path), mode: "ask" };
}

/** A port that listens with ssl; what is loaded may change while it stays open. */
export function identityOf(
  port: number,
  loaded: () => { readonly configuration: Configuration; readonly keys: ServerKeys },
  plaintext: TlsIdentity["plaintext"],
): TlsIdentity {
  const serverOf = (name: string | undefined) => serverFor(loaded().configuration, port, name ?? "");
  const keysOf = (name: string | undefined) => {
    const server = serverOf(name);
    return server && loaded().keys.get(server);
  };
  return {
    certificate: (name) => keysOf(name)?.certificate,
    clients: (name) => keysOf(name)?.clients,
    get alpn() {
      const server = serverOf(undefined);
      const old = server?.directives.some(({ name, args }) => name === "listen" && args.includes("http2"));
      return old || setting(server, "http2") === "on" ? ["h2", "http/1.1"] : ["http/1.1"];
    },
    get versions() {
      const named = inherited(serverOf(undefined), "ssl_protocols").at(-1)?.args;
      return named ? VERSIONS.filter((version) => named.includes(version)) : VERSIONS;
    },
    ...(plaintext ? { plaintext } : {}),
  };
}

const VERSIONS: readonly TlsVersion[] = ["TLSv1.2", "TLSv1.3"];

/** Why nginx answers 400 before it looks at a request: its codes 497, 496 and 495. */
export function refusalOf(configuration: Configuration, port: number, host: string, peer: Peer): string | undefined {
  const server = serverFor(configuration, port, host);
  const mode = setting(server, "ssl_verify_client") ?? "off";
  if (mode === "off" || !peer.tls) return undefined;
  if (!peer.tls.client) return mode === "on" ? "No required SSL certificate was sent" : undefined;
  return peer.tls.client.trouble && mode !== "optional_no_ca" ? "The SSL certificate error" : undefined;
}

/** The page of such a 400. */
export const refusalPage = (says: string, version: string): string =>
  `<html>\r\n<head><title>400 ${says}</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>${says}</center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;

/** $ssl_client_verify */
export const clientVerified = ({ tls }: Peer): string =>
  !tls ? "" : !tls.client ? "NONE" : tls.client.trouble ? `FAILED:${tls.client.trouble.problem}` : "SUCCESS";
