import { describe, expect, test } from "vitest";
import { imageCatalogue } from "../../../worker/images/index.ts";
import { container } from "./container.ts";

test("http-echo answers with its text, version and status", async () => {
  const echo = await container("hashicorp/http-echo", { args: ["-text=hello", "-listen=:8080", "-status-code=201"] });
  const { status, headers, body } = await echo.ask("/any", { port: 8080 });
  expect({ status, body }).toEqual({ status: 201, body: "hello\n" });
  expect(headers).toContain("X-App-Name: http-echo");
  expect(headers).toContain("X-App-Version: 1.0.0");
  const log = await echo.logs();
  expect(log).toContain("[INFO] server is listening on :8080\n");
  expect(log).toMatch(
    /2026\/01\/01 00:00:00 [\d.]+:8080 172\.18\.0\.2:\d+ "GET \/any HTTP\/1\.1" 201 6 "curl\/8\.5\.0" /,
  );
  echo.end();
});

test("http-echo tells its health without a word in the log, and logs a path without its query", async () => {
  const echo = await container("hashicorp/http-echo");
  expect(await echo.ask("/health?deep", { port: 5678 })).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
  expect((await echo.ask("/a%20b?c=d", { port: 5678 })).body).toBe("hello-world\n");
  const lines = (await echo.logs()).split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('"GET /a b HTTP/1.1" 200 12 ');
  echo.end();
});

test.each([
  ["hello", "text/plain; charset=utf-8"],
  ["  <h1>hello</h1>", "text/html; charset=utf-8"],
  ["<!doctype html>", "text/html; charset=utf-8"],
  ["<b2>", "text/plain; charset=utf-8"],
  ['<?xml version="1.0"?>', "text/xml; charset=utf-8"],
  ['{"a": 1}', "text/plain; charset=utf-8"],
])("http-echo calls %j %s, as Go does", async (text, type) => {
  const echo = await container("hashicorp/http-echo", { args: [`-text=${text}`] });
  expect((await echo.ask("/", { port: 5678 })).headers).toContain(`Content-Type: ${type}`);
  echo.end();
});

test("http-echo with a status that has no content sends none and no headers of it", async () => {
  const echo = await container("hashicorp/http-echo", { args: ["-status-code=204"] });
  const { status, headers, body } = await echo.ask("/", { port: 5678 });
  expect({ status, body }).toEqual({ status: 204, body: "" });
  expect(headers).not.toContain("Content-");
  echo.end();
});

const USAGE = 'Usage of /http-echo:\n  -listen string\n    \taddress and port to listen (default ":5678")\n';
const STATUS_USAGE = "  -status-code int\n    \thttp response code, e.g.: 200 (default 200)\n";
const TEXT_USAGE = "  -text string\n    \ttext to put on the webpage\n  -version\n    \tdisplay version information\n";
test.each([
  {
    says: "an empty text",
    image: "http-echo:1.0",
    args: ["-text="],
    env: "",
    code: 127,
    words: "Missing -text option or ECHO_TEXT env var!\n",
  },
  {
    says: "no text in a release that knows only the flag",
    image: "http-echo:0.2.3",
    args: [],
    code: 127,
    words: "Missing -text option!\n",
  },
  {
    says: "words beside the flags",
    image: "http-echo:1.0",
    args: ["hello"],
    code: 127,
    words: "Too many arguments!\n",
  },
  {
    says: "a flag that it does not have",
    image: "http-echo:1.0",
    args: ["-port=80"],
    code: 2,
    words: `flag provided but not defined: -port\n${USAGE}${STATUS_USAGE}${TEXT_USAGE}`,
  },
  {
    says: "a flag that came later",
    image: "http-echo:0.2.3",
    args: ["-status-code=201"],
    code: 2,
    words: `flag provided but not defined: -status-code\n${USAGE}${TEXT_USAGE}`,
  },
  {
    says: "a status that is no number",
    image: "http-echo:1.0",
    args: ["-status-code=ok"],
    code: 2,
    words: `invalid value "ok" for flag -status-code: parse error\n${USAGE}${STATUS_USAGE}${TEXT_USAGE}`,
  },
  { says: "-help", image: "http-echo:1.0", args: ["-help"], code: 0, words: USAGE + STATUS_USAGE + TEXT_USAGE },
  {
    says: "an address without a port",
    image: "http-echo:1.0",
    args: ["-listen=8080"],
    code: 1,
    words:
      "2026/01/01 00:00:00 [INFO] server is listening on 8080\n2026/01/01 00:00:00 [ERR] server exited with: listen tcp: address 8080: missing port in address\n",
  },
])("http-echo ends over $says", async ({ image, args, env, code, words }) => {
  const echo = await container(
    `hashicorp/${image}`,
    {
      args,
      ...(env !== undefined && { env: [{ name: "ECHO_TEXT", value: env }] }),
    },
    { restartPolicy: "Never" },
  );
  expect(echo.state()?.state?.terminated?.exitCode).toBe(code);
  expect(await echo.logs()).toBe(words);
  echo.end();
});

test.each([
  {
    image: "http-echo:1.0",
    says: "at once",
    seconds: 0,
    code: 2,
    words: "[INFO] received interrupt, shutting down...\n",
  },
  {
    image: "http-echo:0.2.3",
    says: "only when it is killed",
    seconds: 30,
    code: 137,
    words: "[ERR] Unknown signal terminated\n",
  },
])("$image ends $says when it is told to", async ({ image, seconds, code, words }) => {
  const echo = await container(
    `hashicorp/${image}`,
    { args: ["-text=hello"], livenessProbe: { httpGet: { port: 1 }, failureThreshold: 1 } },
    { restartPolicy: "Never" },
  );
  await echo.pass(11_000);
  await echo.pass(seconds * 1000);
  expect(echo.state()?.state?.terminated?.exitCode).toBe(code);
  expect(await echo.logs()).toContain(words);
  echo.end();
});

test.each([
  ["127.0.0.1:8080", "refused"],
  ["localhost:8080", "refused"],
  ["0.0.0.0:8080", "hello-world\n"],
  ["[::]:8080", "hello-world\n"],
])("http-echo that listens on %s answers at the pod's address: %j", async (listen, body) => {
  const echo = await container("hashicorp/http-echo", { args: [`-listen=${listen}`] });
  expect((await echo.ask("/", { port: 8080 })).body).toBe(body);
  echo.end();
});

describe("whoami", () => {
  test("tells who it is and what was asked", async () => {
    const whoami = await container("traefik/whoami", { env: [{ name: "WHOAMI_NAME", value: "blue" }] });
    const { body } = await whoami.ask("/path", {
      headers: [
        ["User-Agent", "curl/8.5.0"],
        ["Accept", "*/*"],
        ["x-custom", "1"],
      ],
    });
    const ip = whoami.ip();
    expect(body).toMatch(
      new RegExp(
        `^Name: blue\nHostname: web\nIP: 127\\.0\\.0\\.1\nIP: ${ip}\nRemoteAddr: 172\\.18\\.0\\.2:\\d+\nGET /path HTTP/1\\.1\r\nHost: ${ip}\r\nAccept: \\*/\\*\r\nUser-Agent: curl/8\\.5\\.0\r\nX-Custom: 1\r\n\r\n$`,
      ),
    );
    whoami.end();
  });

  test("its health can be set", async () => {
    const whoami = await container("traefik/whoami");
    expect((await whoami.ask("/health")).status).toBe(200);
    await whoami.ask("/health", { method: "POST", body: new TextEncoder().encode("500") });
    expect((await whoami.ask("/health")).status).toBe(500);
    whoami.end();
  });
});

test("reversewords turns words round", async () => {
  const words = await container("quay.io/mavazque/reversewords:0.0.27", { env: [{ name: "RELEASE", value: "Blue" }] });
  expect((await words.ask("/", { port: 8080 })).body).toBe("Reverse Words Release: Blue. App version: v0.0.27");
  const body = new TextEncoder().encode('{"word":"PALC"}');
  expect((await words.ask("/", { port: 8080, method: "POST", body })).body).toBe('{"reverse_word":"CLAP"}\n');
  expect((await words.ask("/health", { port: 8080 })).body).toBe("Healthy");
  words.end();
});

test("httpd says that it works", async () => {
  const httpd = await container("httpd:2.4");
  expect((await httpd.ask("/")).body).toBe("<html><body><h1>It works!</h1></body></html>\n");
  expect((await httpd.ask("/none")).status).toBe(404);
  httpd.end();
});

test.each([
  { image: "busybox", command: ["sleep", "3600"], exec: ["sh", "-c", "echo $((6*7))"], says: "42\n" },
  { image: "alpine:3.21", command: ["sleep", "3600"], exec: ["cat", "/etc/alpine-release"], says: "3.21.3\n" },
  { image: "debian:12", command: ["sleep", "infinity"], exec: ["bash", "-c", "hostname"], says: "web\n" },
  { image: "nicolaka/netshoot", command: ["sleep", "3600"], exec: ["curl", "--version"], says: /^curl 8/ },
  { image: "curlimages/curl", command: ["sleep", "3600"], exec: ["id", "-u"], says: "100\n" },
])("$image has a shell and tools", async ({ image, command, exec, says }) => {
  const box = await container(image, { command });
  const { stdout } = await box.exec(...exec);
  if (typeof says === "string") expect(stdout).toBe(says);
  else expect(stdout).toMatch(says);
  box.end();
});

test("curlimages/curl takes curl's own arguments", async () => {
  const curl = await container("curlimages/curl", { args: ["--version"] }, { restartPolicy: "Never" });
  await curl.pass(1000);
  expect(await curl.logs()).toMatch(/^curl 8/);
  curl.end();
});

test.each([
  {
    says: "a bare name is of Docker Hub's library",
    reference: "nginx",
    answer: { repository: "docker.io/library/nginx", tag: "latest" },
  },
  { says: "a tag that nginx cannot have", reference: "nginx:9.99", answer: { absent: "tag" } },
  { says: "a name in no catalogue", reference: "nginxx", answer: { absent: "repository" } },
  { says: "an image of the world without a program", reference: "redis:7", answer: { unsupported: "redis:7" } },
  {
    says: "a private registry's image",
    reference: "registry.example.com/shop/web:1",
    answer: { unsupported: "registry.example.com/shop/web:1" },
  },
  { says: "a flavour of a release", reference: "nginx:1.25-alpine", answer: { tag: "1.25-alpine" } },
])("the catalogue knows: $says", ({ reference, answer }) => {
  expect(imageCatalogue.find(reference)).toMatchObject(answer);
});

test("a stand-in says for whom it stands, and echoes", async () => {
  const redis = await container("redis:7", {
    ports: [{ containerPort: 6379 }],
    command: ["redis-server", "--port", "6379"],
  });
  redis.end();
  const { lab } = await import("../kubelet/lab.ts");
  const world = await lab({ images: imageCatalogue, standIn: true });
  await world.run("web", {
    containers: [{ name: "main", image: "redis:7", command: ["redis-server"], ports: [{ containerPort: 6379 }] }],
  });
  await world.pass(100);
  expect(world.pod("web")?.status?.phase).toBe("Running");
  expect(await world.log("web")).toContain("stand-in for redis:7: echoes HTTP requests");
  world.end();
});
