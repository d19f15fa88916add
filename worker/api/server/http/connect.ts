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
import { badRequest, internalError, notFound } from "../../machinery/failures.ts";
import { StatusError } from "../../machinery/status.ts";
import type { ContainerTarget, ExecOptions, NodeProxy, RunningCommand } from "../nodeProxy.ts";
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

/** pods/log */
export async function logAnswer(connect: Connect): Promise<HttpResponse> {
  const { query, request, clock } = connect;
  const target = containerOf(connect);
  if (!connect.pod.spec.nodeName) return { status: 200, headers: [["Content-Type", "text/plain"]], body: EMPTY_BODY };
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

/** pods/exec and pods/attach: switches to a WebSocket of channels, and runs. */
export async function commandAnswer(connect: Connect, mode: "exec" | "attach"): Promise<HttpResponse> {
  const { query, request } = connect;
  const target = containerOf(connect);
  const node = nodeOf(connect);
  const command = query.getAll("command");
  if (mode === "exec" && command.length === 0)
    throw badRequest("you must specify at least 1 command for the container");
  if (!wantsWebSocket(request)) throw badRequest("Upgrade request required");
  const tty = flag(query, "tty");
  const wants = { stdin: flag(query, "stdin"), stdout: flag(query, "stdout"), stderr: flag(query, "stderr") && !tty };
  const phase = connect.pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") {
    throw internalError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const pair = connectedPair();
  const socket = webSocket(pair.server, "server");
  const stop = new AbortController();
  const streams = channels(socket, wants, tty, stop);
  const running =
    mode === "exec"
      ? await node.exec(target, { command, ...streams, signal: stop.signal })
      : await node.attach(target, { ...streams, signal: stop.signal });
  finish(socket, running).catch(() => stop.abort());
  return switching(connect, CHANNEL_PROTOCOL, pair.client);
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
  let status: object;
  try {
    const code = await exitCode;
    status = code === 0 ? { metadata: {}, status: "Success" } : nonZeroExit(code);
  } catch (error) {
    status = error instanceof StatusError ? error.status : internalError(String(error)).status;
  }
  await socket.send(channelMessage(ERROR, JSON.stringify(status)));
  socket.close();
}

const nonZeroExit = (code: number) => ({
  metadata: {},
  status: "Failure",
  reason: "NonZeroExitCode",
  message: `command terminated with non-zero exit code: exit status ${code}`,
  details: { causes: [{ reason: "ExitCode", message: String(code) }] },
});

const wantsWebSocket = (request: HttpRequest) => headerOf(request, "Upgrade")?.toLowerCase() === "websocket";

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

/**
 * pods/portforward for one port (?ports=80): after the switch the upgraded connection is the connection to the port,
 * byte for byte.
 */
export async function portForwardAnswer(connect: Connect): Promise<HttpResponse> {
  const node = nodeOf(connect);
  const port = count(connect.query, "ports");
  if (!port) throw badRequest("you must specify at least 1 port");
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
