import { describe, expect, test } from "vitest";
import { bodyText, type HttpRequest, textResponse } from "../../../../worker/base/http.ts";
import { ConnectionReset } from "../../../../worker/base/net.ts";
import { curl } from "../../../../worker/programs/curl/index.ts";
import { Terminated } from "../../../../worker/shell/program.ts";
import { a, type RunOptions, run, type World } from "../fakeIo.ts";

const nginx = (request: HttpRequest) => {
  const path = request.path.replace(/\?.*/, "");
  if (path === "/404") return textResponse(404, "not here\n", "text/html");
  if (path === "/503") return textResponse(503, "later\n", "text/html");
  if (path === "/to") return { status: 302, headers: [["Location", "/x?y"]] as const, body: new Uint8Array(0) };
  if (path === "/loop") return { status: 301, headers: [["Location", "/loop"]] as const, body: new Uint8Array(0) };
  if (path === "/away")
    return { status: 301, headers: [["Location", "http://other/x"]] as const, body: new Uint8Array(0) };
  if (path === "/cookie") return textResponse(200, "", "text/plain", [["Set-Cookie", "route=a1; Path=/"]]);
  if (path === "/empty") return "emptyReply" as const;
  if (path === "/reset") return "reset" as const;
  if (path === "/silent") return new Promise<never>(() => {});
  if (path === "/cut") {
    const body = (async function* () {
      yield new TextEncoder().encode("half");
      throw new ConnectionReset();
    })();
    return { status: 200, headers: [["Content-Length", "8"]] as const, body };
  }
  return textResponse(200, "hello\n", "text/plain", [["Server", "nginx/1.27.4"]]);
};
const echo = async (request: HttpRequest) =>
  textResponse(
    200,
    `${request.method} ${request.path}\n${request.headers.map(([n, v]) => `${n}: ${v}\n`).join("")}\n${await bodyText(request.body)}`,
    "text/plain",
  );

const world: World = {
  records: [a("demo.default.svc.cluster.local.", "10.96.1.2"), a("other.default.svc.cluster.local.", "10.96.1.3")],
  http: { "10.96.1.2:80": nginx, "10.96.1.2:8080": nginx, "10.96.1.3:80": echo, "10.96.1.2:443": nginx },
};
const sh = (line: string, options: RunOptions = {}) => run(curl, line.split(" "), { world, ...options });

describe("what is printed", () => {
  test("-i shows the head with its line ends", async () => {
    expect((await sh("-s -i demo")).stdout).toBe(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nServer: nginx/1.27.4\r\n\r\nhello\n",
    );
  });
  test("-I asks with HEAD and shows the head only", async () => {
    const { stdout, net } = await sh("-sI demo");
    expect(net.requests[0]!.method).toBe("HEAD");
    expect(stdout.endsWith("nginx/1.27.4\r\n\r\n")).toBe(true);
  });
  test("the meter goes to stderr when stdout is no terminal", async () => {
    const { stdout, stderr } = await sh("demo");
    expect(stdout).toBe("hello\n");
    expect(stderr).toMatch(
      /^ {2}% Total {4}% Received % Xferd {2}Average Speed {3}Time {4}Time {5}Time {2}Current\n {33}Dload {2}Upload {3}Total {3}Spent {4}Left {2}Speed\n\r {2}0 {5}0 {4}0 {5}0 {4}0 {5}0 {6}0 {6}0 --:--:-- --:--:-- --:--:-- {5}0\r100 {5}6 {2}100 {5}6 {4}0 {5}0 {2}[ \dk.]{5} {6}0 --:--:-- --:--:-- --:--:-- [ \dk.]{5}\n$/,
    );
  });
  test("there is no meter on a terminal", async () => expect((await sh("demo", { terminal: true })).stderr).toBe(""));
  test("there is one for -o on a terminal", async () => {
    const { stderr, files } = await sh("-o out demo", { terminal: true });
    expect(stderr).toContain("% Total");
    expect(files["/root/out"]).toBe("hello\n");
  });
  test("-v tells of name, address, request and answer", async () => {
    expect((await sh("-sv demo:8080/a?b", { terminal: true })).stderr.split("\n")).toEqual([
      "* Host demo:8080 was resolved.",
      "* IPv6: (none)",
      "* IPv4: 10.96.1.2",
      "*   Trying 10.96.1.2:8080...",
      "* Connected to demo (10.96.1.2) port 8080",
      "* using HTTP/1.x",
      "> GET /a?b HTTP/1.1\r",
      "> Host: demo:8080\r",
      "> User-Agent: curl/8.14.1\r",
      "> Accept: */*\r",
      "> \r",
      "* Request completely sent off",
      "< HTTP/1.1 200 OK\r",
      "< Content-Type: text/plain\r",
      "< Content-Length: 6\r",
      "< Server: nginx/1.27.4\r",
      "< \r",
      "* Connection #0 to host demo left intact",
      "",
    ]);
  });
  test("-w fills in variables", async () => {
    const { stdout } = await sh(
      "-s -o /dev/null -w %{http_code}|%{remote_ip}:%{remote_port}|%{size_download}|%header{server}|%{num_redirects}|%{url_effective}\\n -L demo/to",
    );
    expect(stdout).toBe("200|10.96.1.2:80|6|nginx/1.27.4|1|http://demo/x?y\n");
  });
  test("-w of times comes from cluster time", async () => {
    const { stdout, ms } = await sh("-s -o /dev/null -w %{time_total} demo");
    expect(Number(stdout)).toBeCloseTo(ms / 1000, 5);
    expect(stdout).toMatch(/^0\.\d{6}$/);
  });
  test("-w %{json} is JSON", async () => {
    const { stdout } = await sh("-s -o /dev/null -w %{json} demo");
    expect(JSON.parse(stdout)).toMatchObject({
      http_code: 200,
      exitcode: 0,
      errormsg: null,
      curl_version: "libcurl/8.14.1",
    });
  });
  test("a failed transfer has the code 000", async () => {
    expect((await sh("-s -o /dev/null -w %{http_code} 10.9.9.9")).stdout).toBe("000");
  });
});

describe("exit codes and messages", () => {
  test.each<[says: string, line: string, code: number, message: string, World?]>([
    ["a URL without host", "http:///", 3, "URL rejected: No host part in the URL"],
    ["another protocol", "ftp://demo/", 1, 'Protocol "ftp" not supported'],
    ["an unknown name", "nosuch", 6, "Could not resolve host: nosuch"],
    [
      "a closed port",
      "10.9.9.9:81",
      7,
      "Failed to connect to 10.9.9.9 port 81 after 2 ms: Could not connect to server",
    ],
    [
      "silence, for as long as the kernel waits",
      "10.9.9.9",
      28,
      "Failed to connect to 10.9.9.9 port 80 after 130002 ms: Could not connect to server",
      { absent: "timedOut" },
    ],
    [
      "silence, with --connect-timeout",
      "--connect-timeout 3 10.9.9.9",
      28,
      "Connection timed out after 3002 milliseconds",
      { absent: "timedOut" },
    ],
    [
      "a slow answer, with -m",
      "-m 2 demo/silent",
      28,
      "Operation timed out after 2004 milliseconds with 0 bytes received",
    ],
    ["an error page with -f", "-f demo/404", 22, "The requested URL returned error: 404"],
    ["too many redirects", "-L --max-redirs 3 demo/loop", 47, "Maximum (3) redirects followed"],
    ["an empty reply", "demo/empty", 52, "Empty reply from server"],
    ["a reset", "demo/reset", 56, "Recv failure: Connection reset by peer"],
    ["a reset in the middle", "demo/cut", 56, "Recv failure: Connection reset by peer"],
    [
      "plain HTTP on the TLS port",
      "https://demo/",
      35,
      "TLS connect error: error:0A00010B:SSL routines::wrong version number",
    ],
    [
      "a file that cannot be written",
      "-o nowhere/x demo",
      23,
      "Failure writing output to destination, passed 6 returned 0",
    ],
    ["a file that cannot be read", "-d @nowhere demo", 26, "Failed to open nowhere"],
  ])("%s", async (_says, line, code, message, extra) => {
    const result = await sh(`-sS ${line}`, { world: { ...world, ...extra } });
    expect([result.code, result.stderr]).toEqual([code, `curl: (${code}) ${message}\n`]);
  });
  test("-s alone hides the message", async () => expect((await sh("-s nosuch")).stderr).toBe(""));
  test("--fail-with-body prints the body and fails", async () => {
    expect(await sh("-s --fail-with-body demo/404")).toMatchObject({ code: 22, stdout: "not here\n" });
  });
  test("a stop ends a waiting transfer with the signal's code", async () => {
    const result = await sh("-s demo/silent", {
      during: (_net, clock, abort) => clock.after(500, () => abort.abort(new Terminated("SIGINT"))),
    });
    expect([result.code, result.ms]).toEqual([130, 500]);
  });
  test.each([
    ["--nope", "curl: option --nope: is unknown"],
    ["-m", "curl: option -m: requires parameter"],
    ["-m x demo", "curl: option -m: expected a proper numerical parameter"],
    ["-s", "curl: (2) no URL specified"],
  ])("%j is refused", async (line, message) => {
    const result = await sh(line);
    expect([result.code, result.stderr]).toEqual([
      2,
      `${message}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
    ]);
  });
});

test("-v remarks a method that goes without saying", async () => {
  const note = (method: string) => `Note: Unnecessary use of -X or --request, ${method} is already inferred.\n`;
  expect((await sh("-sv -X GET demo")).stderr).toContain(note("GET"));
  expect((await sh("-sv -X POST -d a demo")).stderr).toContain(note("POST"));
  expect((await sh("-sv -X PUT demo")).stderr).not.toContain("Note:");
});

test("-I and -d exclude each other", async () => {
  expect(await sh("-I -d a demo")).toMatchObject({
    code: 2,
    stderr:
      "Warning: You can only select one HTTP request method! You asked for both POST \nWarning: (-d, --data) and HEAD (-I, --head).\n",
  });
});

describe("what is sent", () => {
  const sent = async (line: string, options: RunOptions = {}) =>
    (await sh(`-s ${line} http://other/p`, options)).stdout.split("\n");
  test("-d is a POST of a form, several joined", async () => {
    expect(await sent("-d a=1 -d b=2")).toEqual([
      "POST /p",
      "User-Agent: curl/8.14.1",
      "Accept: */*",
      "Content-Length: 7",
      "Content-Type: application/x-www-form-urlencoded",
      "",
      "a=1&b=2",
    ]);
  });
  test("--json sets both types", async () => {
    const lines = await sent('--json {"a":1}');
    expect(lines).toContain("Content-Type: application/json");
    expect(lines).toContain("Accept: application/json");
  });
  test("-G moves data into the query", async () =>
    expect((await sent("-G -d a=1 --data-urlencode b=x/y"))[0]).toBe("GET /p?a=1&b=x%2Fy"));
  test("-d @file loses line breaks, --data-binary keeps them", async () => {
    const files = { "/root/f": "a\nb\n" };
    expect((await sent("-d @f", { files })).slice(6)).toEqual(["ab"]);
    expect((await sent("--data-binary @f", { files })).slice(6)).toEqual(["a", "b", ""]);
  });
  test("-H adds, replaces and removes", async () => {
    const lines = await sent("-H X-A:1 -H User-Agent: -H Accept:text/html");
    expect(lines.slice(1, 3)).toEqual(["X-A: 1", "Accept: text/html"]);
  });
  test("-H Host is the authority", async () => {
    const { net } = await sh("-s -H Host:shop.example.com demo:8080");
    expect(net.requests[0]!.authority).toBe("shop.example.com");
    expect(net.requests[0]!.headers.some(([name]) => name.toLowerCase() === "host")).toBe(false);
  });
  test("-u is basic authentication", async () => {
    expect(await sent("-u ann:pw")).toContain(`Authorization: Basic ${btoa("ann:pw")}`);
  });
  test("dots leave the path, unless --path-as-is keeps them", async () => {
    expect((await sh("-s other/a/../../b/.")).stdout).toMatch(/^GET \/b\/\n/);
    expect((await sh("-s --path-as-is other/a/../../b/.")).stdout).toMatch(/^GET \/a\/\.\.\/\.\.\/b\/\.\n/);
  });
  test("-T puts a file", async () => {
    const lines = await sent("-T f", { files: { "/root/f": "content" } });
    expect([lines[0], lines.at(-1)]).toEqual(["PUT /p", "content"]);
  });
  test("-F is a form of parts", async () => {
    const lines = (await sent("-F a=1 -F f=@f.txt", { files: { "/root/f.txt": "text" } })).join("\n");
    expect(lines).toMatch(/Content-Type: multipart\/form-data; boundary=-{24}\w{22}\n/);
    expect(lines).toContain(
      'Content-Disposition: form-data; name="f"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\ntext',
    );
  });
  test("redirects to other hosts lose credentials", async () => {
    expect((await sh("-sL -u ann:pw demo/away")).stdout).not.toContain("Authorization");
    expect((await sh("-s --location-trusted -u ann:pw demo/away")).stdout).toContain("Authorization");
  });
  test("cookies are kept in a jar and sent again", async () => {
    const first = await sh("-s -c jar demo/cookie");
    expect(first.files["/root/jar"]).toContain("demo\tFALSE\t/\tFALSE\t0\troute\ta1");
    const { net } = await sh("-s -b jar demo", { files: { "/root/jar": first.files["/root/jar"]! } });
    expect(net.requests[0]!.headers).toContainEqual(["Cookie", "route=a1"]);
  });
});

describe("addresses", () => {
  test("--resolve asks nobody", async () => {
    const { net, stdout } = await sh("-s --resolve shop.example.com:80:10.96.1.2 http://shop.example.com/");
    expect([net.queries, stdout, net.requests[0]!.authority]).toEqual([[], "hello\n", "shop.example.com"]);
  });
  test("--connect-to keeps the name", async () => {
    const { net, stdout } = await sh("-s --connect-to shop.example.com:80:demo:8080 http://shop.example.com/");
    expect([stdout, net.requests[0]!.authority]).toEqual(["hello\n", "shop.example.com"]);
  });
});

describe("several URLs", () => {
  test("patterns fill names", async () => {
    const { files } = await sh("-s -o f_#1_#2 demo/{a,b}[01-02]");
    expect(
      Object.keys(files)
        .filter((name) => name.includes("f_"))
        .sort(),
    ).toEqual(["/root/f_a_01", "/root/f_a_02", "/root/f_b_01", "/root/f_b_02"]);
  });
  test("a broken pattern shows where", async () => {
    expect((await sh("http://x{a/")).stderr).toBe(
      "curl: (3) unmatched brace in URL position 9:\nhttp://x{a/\n        ^\n",
    );
    expect((await sh("http://x[1-3/")).stderr).toBe(
      "curl: (3) bad range in URL position 12:\nhttp://x[1-3/\n           ^\n",
    );
  });
  test("the last code counts", async () => expect((await sh("-s nosuch demo")).code).toBe(0));
});

describe("--retry", () => {
  test("goes on after errors that pass, with doubling waits", async () => {
    const { code, stderr, ms, net } = await sh("--retry 2 -S --no-progress-meter demo/503");
    expect(stderr).toBe(
      "Warning: Problem: HTTP error. Will retry in 1 second. 2 retries left.\nWarning: Problem: HTTP error. Will retry in 2 seconds. 1 retry left.\n",
    );
    expect([code, net.requests.length, Math.floor(ms / 1000)]).toEqual([0, 3, 3]);
  });
  test("a refused connection needs its own flag", async () => {
    expect((await sh("-s --retry 3 10.9.9.9")).ms).toBeLessThan(10);
    expect((await sh("-s --retry 2 --retry-connrefused --retry-delay 5 10.9.9.9")).ms).toBeGreaterThan(10_000);
  });
});

describe("the trace", () => {
  test("holds resolver, way and status", async () => {
    const [trace] = (await sh("-s demo:8080/x")).traces;
    expect(trace).toMatchObject({ target: "http://demo:8080/x", status: 200 });
    expect(trace!.hops.map((hop) => hop.kind)).toEqual(["resolver", "container"]);
  });
  test("holds the failure of names and of connections", async () => {
    expect((await sh("-s nosuch")).traces[0]!.failure).toMatchObject({ kind: "nameNotFound" });
    expect((await sh("-s 10.9.9.9")).traces[0]!.failure).toMatchObject({ kind: "refused", look: { kind: "Pod" } });
  });
  test("there is one for each request", async () => expect((await sh("-sL demo/to")).traces).toHaveLength(2));
});
