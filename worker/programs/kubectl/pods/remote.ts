import {
  CHANNEL_PROTOCOL,
  exitCodeOf,
  type RemoteStreams,
  runRemoteCommand,
} from "../../../api/client/remoteCommand.ts";
import { StatusError } from "../../../api/machinery/status.ts";
import type { HttpResponse } from "../../../base/http.ts";
import type { ByteReader, ByteWriter } from "../../../base/streams.ts";
import { CommandError, PlainFailure } from "../cli/errors.ts";
import type { Query } from "../client/connection.ts";
import { type Place, pathOf } from "../client/rest.ts";
import type { Kube } from "../kube.ts";

/** A command or a terminal inside a container. */
export interface RemoteCommand {
  readonly pod: Place;
  readonly subresource: "exec" | "attach";
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly streams?: Partial<Pick<RemoteStreams, "stdin" | "stdout" | "stderr">>;
}

/** Runs it to its end. @returns its exit code @throws CommandError when the connection cannot be made or breaks off */
export async function runRemote(kube: Kube, remote: RemoteCommand): Promise<number> {
  const { io } = kube;
  const tty = remote.tty ? io.tty : undefined;
  const query: Query = [
    ...remote.command.map((word) => ["command", word] as const),
    ["container", remote.container],
    ["stdin", remote.stdin || undefined],
    ["stdout", true],
    ["stderr", !remote.tty || undefined],
    ["tty", remote.tty || undefined],
  ];
  const upgraded = await upgrade(kube, { ...remote.pod, subresource: remote.subresource }, query, CHANNEL_PROTOCOL);
  const run = () =>
    runRemoteCommand(upgraded, {
      stdout: remote.streams?.stdout ?? io.stdout,
      stderr: remote.streams?.stderr ?? io.stderr,
      ...(remote.stdin && { stdin: remote.streams?.stdin ?? io.stdin }),
      ...(tty && {
        sizes: (send) => {
          send(tty.size());
          tty.onResize(send);
        },
      }),
    });
  const stop = () => upgraded.output.close();
  io.signal.addEventListener("abort", stop, { once: true });
  try {
    const status = await (tty && remote.stdin ? tty.raw(run) : run());
    if (io.signal.aborted) throw io.signal.reason;
    if (!status) return 0;
    const code = exitCodeOf(status);
    if (code !== undefined) return code;
    throw new CommandError(status.message ?? "");
  } finally {
    io.signal.removeEventListener("abort", stop);
  }
}

/** Opens an upgraded connection to a pod's subresource. */
export async function upgrade(
  kube: Kube,
  place: Place,
  query: Query,
  protocol: string,
): Promise<{ readonly input: ByteReader; readonly output: ByteWriter }> {
  const { connection } = await kube.rest();
  const ask = (method: "GET" | "POST") =>
    connection.send({
      method,
      path: pathOf(place),
      query,
      headers: [
        ["Connection", "Upgrade"],
        ["Upgrade", "websocket"],
        ["Sec-WebSocket-Version", "13"],
        ["Sec-WebSocket-Key", "Z2F0ZWhvdXNlLWt1YmVjdGw="],
        ["Sec-WebSocket-Protocol", protocol],
      ],
    });
  const failed = (error: unknown): never => {
    if (!(error instanceof StatusError) || error.is("NotFound")) throw error;
    throw new CommandError(`unable to upgrade connection: ${error.message}`);
  };
  // A WebSocket that is refused is tried again the old way, which begins with a POST. client-go tools/remotecommand fallback.go
  const again = (error: unknown): Promise<HttpResponse> =>
    error instanceof StatusError && error.is("Forbidden") ? ask("POST") : failed(error);
  const response = await ask("GET").catch(again).catch(failed);
  if (!response.upgraded) throw new CommandError("unable to upgrade connection: no upgrade in the answer");
  return response.upgraded;
}

/** What kubectl says of a command that failed inside the container; it takes over the code. */
export function remoteFailure(code: number): PlainFailure {
  return new PlainFailure(`command terminated with exit code ${code}`, code);
}
