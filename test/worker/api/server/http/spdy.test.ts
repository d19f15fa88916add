import { constants, createDeflate, createInflate } from "node:zlib";
import { expect, test } from "vitest";
import { badRequest } from "../../../../../worker/api/index.ts";
import { DICTIONARY } from "../../../../../worker/api/server/http/spdy/headers.ts";
import { bodyText, type Header } from "../../../../../worker/base/http.ts";
import type { ByteReader, ByteWriter } from "../../../../../worker/base/streams.ts";
import { webSocket } from "../../../../../worker/base/websocket.ts";
import { echoNode, world } from "../echoNode.ts";

/** The answer's upgraded connection, as a client that leaves compression to zlib sees it. */
function client({ input, output }: { readonly input: ByteReader; readonly output: ByteWriter }) {
  const dictionary = Buffer.from(DICTIONARY);
  const [deflate, inflate] = [createDeflate({ dictionary }), createInflate({ dictionary })];
  const packed = (headers: Record<string, string>) =>
    new Promise<Buffer>((resolve) => {
      const parts: Buffer[] = [];
      const text = (one: string) => Buffer.concat([word(one.length), Buffer.from(one)]);
      const keep = (chunk: Buffer) => parts.push(chunk);
      deflate.on("data", keep);
      deflate.write(
        Buffer.concat([
          word(Object.keys(headers).length),
          ...Object.entries(headers)
            .flat()
            .map((one) => text(one)),
        ]),
      );
      deflate.flush(constants.Z_SYNC_FLUSH, () => {
        deflate.off("data", keep);
        resolve(Buffer.concat(parts));
      });
    });
  const unpacked = (block: Buffer) =>
    new Promise<Buffer>((resolve) => {
      inflate.once("data", resolve);
      inflate.write(block);
    });
  let rest = Buffer.alloc(0);
  const take = async (length: number): Promise<Buffer | undefined> => {
    while (rest.length < length) {
      const chunk = await input.read();
      if (!chunk) return undefined;
      rest = Buffer.concat([rest, chunk]);
    }
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  const frame = (first: number, flags: number, ...parts: Buffer[]) => {
    const payload = Buffer.concat(parts);
    return output.write(Buffer.concat([word(first), word(flags * 2 ** 24 + payload.length), payload]));
  };
  return {
    open: async (id: number, headers: Record<string, string>, flags = 0) =>
      frame(0x8003_0001, flags, word(id), word(0), Buffer.from([0, 0]), await packed(headers)),
    data: (id: number, text: string, flags = 0) => frame(id, flags, Buffer.from(text)),
    ping: (id: number) => frame(0x8003_0006, 0, word(id)),
    /** Every frame until the connection ends or so many have come, in words. */
    async hear(count = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
      const heard: string[] = [];
      while (heard.length < count) {
        const head = await take(8);
        if (!head) break;
        const [first, second] = [head.readUInt32BE(0), head.readUInt32BE(4)];
        const payload = (await take(second & 0xff_ffff))!;
        const fin = second >>> 24 ? " FIN" : "";
        if (first >>> 31 === 0) heard.push(`${first}:${payload}${fin}`);
        else if ((first & 0xffff) === 2) {
          const headers = await unpacked(payload.subarray(4));
          heard.push(`reply ${payload.readUInt32BE(0)} with ${headers.readUInt32BE(0)} headers`);
        } else heard.push(`control ${first & 0xffff} ${payload.readUInt32BE(0)}${fin}`);
      }
      return heard;
    },
    close: () => output.close(),
  };
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

const spdy = (...versions: string[]): Header[] => [
  ["Connection", "Upgrade"],
  ["Upgrade", "SPDY/3.1"],
  ...versions.map((one) => ["X-Stream-Protocol-Version", one] as const),
];

async function upgraded(path: string, headers: Header[], node = echoNode()) {
  const { ask } = await world(node);
  const answer = await ask(path, headers, "POST");
  expect(answer.status).toBe(101);
  return { headers: answer.headers, connection: answer.upgraded! };
}

const FIN = 1;
const ALL = "container=main&stdout=true&stderr=true";

test("exec runs once every stream is there, and tells its Status on the stream for errors", async () => {
  const path = `a/exec?command=cat&stdin=true&${ALL}`;
  const { headers, connection } = await upgraded(path, spdy("v5.channel.k8s.io", "v4.channel.k8s.io"));
  expect(headers).toContainEqual(["X-Stream-Protocol-Version", "v4.channel.k8s.io"]);
  const spoken = client(connection);
  for (const [at, streamtype] of ["error", "stdin", "stdout", "stderr"].entries())
    await spoken.open(at * 2 + 1, { streamtype });
  await spoken.data(3, "hel");
  await spoken.data(3, "lo", FIN);
  const heard = await spoken.hear();
  expect(heard.slice(0, 4)).toEqual([1, 3, 5, 7].map((id) => `reply ${id} with 0 headers`));
  expect(heard.filter((one) => one.startsWith("5:")).join("")).toMatch(/^5:hel5:lo5: FIN$/);
  expect(heard).toContain('1:{"metadata":{},"status":"Success"}');
  expect(heard.filter((one) => one.endsWith("FIN"))).toHaveLength(4);
});

test.each([
  {
    says: "whole from the fourth version on",
    version: "v4.channel.k8s.io",
    told: JSON.stringify({
      metadata: {},
      status: "Failure",
      reason: "NonZeroExitCode",
      message: "command terminated with non-zero exit code: exit status 3",
      details: { causes: [{ reason: "ExitCode", message: "3" }] },
    }),
  },
  {
    says: "by its message before",
    version: "v3.channel.k8s.io",
    told: "command terminated with non-zero exit code: exit status 3",
  },
])("a failure is told $says", async ({ version, told }) => {
  const { connection } = await upgraded(`a/exec?command=fail&${ALL}`, spdy(version));
  const spoken = client(connection);
  for (const [at, streamtype] of ["error", "stdout", "stderr"].entries()) await spoken.open(at * 2 + 1, { streamtype });
  const heard = await spoken.hear();
  expect(heard).toContain("5:no such thing\n");
  expect(heard).toContain(`1:${told}`);
});

test("sizes of the terminal come on a stream of their own", async () => {
  const path = "a/exec?command=size&container=main&stdout=true&tty=true";
  const { connection } = await upgraded(path, spdy("v4.channel.k8s.io"));
  const spoken = client(connection);
  for (const [at, streamtype] of ["error", "stdout", "resize"].entries()) await spoken.open(at * 2 + 1, { streamtype });
  await spoken.data(5, '{"Width":100,"He');
  await spoken.data(5, 'ight":30}\n');
  expect(await spoken.hear()).toContain("3:100x30\n");
});

test("a ping is answered", async () => {
  const { connection } = await upgraded("a/portforward", spdy("portforward.k8s.io"));
  const spoken = client(connection);
  await spoken.ping(7);
  expect(await spoken.hear(1)).toEqual(["control 6 7"]);
});

const PAIR = { requestid: "0", port: "80" };

test("port-forward joins a pair of streams with a connection to the port", async () => {
  const { connection } = await upgraded("a/portforward", spdy("portforward.k8s.io"));
  const spoken = client(connection);
  await spoken.open(1, { ...PAIR, streamtype: "error" }, FIN);
  await spoken.open(3, { ...PAIR, streamtype: "data" });
  const heard = await spoken.hear(5);
  expect(heard.slice(0, 3)).toEqual(["reply 1 with 0 headers", "reply 3 with 0 headers", "3:port 80"]);
  expect(heard.slice(3).sort()).toEqual(["1: FIN", "3: FIN"]);
  spoken.close();
  expect(await spoken.hear()).toEqual([]);
});

test("port-forward tells on the stream for errors why there is no connection, and goes on", async () => {
  const node = { ...echoNode(), portForward: () => Promise.reject(badRequest("nobody there")) };
  const { connection } = await upgraded("a/portforward", spdy("portforward.k8s.io"), node);
  const spoken = client(connection);
  await spoken.open(1, { ...PAIR, streamtype: "error" }, FIN);
  await spoken.open(3, { ...PAIR, streamtype: "data" });
  expect((await spoken.hear(5)).slice(2).sort()).toEqual(["1: FIN", "1:nobody there", "3: FIN"]);
  await spoken.ping(9);
  expect(await spoken.hear(1)).toEqual(["control 6 9"]);
});

test("port-forward goes through the messages of a WebSocket too, cut anywhere", async () => {
  const { headers, connection } = await upgraded("a/portforward", [
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ["Sec-WebSocket-Protocol", "SPDY/3.1+portforward.k8s.io"],
  ]);
  expect(headers).toContainEqual(["Sec-WebSocket-Protocol", "SPDY/3.1+portforward.k8s.io"]);
  const socket = webSocket(connection, "client");
  const spoken = client({
    input: { read: () => socket.read() } as ByteReader,
    output: {
      async write(chunk) {
        const bytes = Buffer.from(chunk as Uint8Array);
        for (let at = 0; at < bytes.length; at += 5) await socket.send(bytes.subarray(at, at + 5));
      },
      close: () => socket.close(),
    },
  });
  await spoken.open(1, { ...PAIR, streamtype: "error" }, FIN);
  await spoken.open(3, { ...PAIR, streamtype: "data" });
  expect((await spoken.hear(3))[2]).toBe("3:port 80");
});

/** k8s.io/streaming pkg/httpstream Handshake */
test.each([
  {
    says: "no version",
    headers: spdy(),
    status: 400,
    text: "unable to upgrade: header X-Stream-Protocol-Version does not exist in request with 2 headers\n",
  },
  {
    says: "only versions that nobody speaks",
    headers: spdy("v9.channel.k8s.io"),
    status: 403,
    text: "unable to upgrade: unable to negotiate protocol: client supports [v9.channel.k8s.io], server accepts [v4.channel.k8s.io v3.channel.k8s.io v2.channel.k8s.io]\n",
  },
])("a client that offers $says is refused", async ({ headers, status, text }) => {
  const { ask } = await world();
  const answer = await ask(`a/exec?command=ls&${ALL}`, headers, "POST");
  expect([answer.status, await bodyText(answer.body)]).toEqual([status, text]);
});
