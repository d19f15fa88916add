import type { Files } from "../shell/files.ts";

/** Where Go looks for authorities on Linux: crypto/x509 root_linux.go. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
const FOLDERS = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/** The authorities that a Go program on this machine trusts, PEM: the first bundle there is, and what lies in the folders. */
export function goRoots({
  files,
  env,
}: {
  readonly files: Files;
  readonly env: Readonly<Record<string, string>>;
}): string {
  const bundle = (env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : BUNDLES).find((path) => files.stat(path)?.type === "file");
  const folders = env.SSL_CERT_DIR ? env.SSL_CERT_DIR.split(":") : FOLDERS;
  const beside = folders
    .filter((folder) => files.stat(folder)?.type === "directory")
    .flatMap((folder) => files.list(folder).map((name) => `${folder}/${name}`))
    .filter((path) => path !== bundle && files.stat(path)?.type === "file");
  return [...(bundle ? [bundle] : []), ...beside].map((path) => files.readText(path)).join("\n");
}
