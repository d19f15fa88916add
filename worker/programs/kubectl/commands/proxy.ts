import { type HttpRequest, type HttpResponse, textResponse } from "../../../base/http.ts";
import { AddressInUse, type ListenHandle } from "../../../base/net.ts";
import { resolvePath } from "../../../shell/files.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { Unreachable } from "../client/failures.ts";
import type { Kube } from "../kube.ts";
import { freePort } from "../pods/freePort.ts";

const FLAGS = {
  acceptHosts: {
    type: "string",
    value: "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$",
    help: "Expressions for the hosts that may be asked for.",
  },
  acceptPaths: { type: "string", value: "^.*", help: "Expressions for the paths that may be asked for." },
  address: { type: "string", value: "127.0.0.1", help: "The IP address to listen on." },
  apiPrefix: { type: "string", value: "/", help: "Prefix of the paths that go to the API." },
  appendServerPath: { type: "bool", help: "Put the path of the kubeconfig's server before each request's." },
  disableFilter: { type: "bool", help: "Let every request through. Whoever reaches the port then is you." },
  keepalive: { type: "duration", value: 0, help: "How long idle connections are kept; 0 keeps none.", shown: "0s" },
  port: { type: "int", short: "p", value: 8001, help: "The port to listen on. 0 takes any that is free." },
  rejectMethods: { type: "string", value: "^$", help: "Expressions for methods that may not be used." },
  rejectPaths: {
    type: "string",
    value: "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
    help: "Expressions for paths that may not be asked for, even if --accept-paths has them.",
  },
  unixSocket: { type: "string", short: "u", help: "Unix socket to listen on." },
  www: { type: "string", short: "w", help: "Directory of files that are served too, below --www-prefix." },
  wwwPrefix: { type: "string", short: "P", value: "/static/", help: "Prefix of the paths of files." },
} as const satisfies FlagTable;

type Flags = Call<typeof FLAGS>["flags"];

/** @see k8s.io/kubectl/pkg/proxy */
export default command({
  usage: "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
  usageWhole: true,
  about: [
    "Serve the API on a port of this machine.",
    "Whoever asks there is the kubeconfig's user: curl needs neither certificates nor tokens.",
  ],
  examples: [
    ["On port 8001", "kubectl proxy"],
    ["On another one, below a prefix", "kubectl proxy --port=8011 --api-prefix=/k8s-api"],
  ],
  flags: FLAGS,
  async run({ flags }, kube) {
    if (flags.unixSocket !== "") throw new CommandError(`listen unix ${flags.unixSocket}: operation not permitted`);
    if (flags.disableFilter) {
      const says = "Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious";
      await kube.log("W", "proxy.go:176", says);
    }
    const { connection } = await kube.rest();
    const serve = async (request: HttpRequest): Promise<HttpResponse> => {
      const [path = "", query] = request.path.split("?", 2) as [string, string | undefined];
      const files = withSlash(flags.wwwPrefix);
      if (flags.www !== "" && path.startsWith(files)) return fileAt(kube, flags.www, path.slice(files.length));
      const inside = apiPath(flags.apiPrefix, path);
      if (inside === undefined) return plain(404, "404 page not found");
      if (!flags.disableFilter && !accepts(flags, request, inside)) return plain(403, "Forbidden");
      try {
        return await connection.forward({ ...request, path: query === undefined ? inside : `${inside}?${query}` });
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        return plain(500, error.cause);
      }
    };
    const port = flags.port === 0 ? freePort(kube, flags.address) : flags.port;
    const handle = listen(kube, flags.address, port, serve);
    try {
      await kube.out(`Starting to serve on ${flags.address}:${port}\n`);
      await new Promise<void>((resolve) => {
        if (kube.io.signal.aborted) resolve();
        kube.io.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      throw kube.io.signal.reason;
    } finally {
      handle.close();
    }
  },
});

function listen(
  kube: Kube,
  ip: string,
  port: number,
  serve: (request: HttpRequest) => Promise<HttpResponse>,
): ListenHandle {
  try {
    return kube.io.net.listen({ ip, port, process: "kubectl" }, { http: serve });
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    throw new CommandError(`listen tcp ${ip}:${port}: bind: address already in use`);
  }
}

const withSlash = (prefix: string): string => (prefix.endsWith("/") ? prefix : `${prefix}/`);

/** What is asked of the API: the prefix falls away, unless it is the API's own. */
function apiPath(prefix: string, path: string): string | undefined {
  const whole = withSlash(prefix);
  if (!path.startsWith(whole)) return undefined;
  return whole.startsWith("/api") ? path : `/${path.slice(whole.length)}`;
}

function accepts(flags: Flags, request: HttpRequest, path: string): boolean {
  const matches = (patterns: string, text: string) =>
    patterns !== "" && patterns.split(",").some((pattern) => new RegExp(pattern).test(text));
  const host = request.authority.replace(/:\d+$/, "");
  if (matches(flags.rejectPaths, path) || matches(flags.rejectMethods, request.method)) return false;
  return matches(flags.acceptPaths, path) && matches(flags.acceptHosts, host);
}

const plain = (status: number, says: string): HttpResponse =>
  textResponse(status, `${says}\n`, "text/plain; charset=utf-8", [["X-Content-Type-Options", "nosniff"]]);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
};

function fileAt(kube: Kube, folder: string, path: string): HttpResponse {
  const { files } = kube.io;
  // A path never leads out of the folder.
  const whole = `${kube.path(folder)}${resolvePath("/", decodeURIComponent(path))}`;
  const stat = files.stat(whole);
  const index = stat?.type === "directory" && files.stat(`${whole}/index.html`) ? `${whole}/index.html` : whole;
  if (!stat || files.stat(index)?.type === "directory") return plain(404, "404 page not found");
  const type = TYPES[index.split(".").at(-1)!] ?? "text/plain; charset=utf-8";
  const body = files.read(index);
  return {
    status: 200,
    headers: [
      ["Content-Type", type],
      ["Content-Length", String(body.length)],
    ],
    body,
  };
}
