import type { TlsClient } from "../../../base/tls.ts";
import { PUBLIC_ROOT_PEM } from "../../../base/x509/authority/root.ts";
import type { ConfigTarget } from "../config/target.ts";

/**
 * What client-go asks of the handshake: the cluster's authority where the kubeconfig names one, else those of the system; the user's
 * certificate; and nothing at all with --insecure-skip-tls-verify.
 */
export function tlsClient(target: ConfigTarget, hostname: string): TlsClient {
  const { insecure, tlsServerName, certificateAuthority, clientCertificate } = target;
  return {
    serverName: tlsServerName ?? hostname,
    alpn: ["h2", "http/1.1"],
    library: "go",
    ...(insecure ? {} : { trust: certificateAuthority ?? PUBLIC_ROOT_PEM }),
    ...(clientCertificate ? { certificate: clientCertificate } : {}),
  };
}
