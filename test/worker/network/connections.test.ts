import { describe, expect, test } from "vitest";
import { bodyText, EMPTY_BODY, type HttpResponse, headerOf, textResponse } from "../../../worker/base/http.ts";
import { AddressInUse, ConnectionReset, type TcpConnection } from "../../../worker/base/net.ts";
import { pipe, readText, utf8 } from "../../../worker/base/streams.ts";
import { get, lab } from "./lab.ts";

const at = (port: number) => ({ ip: "172.18.0.50", port });

describe("raw bytes and HTTP meet", () => {
  const talk = async (bytes: string, server: (path: string) => HttpResponse): Promise<string> => {
    const { network } = lab();
    network
      .host("vm")!
      .access("web")
      .listen({ port: 80, process: "web" }, { http: (request) => server(request.path) });
    const connected = await network.host("node/a")!.access("nc").connect(at(80));
    if (!connected.ok) throw new Error("refused");
    await connected.connection.output.write(bytes);
    connected.connection.output.close();
    return readText(connected.connection.input);
  };
  const hello = (path: string) => textResponse(200, `hello ${path}`, "text/plain");

  test.each([
    {
      says: "nc gets a response's bytes",
      sent: "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      got: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nhello /x",
    },
    {
      says: "bare newlines are accepted",
      sent: "GET / HTTP/1.0\n\n",
      got: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nhello /",
    },
    {
      says: "HEAD has the head alone",
      sent: "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
      got: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n",
    },
    {
      says: "two requests share a connection",
      sent: "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
      got: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nhello /1HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nhello /2",
    },
    {
      says: "garbage is a bad request",
      sent: "hello?\r\n\r\n",
      got: "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: 15\r\n\r\n400 Bad Request",
    },
    {
      says: "HTTP/1.1 without a host is a bad request",
      sent: "GET / HTTP/1.1\r\n\r\n",
      got: "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: 15\r\n\r\n400 Bad Request",
    },
    {
      says: "a client that expects 100 gets it first",
      sent: "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx",
      got: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nhello /",
    },
  ])("$says", async ({ sent, got }) => {
    expect(await talk(sent, hello)).toBe(got);
  });

  test("a body that streams is chunked", async () => {
    const streamed = (): HttpResponse => ({
      status: 200,
      headers: [],
      body: (async function* () {
        yield utf8("ab");
        yield utf8("cde");
      })(),
    });
    const got = await talk("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", streamed);
    expect(got).toBe("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n");
  });

  const rawServer = async (reply: string, method = "GET") => {
    const { network } = lab();
    let heard = "";
    const accept = async (connection: TcpConnection) => {
      while (!heard.includes("\r\n\r\n")) heard += new TextDecoder().decode(await connection.input.read());
      if (reply === "reset") return connection.reset();
      if (reply !== "") await connection.output.write(reply);
      connection.output.close();
    };
    network
      .host("vm")!
      .access("nc")
      .listen({ port: 80, process: "nc" }, { tcp: (connection) => void accept(connection) });
    const answer = await network
      .host("node/a")!
      .access("curl")
      .http(at(80), { ...get("/p", "vm"), method, headers: [["Accept", "*/*"]] });
    return { heard, answer };
  };
  test.each([
    { says: "counted", reply: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore", body: "ok" },
    {
      says: "chunked",
      reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n",
      body: "abc",
    },
    { says: "until the end", reply: "HTTP/1.0 200 OK\r\n\r\nall of it", body: "all of it" },
    { says: "after 100 Continue", reply: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx", body: "x" },
  ])("an HTTP client reads a raw server's body: $says", async ({ reply, body }) => {
    const { heard, answer } = await rawServer(reply);
    expect(heard).toBe("GET /p HTTP/1.1\r\nHost: vm\r\nAccept: */*\r\n\r\n");
    expect(answer.ok && (await bodyText(answer.response.body))).toBe(body);
  });
  test.each([
    { reply: "", kind: "emptyReply" },
    { reply: "SSH-2.0-OpenSSH_9.2\r\n", kind: "badReply" },
    { reply: "reset", kind: "reset" },
  ])("a raw server that answers '$reply' gives $kind", async ({ reply, kind }) => {
    expect((await rawServer(reply)).answer).toMatchObject({ ok: false, failure: { kind } });
  });
});

describe("records", () => {
  test("are received as they would be off the wire: no body after HEAD, length or chunks marked", async () => {
    const { network } = lab();
    const body = (async function* () {
      yield utf8("x");
    })();
    const web = network.host("vm")!.access("web");
    web.listen({ port: 80, process: "web" }, { http: () => ({ status: 200, headers: [], body: utf8("hello") }) });
    web.listen({ port: 81, process: "web" }, { http: () => ({ status: 200, headers: [], body }) });
    const client = network.host("node/a")!.access("curl");
    const whole = await client.http(at(80), get());
    const head = await client.http(at(80), { ...get(), method: "HEAD" });
    const streamed = await client.http(at(81), get());
    expect(whole.ok && whole.response.headers).toEqual([["Content-Length", "5"]]);
    expect(head.ok && (await bodyText(head.response.body))).toBe("");
    expect(streamed.ok && streamed.response.headers).toEqual([["Transfer-Encoding", "chunked"]]);
    expect(streamed.ok && (await bodyText(streamed.response.body))).toBe("x");
  });

  test.each([
    { says: "with its length", response: textResponse(200, "hello", "text/plain") },
    { says: "that names no length", response: { status: 200, headers: [], body: utf8("hello") } },
    { says: "without a body", response: { status: 200, headers: [], body: EMPTY_BODY } },
  ])(
    "a server may give the same answer $says again and again: GET has all of it, HEAD its head",
    async ({ response }) => {
      const { network } = lab();
      network
        .host("vm")!
        .access("web")
        .listen({ port: 80, process: "web" }, { http: () => response });
      const client = network.host("node/a")!.access("curl");
      const length = (response.body as Uint8Array).length;
      for (const method of ["HEAD", "GET", "GET", "HEAD", "GET"]) {
        const answer = await client.http(at(80), { ...get(), method });
        if (!answer.ok) throw new Error(answer.failure.says);
        expect((await bodyText(answer.response.body)).length, method).toBe(method === "HEAD" ? 0 : length);
        if (method === "GET") expect(headerOf(answer.response, "Content-Length")).toBe(String(length));
      }
    },
  );

  test("ten thousand cost well under a second and no timers", async () => {
    const { network, addPod } = lab();
    addPod("b", "web", "10.244.2.5");
    const response = textResponse(200, "hello", "text/plain");
    network
      .host("pod/web")!
      .access("web")
      .listen({ port: 80, process: "web" }, { http: async () => response });
    const client = network.host("node/a")!.access("curl");
    const request = get();
    const before = process.cpuUsage();
    for (let i = 0; i < 10_000; i++) await client.http({ ip: "10.244.2.5", port: 80 }, request);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(0.8);
  });
});

describe("a host that goes", () => {
  test("resets connections held open, streams under way and requests not yet answered", async () => {
    const { network, addPod } = lab();
    const pod = addPod("a", "web", "10.244.1.5");
    const endless = (async function* () {
      yield utf8("first");
      await new Promise(() => {});
    })();
    const web = pod.access("web");
    web.listen({ port: 1, process: "web" }, { tcp: () => {} });
    web.listen({ port: 2, process: "web" }, { http: () => ({ status: 200, headers: [], body: endless }) });
    web.listen({ port: 3, process: "web" }, { http: () => new Promise(() => {}) });
    const upgraded = { input: pipe().reader, output: pipe().writer };
    web.listen({ port: 4, process: "web" }, { http: () => ({ status: 101, headers: [], body: utf8(""), upgraded }) });
    const client = network.host("node/b")!.access("curl");
    const to = (port: number) => ({ ip: "10.244.1.5", port });
    const held = await client.connect(to(1));
    const stream = await client.http(to(2), get());
    const unanswered = client.http(to(3), get());
    const streamed = stream.ok && bodyText(stream.response.body);
    const switched = await client.http(to(4), get());
    const upgradedRead = switched.ok && switched.response.upgraded!.input.read();
    network.host("node/a")!.remove();
    await expect(held.ok && held.connection.input.read()).rejects.toThrow(ConnectionReset);
    await expect(streamed).rejects.toThrow(ConnectionReset);
    await expect(upgradedRead).rejects.toThrow(ConnectionReset);
    expect(await unanswered).toMatchObject({ ok: false, failure: { kind: "reset" } });
    expect(network.host("pod/web")).toBeUndefined();
  });
});

test("a process that has ended takes its connections with it, also those it accepted before it stopped listening", async () => {
  const { network } = lab();
  const handle = network
    .host("vm")!
    .access("app")
    .listen({ port: 80, process: "app" }, { tcp: () => {} });
  const held = await network.host("node/a")!.access("nc").connect(at(80));
  handle.close();
  const refused = await network.host("node/a")!.access("nc").connect(at(80));
  expect(refused).toMatchObject({ ok: false, failure: { kind: "refused" } });
  handle.reset();
  await expect(held.ok && held.connection.input.read()).rejects.toThrow(ConnectionReset);
});

test("an address in use is refused as nginx would print it", () => {
  const { network } = lab();
  const net = network.host("vm")!.access("nginx");
  const first = net.listen({ port: 80, process: "nginx" }, { tcp: () => {} });
  expect(() => net.listen({ ip: "127.0.0.1", port: 80, process: "other" }, { tcp: () => {} })).toThrow(AddressInUse);
  expect(() => net.listen({ port: 80, process: "other" }, { tcp: () => {} })).toThrow(
    "bind() to 0.0.0.0:80 failed (98: Address already in use)",
  );
  net.listen({ port: 80, process: "dns" }, { udp: () => undefined });
  first.close();
  net.listen({ port: 80, process: "other" }, { tcp: () => {} });
  expect(net.listeners().map((one) => `${one.protocol} ${one.ip}:${one.port} ${one.process}`)).toEqual([
    "UDP 0.0.0.0:80 dns",
    "TCP 0.0.0.0:80 other",
  ]);
});

describe("TLS, modelled", () => {
  const world = () => {
    const { network } = lab();
    const vm = network.host("vm")!.access("web");
    const certificate = (name: string | undefined) =>
      name === "shop.example" ? { chainPem: "CHAIN", keyPem: "KEY" } : undefined;
    const http = () => textResponse(200, "secret", "text/plain");
    vm.listen({ port: 443, process: "web" }, { http, tls: { certificate, alpn: ["h2", "http/1.1"] } });
    vm.listen(
      { port: 8443, process: "web" },
      { http, tls: { certificate, plaintext: () => textResponse(400, "use TLS", "text/plain") } },
    );
    vm.listen({ port: 80, process: "web" }, { http });
    return network.host("node/a")!.access("curl");
  };
  test("hands over the chain for the name and settles the protocol", async () => {
    const answer = await world().http(at(443), get(), {
      tls: { serverName: "shop.example", alpn: ["http/1.1", "h2"] },
    });
    expect(answer).toMatchObject({ ok: true, tls: { chainPem: "CHAIN", version: "TLSv1.3", alpn: "h2" } });
  });
  test.each([
    { says: "https to plain HTTP", port: 80, tls: { serverName: "shop.example" }, kind: "tls" },
    { says: "a name without certificate", port: 443, tls: { serverName: "other.example" }, kind: "tls" },
    { says: "http to TLS, closed unanswered", port: 443, tls: undefined, kind: "emptyReply" },
  ])("$says fails as $kind", async ({ port, tls, kind }) => {
    expect(await world().http(at(port), get(), tls ? { tls } : {})).toMatchObject({ ok: false, failure: { kind } });
  });
  test("http to TLS is the server's to answer", async () => {
    const answer = await world().http(at(8443), get());
    expect(answer.ok && (await bodyText(answer.response.body))).toBe("use TLS");
  });
});

describe("datagrams", () => {
  test("are answered, refused or lost", async () => {
    const { network, timed } = lab();
    const vm = network.host("vm")!.access("dns");
    vm.listen({ port: 53, process: "dns" }, { udp: (payload) => payload });
    vm.listen({ port: 54, process: "mute" }, { udp: () => undefined });
    vm.listen({ port: 55, process: "slow" }, { udp: () => new Promise(() => {}) });
    const client = network.host("node/a")!.access("nc");
    expect(await client.datagram(at(53), utf8("x"))).toMatchObject({ ok: true, payload: utf8("x") });
    expect(await client.datagram(at(52), utf8("x"))).toMatchObject({ ok: false, failure: { kind: "refused" } });
    for (const port of [54, 55]) {
      const lost = await timed(client.datagram(at(port), utf8("x"), { timeoutMs: 5_000 }));
      expect(lost).toMatchObject({ took: 5_000, value: { ok: false, failure: { kind: "timedOut" } } });
    }
  });
});
