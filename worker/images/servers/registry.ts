import { type HttpRequest, type HttpResponse, headerOf } from "../../base/http.ts";
import { AddressInUse, type Peer, type TlsIdentity } from "../../base/net.ts";
import { uuid } from "../../base/random.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { createRegistry, FileStorage } from "../../programs/registry/index.ts";
import { httpDate, print, untilStopped } from "../server.ts";
import { readSettings, type Settings } from "./registrySettings.ts";

/** What a process has to remember: who it is in its log. */
interface Memory {
  readonly instance: string;
}

/**
 * The registry of the distribution project: `registry serve CONFIG`, which is also what its entrypoint makes of a file's name.
 *
 * @see https://distribution.github.io/distribution/about/configuration/
 */
export const run: ContainerProgram = async (args, io) => {
  const words = args[0] === "serve" ? args.slice(1) : args;
  const version = io.container.tag.startsWith("2") ? "2.8.3" : "3.0.0";
  if (words[0] === "--version" || words[0] === "-v") {
    await io.stdout.write(`/bin/registry github.com/distribution/distribution/v3 v${version}\n`);
    return 0;
  }
  const [path = io.env.REGISTRY_CONFIGURATION_PATH] = words;
  if (path === undefined) return fatal(io, "configuration path unspecified");
  if (!io.files.stat(path)) return fatal(io, `open ${path}: no such file or directory`);
  let settings: Settings;
  try {
    settings = readSettings(io.files.readText(path), io.env);
  } catch (error) {
    return fatal(io, `error parsing ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const known = io.memory.read() as Memory | undefined;
  const memory = known ?? { instance: uuid(io.random.stream("registry")) };
  const log = (level: string, says: string) => print(io, logLine(io, { level, says, version, ...memory }), "stderr");
  const handle = createRegistry({
    storage: new FileStorage(io.files, settings.root),
    deletes: settings.deletes,
    newId: () => uuid(io.random.stream("registry")),
    now: () => io.clock.now(),
  });
  const answer = async (request: HttpRequest, peer: Peer): Promise<HttpResponse> => {
    const response = await handle(request, { secure: settings.tls !== undefined });
    print(io, accessLine(io, request, peer, response));
    return { ...response, headers: [...response.headers, ...settings.headers, ["Date", httpDate(io.clock.now())]] };
  };
  try {
    const tls = settings.tls && identity(io, settings.tls);
    io.net.listen({ port: settings.port, process: "registry" }, { http: answer, ...(tls ? { tls } : {}) });
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    log("fatal", `listen tcp :${settings.port}: bind: address already in use`);
    return 1;
  }
  if (!known) {
    io.memory.write(memory);
    if (!settings.secret) log("warning", NO_SECRET);
    log("info", "redis not configured");
    log("info", "using inmemory blob descriptor cache");
    log("info", `listening on [::]:${settings.port}${settings.tls ? ", tls" : ""}`);
  }
  await untilStopped(io);
  return 2;
};

const NO_SECRET =
  "No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, set the REGISTRY_HTTP_SECRET environment variable.";

async function fatal(io: ContainerIo, says: string): Promise<number> {
  await io.stderr.write(`configuration error: ${says}\n`);
  return 1;
}

function identity({ files }: ContainerIo, tls: NonNullable<Settings["tls"]>): TlsIdentity {
  const read = (path: string): string => (files.stat(path) ? files.readText(path) : "");
  return { certificate: () => ({ chainPem: read(tls.certificate), keyPem: read(tls.key) }), library: "go" };
}

interface LogLine extends Memory {
  readonly level: string;
  readonly says: string;
  readonly version: string;
}

/** A line of logrus' text formatter. */
function logLine({ clock }: ContainerIo, { level, says, version, instance }: LogLine): string {
  const time = new Date(clock.now()).toISOString().replace("Z", "000000Z");
  return `time="${time}" level=${level} msg=${JSON.stringify(says)} environment=development go.version=go1.23.7 instance.id=${instance} service=registry version=${version}\n`;
}

/** A line of Apache's combined log. */
function accessLine({ clock }: ContainerIo, request: HttpRequest, { source }: Peer, { status, headers }: HttpResponse) {
  const [, day, month, year, time] = httpDate(clock.now()).split(" ");
  const when = `${day}/${month}/${year}:${time} +0000`;
  const size = headerOf({ headers }, "Content-Length") ?? "0";
  const asked = `${request.method} ${request.path} ${request.protocol}`;
  const agent = headerOf(request, "User-Agent") ?? "";
  return `${source.ip} - - [${when}] "${asked}" ${status} ${size} "" "${agent}"\n`;
}
