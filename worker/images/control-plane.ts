import { textResponse } from "../base/http.ts";
import type { ContainerIo, ContainerProgram, Image } from "../kubelet/image.ts";

/** "--name=value" flags of a component; a flag without value is "true". */
export function componentFlags(args: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const arg of args) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (match) flags.set(match[1]!, match[2] ?? "true");
  }
  return flags;
}

/** Answers "ok" on the paths that probes ask, as long as the component runs. Its certificate is its own: nobody can verify it. */
export function serveHealth(io: ContainerIo, process: string, port: number): () => void {
  const paths = new Set(["/healthz", "/livez", "/readyz"]);
  const listening = io.net.listen(
    { ip: "127.0.0.1", port, process },
    {
      http: ({ path }) => {
        const known = paths.has(path.split("?")[0]!);
        return textResponse(known ? 200 : 404, known ? "ok" : "404 page not found\n", "text/plain; charset=utf-8");
      },
      tls: { certificate: () => ({ chainPem: "", keyPem: "" }) },
    },
  );
  return () => listening.close();
}

/** The image of one control-plane component: a single static binary. */
export function componentImage(name: string, sizeBytes: number, program: ContainerProgram): Image {
  return {
    repositories: [`registry.k8s.io/${name}`],
    hasTag: (tag) => /^v1\.\d+\.\d+$/.test(tag),
    sizeBytes,
    entrypoint: [],
    command: [],
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
    },
    workingDirectory: "/",
    user: { name: "root", uid: 0 },
    files: () => ({}),
    programs: () => new Map([[`/usr/local/bin/${name}`, program]]),
  };
}
