import type { Clock } from "../../../base/clock.ts";
import { EMPTY_BODY, type HttpRequest, type HttpResponse, headerOf } from "../../../base/http.ts";
import { type ByteReader, type ByteWriter, fromUtf8, pipe } from "../../../base/streams.ts";
import { type WebSocketStream, webSocket, webSocketAccept } from "../../../base/websocket.ts";
import {
  CHANNEL_PROTOCOL,
  CLOSE_CHANNEL,
  channelMessage,
  connectedPair,
  ERROR,
  RESIZE,
  STDERR,
  STDIN,
  STDOUT,
} from "../../client/remoteCommand.ts";
import type { PodObject } from "../../generated/types.ts";
import { badRequest, internalError, invalidObject, notFound } from "../../machinery/failures.ts";
import { type FieldError, fieldPath, forbidden, invalid } from "../../machinery/field.ts";
import { StatusError } from "../../machinery/status.ts";
import type { ContainerTarget, ExecOptions, NodeProxy, RunningCommand } from "../nodeProxy.ts";
import { textAnswer } from "./answers.ts";
import { count, flag } from "./target.ts";

export interface Connect {
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  readonly pod: PodObject;
  readonly nodeProxy: NodeProxy | undefined;
  readonly clock: Clock;
}

function nodeOf({ pod, nodeProxy }: Connect): NodeProxy {
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (!nodeProxy) throw notFound({ group: "", plural: "nodes" }, pod.spec.nodeName);
  return nodeProxy;
}

/** The container that is meant; a pod with several wants one named. */
function containerOf({ pod, query }: Connect): ContainerTarget {
  const { spec, metadata } = pod;
  const inits = (spec.initContainers ?? []).map(({ name }) => name);
  const mains = spec.containers.map(({ name }) => name);
  const ephemeral = (spec.ephemeralContainers ?? []).map(({ name }) => name);
  const asked = query.get("container");
  if (!asked) {
    if (mains.length === 1) return { pod, container: mains[0]! };
    const also = inits.length > 0 ? ` or one of the init containers: [${inits.join(" ")}]` : "";
    throw badRequest(
      `a container name must be specified for pod ${metadata.name}, choose one of: [${mains.join(" ")}]${also}`,
    );
  }
  if (![...inits, ...mains, ...ephemeral].includes(asked)) {
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  return { pod, container: asked };
}

/** k8s.io/kubernetes pkg/apis/core/validation ValidatePodLogOptions. @throws StatusError Invalid */
function checkLogOptions({ query, pod }: Connect): void {
  const errors: FieldError[] = [];
  const below = (name: string, least: number, words: string) => {
    const value = count(query, name);
    if (value !== undefined && value < least) errors.push(invalid(fieldPath(name), value, words));
  };
  below("tailLines", 0, "must be greater than or equal to 0");
  below("limitBytes", 1, "must be greater than 0");
  if (query.has("sinceSeconds") && query.has("sinceTime")) {
    errors.push(forbidden(fieldPath("[]"), "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  } else below("sinceSeconds", 1, "must be greater than 0");
  if (errors.length > 0) throw invalidObject({ group: "", kind: "PodLogOptions" }, pod.metadata.name, errors);
}

/** pods/log */
export async function logAnswer(connect: Connect): Promise<HttpResponse> {
  const { query, request, clock } = connect;
  const target = containerOf(connect);
  checkLogOptions(connect);
  if (!connect.pod.spec.nodeName) {
    return { status: 204, headers: [["Cache-Control", "no-cache, private"]], body: EMPTY_BODY };
  }
  const seconds = count(query, "sinceSeconds");
  const since = query.get("sinceTime");
  const sinceMs = seconds !== undefined ? clock.now() - seconds * 1000 : since ? Date.parse(since) : undefined;
  const tailLines = count(query, "tailLines");
  const limitBytes = count(query, "limitBytes");
  const body = await nodeOf(connect).logs(target, {
    follow: flag(query, "follow"),
    previous: flag(query, "previous"),
    timestamps: flag(query, "timestamps"),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(request.signal ? { signal: request.signal } : {}),
  });
  return {
    status: 200,
    headers: [
      ["Cache-Control", "no-cache, private"],
      ["Content-Type", "text/plain"],
      ["Transfer-Encoding", "chunked"],
    ],
    body,
  };
}

/** pods/exec and pods/attach: switches to a WebSocket of channels, or to SPDY, and runs. */
export async function commandAnswer(connect: Connect, mode: "exec" | "attach"): Promise<HttpResponse> {
  const { query } = connect;
  const target = containerOf(connect);
  const node = nodeOf(connect);
  const command = query.getAll("command");
  if (mode === "exec" && command.length === 0)
    throw badRequest("you must specify at least 1 command for the container");
  const upgrade = upgradeOf(connect);
  const tty = flag(query, "tty");
  const wants = { stdin: flag(query, "stdin"), stdout: flag(query, "stdout"), stderr: flag(query, "stderr") && !tty };
  const phase = connect.pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") {
    throw internalError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const run = (streams: Omit<ExecOptions, "command">) =>
    mode === "exec" ? node.exec(target, { command, ...streams }) : node.attach(target, streams);
  if (upgrade === "spdy") return overSpdy(connect, { wants, tty, run });
  const pair = connectedPair();
  const socket = webSocket(pair.server, "server");
  const stop = new AbortController();
  const running = await run({ ...channels(socket, wants, tty, stop), signal: stop.signal });
  finish(socket, running).catch(() => stop.abort());
  return switching(connect, CHANNEL_PROTOCOL, pair.client);
}

const COMMAND_PROTOCOLS = ["v4", "v3", "v2"].map((version) => `${version}.channel.k8s.io`);

async function overSpdy(
  connect: Connect,
  asked: {
    readonly wants: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
    readonly tty: boolean;
    run(streams: Omit<ExecOptions, "command">): Promise<RunningCommand>;
  },
): Promise<HttpResponse> {
  const protocol = agreed(connect, COMMAND_PROTOCOLS);
  if (typeof protocol !== "string") return protocol;
  const { spdyCommand } = await connect.clock.hold(import("./spdy/index.ts"));
  const pair = connectedPair();
  const { run, ...rest } = asked;
  void spdyCommand(pair.server, {
    ...rest,
    protocol,
    run: async (streams, signal) => endOf(run({ ...streams, signal }).then(({ exitCode }) => exitCode)),
  });
  return switchingToSpdy(protocol, pair.client);
}

/** Reads what the client sends and spreads it; gives the command its streams. */
function channels(
  socket: WebSocketStream,
  wants: { stdin: boolean; stdout: boolean; stderr: boolean },
  tty: boolean,
  stop: AbortController,
): Omit<ExecOptions, "command" | "signal"> {
  const stdin = pipe();
  const listeners: ((size: { columns: number; rows: number }) => void)[] = [];
  let size: { columns: number; rows: number } | undefined;
  const receive = async () => {
    for (let message = await socket.read(); message; message = await socket.read()) {
      const content = message.subarray(1);
      if (message[0] === STDIN && content.length > 0) await stdin.writer.write(content).catch(() => {});
      else if (message[0] === CLOSE_CHANNEL && content[0] === STDIN) stdin.writer.close();
      else if (message[0] === RESIZE) {
        const { Width, Height } = JSON.parse(fromUtf8(content)) as { Width: number; Height: number };
        size = { columns: Width, rows: Height };
        for (const listener of listeners) listener(size);
      }
    }
    stdin.writer.close();
    stop.abort();
  };
  receive().catch(() => stop.abort());
  return {
    ...(wants.stdin ? { stdin: stdin.reader as ByteReader } : {}),
    ...(wants.stdout ? { stdout: channelWriter(socket, STDOUT) } : {}),
    ...(wants.stderr ? { stderr: channelWriter(socket, STDERR) } : {}),
    ...(tty
      ? {
          tty: {
            onResize: (listener: (size: { columns: number; rows: number }) => void) => {
              listeners.push(listener);
              if (size) listener(size);
            },
          },
        }
      : {}),
  };
}

function channelWriter(socket: WebSocketStream, channel: number): ByteWriter {
  return {
    write: (chunk) => socket.send(channelMessage(channel, chunk)),
    close() {},
  };
}

/** Tells how the command ended, and says goodbye. */
async function finish(socket: WebSocketStream, { exitCode }: RunningCommand): Promise<void> {
  const status = await endOf(exitCode);
  await socket.send(channelMessage(ERROR, JSON.stringify(status)));
  socket.close();
}

/** How a command ended, as a Status. */
async function endOf(exitCode: Promise<number>): Promise<{ readonly status?: string; readonly message?: string }> {
  try {
    const code = await exitCode;
    return code === 0 ? SUCCESS : nonZeroExit(code);
  } catch (error) {
    return error instanceof StatusError ? error.status : internalError(String(error)).status;
  }
}

const SUCCESS = { metadata: {}, status: "Success" };

const nonZeroExit = (code: number) => ({
  metadata: {},
  status: "Failure",
  reason: "NonZeroExitCode",
  message: `command terminated with non-zero exit code: exit status ${code}`,
  details: { causes: [{ reason: "ExitCode", message: String(code) }] },
});

/** What the client wants to switch to. */
function upgradeOf({ request }: Connect): "websocket" | "spdy" {
  const wanted = headerOf(request, "Upgrade")?.toLowerCase();
  if (wanted === "websocket") return "websocket";
  if (wanted === "spdy/3.1") return "spdy";
  throw badRequest("Upgrade request required");
}

/**
 * The first of the client's versions of a protocol over SPDY that is spoken here; or the answer that there is none.
 *
 * @see k8s.io/streaming pkg/httpstream Handshake
 */
function agreed({ request }: Connect, spoken: readonly string[]): string | HttpResponse {
  const name = "X-Stream-Protocol-Version";
  const offered = request.headers
    .filter(([header]) => header.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => value.split(",").map((one) => one.trim()));
  const found = offered.find((one) => spoken.includes(one));
  if (found !== undefined) return found;
  if (offered.length === 0) {
    const { length } = request.headers;
    return textAnswer(400, `unable to upgrade: header ${name} does not exist in request with ${length} headers\n`);
  }
  const versions = `client supports [${offered.join(" ")}], server accepts [${spoken.join(" ")}]`;
  return textAnswer(403, `unable to upgrade: unable to negotiate protocol: ${versions}\n`);
}

const switchingToSpdy = (protocol: string, upgraded: NonNullable<HttpResponse["upgraded"]>): HttpResponse => ({
  status: 101,
  headers: [
    ["Connection", "Upgrade"],
    ["Upgrade", "SPDY/3.1"],
    ["X-Stream-Protocol-Version", protocol],
  ],
  body: EMPTY_BODY,
  upgraded,
});

async function switching(
  { request, clock }: Connect,
  protocol: string,
  upgraded: { readonly input: ByteReader; readonly output: ByteWriter },
): Promise<HttpResponse> {
  const key = headerOf(request, "Sec-WebSocket-Key");
  const accept = key ? await clock.hold(webSocketAccept(key)) : undefined;
  return {
    status: 101,
    headers: [
      ["Upgrade", "websocket"],
      ["Connection", "Upgrade"],
      ["Sec-WebSocket-Protocol", protocol],
      ...(accept ? [["Sec-WebSocket-Accept", accept] as const] : []),
    ],
    body: EMPTY_BODY,
    upgraded,
  };
}

const PORT_FORWARD = "portforward.k8s.io";
/** SPDY inside the messages of a WebSocket. */
const TUNNEL = `SPDY/3.1+${PORT_FORWARD}`;

/**
 * pods/portforward: switches to SPDY with two streams a connection, by itself or inside a WebSocket. With one port in the query
 * (?ports=80) the upgraded connection is instead the connection to that port, byte for byte.
 */
export async function portForwardAnswer(connect: Connect): Promise<HttpResponse> {
  const node = nodeOf(connect);
  const port = count(connect.query, "ports");
  if (port) return plainPortForward(connect, node, port);
  const upgrade = upgradeOf(connect);
  const { spdyPortForward, tunnelled } = await connect.clock.hold(import("./spdy/index.ts"));
  const dial = (to: number) => node.portForward(connect.pod, to);
  const pair = connectedPair();
  if (upgrade === "websocket") {
    const offered = headerOf(connect.request, "Sec-WebSocket-Protocol")?.split(/,\s*/) ?? [];
    if (!offered.includes(TUNNEL)) throw badRequest(`unable to upgrade: the only protocol over WebSocket is ${TUNNEL}`);
    void spdyPortForward(tunnelled(webSocket(pair.server, "server")), dial);
    return switching(connect, TUNNEL, pair.client);
  }
  const protocol = agreed(connect, [PORT_FORWARD]);
  if (typeof protocol !== "string") return protocol;
  void spdyPortForward(pair.server, dial);
  return switchingToSpdy(protocol, pair.client);
}

async function plainPortForward(connect: Connect, node: NodeProxy, port: number): Promise<HttpResponse> {
  if (!headerOf(connect.request, "Upgrade")) throw badRequest("Upgrade request required");
  const connection = await node.portForward(connect.pod, port);
  return {
    status: 101,
    headers: [
      ["Upgrade", "tcp"],
      ["Connection", "Upgrade"],
    ],
    body: EMPTY_BODY,
    upgraded: connection,
  };
}
