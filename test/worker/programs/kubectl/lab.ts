/** kubectl against a real API server in one process: no network between, time stands still unless a test lets it pass. */
import { builtInSchemas } from "../../../../worker/api/generated/index.ts";
import { type ApiServer, createApiServer, type SavedApi } from "../../../../worker/api/index.ts";
import { servedKinds } from "../../../../worker/api/kinds/index.ts";
import { SandboxClock } from "../../../../worker/base/clock.ts";
import type { HttpRequest } from "../../../../worker/base/http.ts";
import type { NetAccess } from "../../../../worker/base/net.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { collector, readerOf } from "../../../../worker/base/streams.ts";
import { kubectl } from "../../../../worker/programs/kubectl/index.ts";
import type { Files } from "../../../../worker/shell/files.ts";
import { FileTree } from "../../../../worker/shell/index.ts";
import type { Io } from "../../../../worker/shell/program.ts";
import { stillTime } from "../../stillTime.ts";

/** Monday, 2 March 2026, 09:00 UTC. */
export const START_MS = Date.UTC(2026, 2, 2, 9);

export const SERVER = "https://127.0.0.1:6443";

const KUBECONFIG = {
  apiVersion: "v1",
  kind: "Config",
  "current-context": "kind-kind",
  clusters: [{ name: "kind-kind", cluster: { server: SERVER } }],
  contexts: [{ name: "kind-kind", context: { cluster: "kind-kind", user: "kind-kind" } }],
  users: [{ name: "kind-kind", user: {} }],
};

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Lab {
  readonly server: ApiServer;
  readonly clock: SandboxClock;
  readonly files: Files;
  /** Requests so far, as "GET /api/v1/pods". */
  readonly requests: readonly HttpRequest[];
  /** Runs a command line; words are split at blanks, single quotes hold them together. */
  run(
    line: string,
    options?: { readonly stdin?: string; readonly signal?: AbortSignal; readonly editor?: (path: string) => void },
  ): Promise<Answer>;
}

export async function startLab({ saved }: { readonly saved?: SavedApi } = {}): Promise<Lab> {
  const clock = new SandboxClock(START_MS, stillTime);
  const random = new SeededRandom(1);
  const server = createApiServer({
    kinds: servedKinds,
    schemas: builtInSchemas,
    clock,
    random,
    serviceCidr: "10.96.0.0/16",
    version: "v1.36.1",
    ...(saved ? { saved } : {}),
  });
  for (const name of saved ? [] : ["default", "kube-system"]) {
    await server.handle(post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } }));
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace: name } };
    await server.handle(post(`/api/v1/namespaces/${name}/serviceaccounts`, account));
  }
  const tree = new FileTree({ now: () => clock.now() });
  const files = tree.files(0);
  files.makeDirectory("/root/.kube", { parents: true });
  files.makeDirectory("/tmp", { parents: true });
  files.write("/root/.kube/config", JSON.stringify(KUBECONFIG));
  const requests: HttpRequest[] = [];
  const net = {
    async http(to: { ip: string; port: number }, request: HttpRequest) {
      if (to.port !== 6443) return { ok: false, failure: { kind: "refused", says: "nobody listens" }, hops: [] };
      requests.push(request);
      return { ok: true, response: await server.handle(request), hops: [] };
    },
  } as unknown as NetAccess;

  return {
    server,
    clock,
    files,
    requests,
    async run(line, options = {}) {
      const stdout = collector();
      const stderr = collector();
      const io = {
        stdin: readerOf(options.stdin ?? ""),
        stdout: stdout.writer,
        stderr: stderr.writer,
        isTerminal: () => false,
        cwd: "/root",
        env: { HOME: "/root", EDITOR: "the-editor" },
        files,
        name: "kubectl",
        user: { name: "root", uid: 0 },
        signal: options.signal ?? new AbortController().signal,
        clock,
        random,
        net,
        run: async (words: readonly string[]) => {
          options.editor?.(words.at(-1)!);
          return 0;
        },
      } as unknown as Io;
      const exitCode = await clock.drive(kubectl(splitWords(line), io));
      return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
    },
  };
}

/** Words of a line, quoting by ' only. */
function splitWords(line: string): string[] {
  return (line.match(/(?:'[^']*'|\S)+/g) ?? []).map((word) => word.replace(/'([^']*)'/g, "$1"));
}

export function post(path: string, object: unknown): HttpRequest {
  return {
    method: "POST",
    authority: "127.0.0.1:6443",
    path,
    headers: [["Content-Type", "application/json"]],
    body: new TextEncoder().encode(JSON.stringify(object)),
    protocol: "HTTP/1.1",
  };
}
