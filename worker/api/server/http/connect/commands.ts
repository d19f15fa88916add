import type { HttpResponse } from "../../../../base/http.ts";
import { type ByteWriter, pipe } from "../../../../base/streams.ts";
import { webSocket } from "../../../../base/websocket.ts";
import {
  CHANNEL_PROTOCOL,
  connectedPair,
  ERROR,
  RESIZE,
  STDERR,
  STDIN,
  STDOUT,
} from "../../../client/remoteCommand.ts";
import { badRequest, internalError } from "../../../machinery/failures.ts";
import { StatusError } from "../../../machinery/status.ts";
import type { ExecOptions, RunningCommand } from "../../nodeProxy.ts";
import { flag } from "../target.ts";
import { type Channels, channelsOver } from "./channels.ts";
import { type Connect, containerOf, nodeOf } from "./target.ts";
import { terminalSizes } from "./terminalSizes.ts";
import {
  noSubprotocol,
  spdyProtocolOf,
  subprotocolOf,
  switchingToSpdy,
  switchingToWebSocket,
  upgradeOf,
} from "./upgrade.ts";

/** Of all that a command may have, what the client wants. */
interface Wants {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

type Run = (streams: Omit<ExecOptions, "command">) => Promise<RunningCommand>;

/** pods/exec and pods/attach: switches to a WebSocket of channels, or to SPDY, and runs. */
export async function commandAnswer(connect: Connect, mode: "exec" | "attach"): Promise<HttpResponse> {
  const { query, request } = connect;
  const target = containerOf(connect);
  const node = nodeOf(connect);
  const command = query.getAll("command");
  if (mode === "exec" && command.length === 0)
    throw badRequest("you must specify at least 1 command for the container");
  const upgrade = upgradeOf(request);
  const tty = flag(query, "tty");
  const wants = { stdin: flag(query, "stdin"), stdout: flag(query, "stdout"), stderr: flag(query, "stderr") && !tty };
  const phase = connect.pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") {
    throw internalError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const run: Run = (streams) =>
    mode === "exec" ? node.exec(target, { command, ...streams }) : node.attach(target, streams);
  return upgrade === "spdy" ? overSpdy(connect, { wants, tty, run }) : overWebSocket(connect, { wants, tty, run });
}

/** What kubelets speak; the API server itself speaks the fifth version, and prefers it. */
const OLDER_SUBPROTOCOLS = [
  "",
  ...["", "v4."].flatMap((version) => [`${version}channel.k8s.io`, `${version}base64.channel.k8s.io`]),
];

async function overWebSocket(
  connect: Connect,
  { wants, tty, run }: { readonly wants: Wants; readonly tty: boolean; readonly run: Run },
): Promise<HttpResponse> {
  const protocol = subprotocolOf(connect.request, OLDER_SUBPROTOCOLS, CHANNEL_PROTOCOL);
  if (protocol === undefined) return noSubprotocol();
  const pair = connectedPair();
  const channels = channelsOver(webSocket(pair.server, "server"), protocol);
  const stop = new AbortController();
  // Tells that the connection is there, once it is. k8s.io/apiserver pkg/util/proxy createWebSocketStreams
  await channels.send(wants.stdout ? STDOUT : wants.stderr ? STDERR : ERROR, "");
  const running = await run({ ...streamsOf(channels, wants, tty, stop), signal: stop.signal });
  void tellEnd(channels, protocol, running).catch(() => stop.abort());
  return switchingToWebSocket(connect, protocol, pair.client);
}

const SPDY_PROTOCOLS = ["v4", "v3", "v2"].map((version) => `${version}.channel.k8s.io`);

async function overSpdy(
  { request, clock }: Connect,
  { run, ...rest }: { readonly wants: Wants; readonly tty: boolean; readonly run: Run },
): Promise<HttpResponse> {
  const protocol = spdyProtocolOf(request, SPDY_PROTOCOLS);
  if (typeof protocol !== "string") return protocol;
  const { spdyCommand } = await clock.hold(import("../spdy/index.ts"));
  const pair = connectedPair();
  void spdyCommand(pair.server, {
    ...rest,
    protocol,
    run: async (streams, signal) => endOf(run({ ...streams, signal }).then(({ exitCode }) => exitCode)),
  });
  return switchingToSpdy(protocol, pair.client);
}

/** Reads what the client sends and spreads it; gives the command its streams. */
function streamsOf(
  channels: Channels,
  wants: Wants,
  tty: boolean,
  stop: AbortController,
): Omit<ExecOptions, "command" | "signal"> {
  const [stdin, sizes] = [pipe(), pipe()];
  const receive = async () => {
    for (let message = await channels.read(); message; message = await channels.read()) {
      const { channel, content, closes } = message;
      const to = channel === STDIN && wants.stdin ? stdin : channel === RESIZE && tty ? sizes : undefined;
      if (closes) to?.writer.close();
      else await to?.writer.write(content).catch(() => {});
    }
  };
  const over = () => {
    stdin.writer.close();
    sizes.writer.close();
    stop.abort();
  };
  receive().then(over, over);
  return {
    ...(wants.stdin ? { stdin: stdin.reader } : {}),
    ...(wants.stdout ? { stdout: channelWriter(channels, STDOUT) } : {}),
    ...(wants.stderr ? { stderr: channelWriter(channels, STDERR) } : {}),
    ...(tty ? { tty: terminalSizes(sizes.reader) } : {}),
  };
}

const channelWriter = (channels: Channels, channel: number): ByteWriter => ({
  write: (chunk) => channels.send(channel, chunk),
  close() {},
});

/** Tells how the command ended. Until the fourth version only what went wrong is told, in words. */
async function tellEnd(channels: Channels, protocol: string, { exitCode }: RunningCommand): Promise<void> {
  const status = await endOf(exitCode);
  if (/^v[45]\./.test(protocol)) await channels.send(ERROR, JSON.stringify(status));
  else if (status.status !== "Success") await channels.send(ERROR, status.message ?? "");
  channels.close();
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
