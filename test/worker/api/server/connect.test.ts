import { expect, test } from "vitest";
import { exitCodeOf, runRemoteCommand } from "../../../../worker/api/client/remoteCommand.ts";
import type { LogOptions } from "../../../../worker/api/index.ts";
import { bodyText, type Header } from "../../../../worker/base/http.ts";
import { collector, readerOf, readText } from "../../../../worker/base/streams.ts";
import { echoNode, world } from "./echoNode.ts";

const UPGRADE: Header[] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
  ["Sec-WebSocket-Protocol", "v5.channel.k8s.io"],
];

test("logs come as text, with their options", async () => {
  const seen: LogOptions[] = [];
  const { ask } = await world(echoNode(seen));
  const response = await ask("a/log?container=main&tailLines=5&follow=true&sinceSeconds=60");
  expect(await bodyText(response.body)).toBe("log of main\n");
  expect(seen[0]).toMatchObject({
    tailLines: 5,
    follow: true,
    previous: false,
    sinceMs: Date.UTC(2025, 11, 31, 23, 59),
  });
});

test.each([
  { path: "a/log?container=nope", message: "container nope is not valid for pod a" },
  { path: "two/log", message: "a container name must be specified for pod two, choose one of: [x y]" },
  { path: "a/log?previous=true", message: 'previous terminated container "main" in pod "a" not found' },
  { path: "nope/log", message: 'pods "nope" not found' },
  { path: "two/exec?container=x&command=ls", message: "pod two does not have a host assigned" },
  { path: "a/exec", message: "you must specify at least 1 command for the container" },
  { path: "a/exec?command=ls", message: "Upgrade request required" },
])("$path is refused: $message", async ({ path, message }) => {
  const { ask } = await world();
  expect(JSON.parse(await bodyText((await ask(path)).body)).message).toBe(message);
});

test("exec carries input, output and the exit code", async () => {
  const { ask } = await world();
  const response = await ask("a/exec?command=cat&container=main&stdin=true&stdout=true&stderr=true", UPGRADE);
  expect([response.status, response.headers]).toEqual([
    101,
    [
      ["Upgrade", "websocket"],
      ["Connection", "Upgrade"],
      ["Sec-WebSocket-Protocol", "v5.channel.k8s.io"],
      ["Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
    ],
  ]);
  const [out, err] = [collector(), collector()];
  const big = "x".repeat(200_000);
  const status = await runRemoteCommand(response.upgraded!, {
    stdin: readerOf(big),
    stdout: out.writer,
    stderr: err.writer,
  });
  expect([out.text() === big, err.text(), exitCodeOf(status!)]).toEqual([true, "", 0]);
});

test("a command that fails tells its code and its words", async () => {
  const { ask } = await world();
  const response = await ask("a/exec?command=fail&stdout=true&stderr=true", UPGRADE);
  const [out, err] = [collector(), collector()];
  const status = await runRemoteCommand(response.upgraded!, { stdout: out.writer, stderr: err.writer });
  expect([out.text(), err.text(), exitCodeOf(status!)]).toEqual(["", "no such thing\n", 3]);
  expect(status!.message).toBe("command terminated with non-zero exit code: exit status 3");
});

test("a terminal's size goes along", async () => {
  const { ask } = await world();
  const response = await ask("a/exec?command=size&stdout=true&tty=true", UPGRADE);
  const out = collector();
  await runRemoteCommand(response.upgraded!, {
    stdout: out.writer,
    stderr: out.writer,
    sizes: (send) => send({ columns: 100, rows: 30 }),
  });
  expect(out.text()).toBe("100x30\n");
});

test("port-forward is the connection itself", async () => {
  const { ask } = await world();
  const response = await ask("a/portforward?ports=8080", [["Upgrade", "tcp"]]);
  expect([response.status, await readText(response.upgraded!.input)]).toEqual([101, "port 8080"]);
});
