import type { ByteWriter } from "../../../../base/streams.ts";
import type { ExecOptions } from "../../nodeProxy.ts";
import { terminalSizes } from "../connect/terminalSizes.ts";
import { type SpdyStream, serveSpdy, type Wire } from "./session.ts";

export interface SpdyCommand {
  readonly wants: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  readonly tty: boolean;
  /** Runs it, and tells how it ended: the Status that goes to the client. */
  run(streams: Omit<ExecOptions, "command" | "signal">, signal: AbortSignal): Promise<{ readonly message?: string }>;
  /** "v4.channel.k8s.io": from the fourth version on the Status is sent whole, before only its message when it failed. */
  readonly protocol: string;
}

/** exec and attach: a stream for each of stdin, stdout, stderr, one for sizes, one for how it ended. */
export async function spdyCommand(wire: Wire, command: SpdyCommand): Promise<void> {
  const { wants, tty } = command;
  const stop = new AbortController();
  const streams = new Map<string, SpdyStream>();
  const expected = ["error", ...Object.keys(wants).filter((name) => wants[name as keyof typeof wants])];
  if (tty && command.protocol >= "v3") expected.push("resize");
  const over = serveSpdy(wire, (stream) => {
    streams.set(stream.headers.get("streamtype") ?? "", stream);
    if (expected.every((name) => streams.has(name)) && streams.size === expected.length) void begin();
  });
  const begin = async () => {
    const named = (name: string) => streams.get(name)!;
    const output = (name: "stdout" | "stderr") => (wants[name] ? { [name]: unclosed(named(name).output) } : {});
    const status = await command.run(
      {
        ...(wants.stdin ? { stdin: named("stdin").input } : {}),
        ...output("stdout"),
        ...output("stderr"),
        ...(tty ? { tty: terminalSizes(streams.get("resize")?.input) } : {}),
      },
      stop.signal,
    );
    const failed = "status" in status && status.status === "Failure";
    const says = command.protocol >= "v4" ? JSON.stringify(status) : failed ? (status.message ?? "") : "";
    await named("error")
      .output.write(says)
      .catch(() => {});
    for (const stream of streams.values()) stream.output.close();
    wire.output.close();
  };
  await over;
  stop.abort();
}

/** The stream is closed when the command has ended, not when it closes its own end. */
const unclosed = (writer: ByteWriter): ByteWriter => ({ write: (chunk) => writer.write(chunk), close() {} });
