import { describe, expect, test } from "vitest";
import { exitCodeOf, runRemoteCommand } from "../../../../worker/api/client/remoteCommand.ts";
import type { LogOptions } from "../../../../worker/api/index.ts";
import { bodyText, type Header } from "../../../../worker/base/http.ts";
import { collector, fromUtf8, readerOf, utf8 } from "../../../../worker/base/streams.ts";
import { webSocket } from "../../../../worker/base/websocket.ts";
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

test.each([
  { offered: "v4.channel.k8s.io", agreed: ["v4.channel.k8s.io"], ends: '{"metadata":{},"status":"Success"}' },
  { offered: "channel.k8s.io", agreed: ["channel.k8s.io"], ends: undefined },
  { offered: "v9.channel.k8s.io, channel.k8s.io", agreed: ["channel.k8s.io"], ends: undefined },
  { offered: "v4.channel.k8s.io, v5.channel.k8s.io", agreed: ["v5.channel.k8s.io"], ends: "Success" },
  { offered: "", agreed: [], ends: undefined },
])("exec with the subprotocols [$offered] speaks $agreed", async ({ offered, agreed, ends }) => {
  const { ask } = await world();
  const subprotocols: Header[] = offered ? [["Sec-WebSocket-Protocol", offered]] : [];
  const headers: Header[] = [["Connection", "Upgrade"], ["Upgrade", "websocket"], ...subprotocols];
  const response = await ask("a/exec?command=cat&stdin=true&stdout=true", headers);
  expect(response.headers.filter(([name]) => name === "Sec-WebSocket-Protocol").map(([, value]) => value)).toEqual(
    agreed,
  );
  const socket = webSocket(response.upgraded!, "client");
  const next = async () => {
    const message = await socket.read();
    return message && [message[0], fromUtf8(message.subarray(1))];
  };
  expect(await next()).toEqual([1, ""]);
  await socket.send(utf8("\0some words"));
  expect(await next()).toEqual([1, "some words"]);
  if (agreed[0]?.startsWith("v5")) await socket.send(new Uint8Array([255, 0]));
  else await socket.close();
  if (ends === "Success") expect(await next()).toEqual([3, expect.stringContaining(ends)]);
});

test("channels in base64 are text", async () => {
  const { ask } = await world();
  const response = await ask("a/exec?command=fail&stdout=true&stderr=true", [
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Protocol", "base64.channel.k8s.io"],
  ]);
  const socket = webSocket(response.upgraded!, "client");
  const said: string[] = [];
  for (let message = await socket.read(); message; message = await socket.read()) said.push(fromUtf8(message));
  // "3" says in words what went wrong.
  expect(said).toEqual([
    "1",
    `2${btoa("no such thing\n")}`,
    `3${btoa("command terminated with non-zero exit code: exit status 3")}`,
  ]);
});

test("a client that speaks no subprotocol of ours is turned away", async () => {
  const { ask } = await world();
  const upgrade: Header[] = [
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Protocol", "chat, superchat"],
  ];
  expect((await ask("a/exec?command=cat&stdin=true", upgrade)).status).toBe(403);
  expect((await ask("a/portforward?ports=80", upgrade)).status).toBe(403);
});

test.each([
  { says: "with a line end", sizes: ['{"Width":100,"Height":30}\n'] },
  { says: "in lower case and without a line end", sizes: ['{"height":30,"width":100}'] },
  { says: "in two messages", sizes: ['{"Width":1', '00,"Height":30}'] },
])("a terminal's size may come $says", async ({ sizes }) => {
  const { ask } = await world();
  const response = await ask("a/exec?command=size&stdout=true&tty=true", UPGRADE);
  const socket = webSocket(response.upgraded!, "client");
  for (const size of sizes) await socket.send(utf8(`\u0004${size}`));
  await socket.read();
  expect(fromUtf8((await socket.read())!)).toBe("\u0001100x30\n");
});

describe("port-forward over channels", () => {
  const upgrade: Header[] = [
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Protocol", "v4.channel.k8s.io"],
  ];

  test("each port has two, which begin with its number", async () => {
    const { ask } = await world();
    const response = await ask("a/portforward?ports=8080&ports=80", upgrade);
    const socket = webSocket(response.upgraded!, "client");
    const said: number[][] = [];
    const data: string[] = [];
    for (let message = await socket.read(); message; message = await socket.read()) {
      if (said.length < 4) said.push([...message]);
      else data.push(`${message[0]} ${fromUtf8(message.subarray(1))}`);
    }
    expect(said).toEqual([
      [0, 0x90, 0x1f],
      [1, 0x90, 0x1f],
      [2, 80, 0],
      [3, 80, 0],
    ]);
    expect(data.sort()).toEqual(["0 port 8080", "2 port 80"]);
  });

  test.each([
    { query: "", status: 400, says: 'query parameter "port" is required\n' },
    { query: "ports=0", status: 400, says: 'port "0" must be > 0\n' },
    {
      query: "ports=x",
      status: 400,
      says: 'cannot convert to []int32: strconv.ParseUint: parsing "x": invalid syntax',
    },
    { query: "ports=70000", status: 400, says: 'parsing "70000": value out of range' },
  ])("ports [$query] are refused", async ({ query, status, says }) => {
    const { ask } = await world();
    const response = await ask(`a/portforward?${query}`, upgrade);
    const text = await bodyText(response.body);
    expect([response.status, text.startsWith("{") ? JSON.parse(text).message : text]).toEqual([
      status,
      expect.stringContaining(says),
    ]);
  });
});
