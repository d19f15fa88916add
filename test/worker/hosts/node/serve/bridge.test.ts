import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { type ClientHttp2Session, connect as connectHttp2, constants } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { bodyText, EMPTY_BODY, type HttpRequest, textResponse } from "../../../../../worker/base/http.ts";
import type { Acceptor, Peer, TlsIdentity } from "../../../../../worker/base/net.ts";
import { SeededRandom } from "../../../../../worker/base/random.ts";
import { utf8 } from "../../../../../worker/base/streams.ts";
import type { CertifiedKey } from "../../../../../worker/base/tls.ts";
import { clusterPki, newPki } from "../../../../../worker/cluster/pki.ts";
import { listenUdp } from "../../../../../worker/hosts/node/serve/datagrams.ts";
import { listenTcp } from "../../../../../worker/hosts/node/serve/listeners.ts";
import { profileNamed } from "../../../../../worker/profiles/index.ts";
import { lab } from "../../../network/lab.ts";

const AT = { ip: "127.0.0.1", port: 0 };
const WEB = { ip: "93.184.216.34", port: 80 };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real port whose connections go from the lab's laptop to its web server, where this listens. */
async function door(accept: Acceptor): Promise<number> {
  const { network } = lab();
  network.host("web")!.access("server").listen({ port: WEB.port, process: "server" }, accept);
  const net = network.host("laptop")!.access("client");
  const { port, close } = await listenTcp({ at: AT, meet: () => net.meet!(WEB) });
  closers.push(close);
  return port;
}

const pki = clusterPki(profileNamed("kind"), newPki(new SeededRandom(1).stream("pki"), Date.now()));
const other = clusterPki(profileNamed("kind"), newPki(new SeededRandom(2).stream("pki"), Date.now()));

/** Tells the request in a line, and who sent it. */
const telling = async (request: HttpRequest, peer: Peer) =>
  textResponse(
    200,
    [
      `${request.method} ${request.path} ${request.protocol} for ${request.authority}: ${await bodyText(request.body)}`,
      `from ${peer.source.ip}, ${peer.tls ? `${peer.tls.alpn} to "${peer.tls.serverName}" by ${peer.tls.client?.subject.commonName}` : "plain"}`,
    ].join("\n"),
    "text/plain",
  );

const identity = (rest: Partial<TlsIdentity> = {}): TlsIdentity => ({
  certificate: () => pki.apiServer as CertifiedKey,
  alpn: ["h2", "http/1.1"],
  ...rest,
});

async function everything(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(socket, "close");
  return text;
}

describe("bytes go through as they come", () => {
  const shout: Acceptor = {
    async tcp({ input, output }) {
      await output.write("hello\n");
      for (let chunk = await input.read(); chunk; chunk = await input.read())
        await output.write(utf8(Buffer.from(chunk).toString().toUpperCase()));
      await output.write("bye\n");
      output.close();
    },
  };

  test("the server may speak first, and hears the end of what the client says while it still speaks", async () => {
    const socket = connectTcp({ port: await door(shout), allowHalfOpen: true });
    socket.end("some words\n");
    expect(await everything(socket)).toBe("hello\nSOME WORDS\nbye\n");
  });

  test("much goes both ways at the pace of the slower", async () => {
    const socket = connectTcp({ port: await door(shout), allowHalfOpen: true });
    const much = "x".repeat(2_000_000);
    socket.end(much);
    expect(await everything(socket)).toBe(`hello\n${much.toUpperCase()}bye\n`);
  });

  test("a connection that is cut on one side is cut on the other", async () => {
    const port = await door({ tcp: (connection) => connection.reset() });
    const socket = connectTcp(port);
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
  });

  test("a port where nobody listens resets", async () => {
    const { network } = lab();
    const net = network.host("laptop")!.access("client");
    const { port, close } = await listenTcp({ at: AT, meet: () => net.meet!(WEB) });
    closers.push(close);
    const [error] = (await once(connectTcp(port), "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
  });

  test("the server learns that a client has gone", async () => {
    let gone = () => {};
    const told = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const socket = connectTcp(
      await door({
        tcp: async ({ output, onGone }) => {
          onGone?.(() => gone());
          await output.write("here\n");
        },
      }),
    );
    await once(socket, "data");
    socket.resetAndDestroy();
    await told;
  });
});

describe("HTTP", () => {
  const post = async (port: number, path: string, body: string) => {
    const asked = httpRequest({ port, path, method: "POST", headers: { Host: "shop.example" } });
    asked.end(body);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of answer) text += chunk;
    return text;
  };

  test("HTTP/1.1 is read where it arrives", async () => {
    expect(await post(await door({ http: telling }), "/a?b=c", "body")).toBe(
      "POST /a?b=c HTTP/1.1 for shop.example: body\nfrom 198.51.100.7, plain",
    );
  });

  test("what is no HTTP gets the server's own answer", async () => {
    const malformed = () => textResponse(400, "not with me", "text/plain", [["Connection", "close"]]);
    const socket = connectTcp(await door({ http: telling, malformed }));
    socket.write("NONSENSE\r\n\r\n");
    expect(await everything(socket)).toContain("not with me");
  });

  test("HTTP/2 that begins without asking: each stream is a request, trailers and all", async () => {
    const port = await door({
      http: async (request) => ({
        status: 201,
        headers: [
          ["Content-Type", "application/grpc"],
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
          ["Connection", "keep-alive"],
        ],
        body: utf8(`${request.protocol} ${request.path} ${request.authority} ${await bodyText(request.body)}`),
        trailers: [["grpc-status", "0"]],
      }),
    });
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    closers.push(() => session.close());
    const answers = await Promise.all(["/one", "/two"].map((path) => askHttp2(session, path, "ping")));
    for (const [at, { headers, text, trailers }] of answers.entries()) {
      expect(text).toBe(`HTTP/2 /${["one", "two"][at]} 127.0.0.1:${port} ping`);
      expect(headers).toMatchObject({
        ":status": 201,
        "content-type": "application/grpc",
        "set-cookie": ["a=1", "b=2"],
      });
      expect(headers).not.toHaveProperty("connection");
      expect(trailers).toMatchObject({ "grpc-status": "0" });
    }
  });

  test("a stream of HTTP/2 that its client gives up is given up on the other side", async () => {
    let gone = () => {};
    const told = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const port = await door({
      http: ({ signal }) => {
        signal?.addEventListener("abort", () => gone());
        return { status: 200, headers: [], body: endless() };
      },
    });
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    closers.push(() => session.close());
    const stream = session.request({ ":path": "/" });
    await once(stream, "response");
    stream.close(constants.NGHTTP2_CANCEL);
    await told;
  });
});

async function* endless(): AsyncGenerator<Uint8Array> {
  yield utf8("first");
  await new Promise(() => {});
}

async function askHttp2(session: ClientHttp2Session, path: string, body: string) {
  const stream = session.request({ ":path": path, ":method": "POST" });
  stream.end(body);
  let [headers, trailers, text] = [{}, {}, ""];
  stream.on("response", (received) => {
    headers = received;
  });
  stream.on("trailers", (received) => {
    trailers = received;
  });
  for await (const chunk of stream) text += chunk;
  return { headers, trailers, text };
}

describe("TLS ends with the key of whoever would end it", () => {
  const tlsTo = (port: number, options: object) =>
    connectTls({ port, host: "127.0.0.1", ca: pki.authority.chainPem, ...options });
  const line = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  test("the certificate follows the name, and the server sees what was settled", async () => {
    const asked: (string | undefined)[] = [];
    const certificate = (name: string | undefined) => {
      asked.push(name);
      return pki.apiServer as CertifiedKey;
    };
    const port = await door({ http: telling, tls: identity({ certificate }) });
    const socket = tlsTo(port, { servername: "kubernetes.default", ALPNProtocols: ["http/1.1"] });
    await once(socket, "secureConnect");
    expect([socket.authorized, socket.alpnProtocol]).toEqual([true, "http/1.1"]);
    socket.write(line);
    expect(await everything(socket)).toContain('http/1.1 to "kubernetes.default" by undefined');
    expect(new Set(asked)).toEqual(new Set(["kubernetes.default"]));
  });

  test("a client's certificate is shown to the server, verified", async () => {
    const clients = () => ({ trust: pki.authority.chainPem, mode: "ask" as const });
    const port = await door({ http: telling, tls: identity({ clients }) });
    const shown = { cert: pki.administrator.chainPem, key: pki.administrator.keyPem };
    const socket = tlsTo(port, { servername: "kubernetes", ...shown });
    socket.write(line);
    expect(await everything(socket)).toContain("by kubernetes-admin");
  });

  test("where a client's certificate is required, one without is not let in", async () => {
    const clients = () => ({ trust: other.authority.chainPem, mode: "require" as const });
    const port = await door({ http: telling, tls: identity({ clients }) });
    const socket = tlsTo(port, { servername: "kubernetes" });
    socket.write(line);
    await expect(everything(socket)).rejects.toThrow("certificate required");
  });

  test("HTTP/2 by ALPN", async () => {
    const port = await door({ http: telling, tls: identity() });
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: pki.authority.chainPem, servername: "localhost" });
    closers.push(() => session.close());
    const { text } = await askHttp2(session, "/x", "");
    expect(text).toContain("POST /x HTTP/2");
    expect(text).toContain('h2 to "localhost"');
  });

  test("plain HTTP on a port for TLS gets what the server says to that", async () => {
    const plaintext = () => textResponse(400, "speak TLS", "text/plain");
    const socket = connectTcp(await door({ http: telling, tls: identity({ plaintext }) }));
    socket.write(line);
    expect(await everything(socket)).toContain("speak TLS");
  });

  test("bytes inside TLS are bytes", async () => {
    const tcp: Extract<Acceptor, { tcp: unknown }>["tcp"] = async ({ input, output }) => {
      await output.write(`got ${Buffer.from((await input.read())!)}`);
      output.close();
    };
    const socket = tlsTo(await door({ tcp, tls: identity({ alpn: [] }) }), { servername: "kubernetes" });
    socket.write("these");
    expect(await everything(socket)).toBe("got these");
  });

  test("who hands TLS on shows the certificate of whoever ends it", async () => {
    const { network } = lab();
    const backend = network.host("vm")!;
    backend.access("backend").listen({ port: 8443, process: "backend" }, { http: telling, tls: identity() });
    const web = network.host("web")!.access("proxy");
    const names: (string | undefined)[] = [];
    web.listen(
      { port: WEB.port, process: "proxy" },
      {
        http: () => ({ status: 500, headers: [], body: EMPTY_BODY }),
        tls: {
          certificate: () => undefined,
          passthrough: ({ serverName }) => {
            names.push(serverName);
            return { net: backend.access("proxy"), to: { ip: "172.18.0.50", port: 8443 } };
          },
        },
      },
    );
    const net = network.host("laptop")!.access("client");
    const { port, close } = await listenTcp({ at: AT, meet: () => net.meet!(WEB) });
    closers.push(close);
    const socket = tlsTo(port, { servername: "kubernetes.default.svc" });
    socket.write(line);
    expect(await everything(socket)).toContain('to "kubernetes.default.svc"');
    expect(names).toContain("kubernetes.default.svc");
  });
});

describe("datagrams", () => {
  /** Sends one to a real socket that leads to the lab's web server, and waits for what comes back. */
  async function send(accept: Acceptor, message: Uint8Array, dns: boolean): Promise<Buffer> {
    const { createSocket } = await import("node:dgram");
    const { network } = lab();
    network.host("web")!.access("server").listen({ port: 53, process: "server" }, accept);
    const net = network.host("laptop")!.access("client");
    const at = { ip: "127.0.0.1", port: 45_353 };
    const real = await listenUdp({
      at,
      dns,
      to: () => ({ net, to: { ip: WEB.ip, port: 53 } }),
      waits: () => () => {},
    });
    const socket = createSocket("udp4");
    closers.push(
      () => real.close(),
      () => socket.close(),
    );
    socket.send(message, at.port, at.ip);
    const [answer] = (await once(socket, "message")) as [Buffer];
    return answer;
  }

  test("each is answered to whoever sent it", async () => {
    const accept: Acceptor = { udp: (payload) => utf8(`got ${Buffer.from(payload as Uint8Array)}`) };
    expect((await send(accept, utf8("this"), false)).toString()).toBe("got this");
  });

  test("DNS is read, and written again", async () => {
    const accept: Acceptor = {
      udp: (query) => ({
        dns: "answer",
        code: "NOERROR",
        answers: [{ name: "name" in query ? query.name : "", type: "A", ttl: 5, data: "10.96.0.1" }],
        authority: [],
        authoritative: true,
      }),
    };
    const question = Buffer.from("abcd01000001000000000000036170690000010001", "hex");
    const answer = await send(accept, question, true);
    expect(answer.subarray(0, 2).toString("hex")).toBe("abcd");
    expect([...answer.subarray(-4)]).toEqual([10, 96, 0, 1]);
  });
});
