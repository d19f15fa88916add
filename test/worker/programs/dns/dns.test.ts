import { describe, expect, test } from "vitest";
import type { DnsRecord } from "../../../../worker/base/net.ts";
import { busyboxNslookup } from "../../../../worker/programs/dns/busybox.ts";
import { dnsPrograms } from "../../../../worker/programs/dns/index.ts";
import { a, run, type World } from "../fakeIo.ts";

const srv: DnsRecord = {
  name: "_http._tcp.demo.default.svc.cluster.local.",
  type: "SRV",
  ttl: 30,
  data: "0 100 8080 demo.default.svc.cluster.local.",
};
const ptr: DnsRecord = {
  name: "2.1.96.10.in-addr.arpa.",
  type: "PTR",
  ttl: 30,
  data: "demo.default.svc.cluster.local.",
};
const world: World = {
  records: [a("demo.default.svc.cluster.local.", "10.96.1.2"), srv, ptr, a("a.example.", "192.0.2.1")],
};
const sh = (line: string, extra: Partial<World> = {}) => {
  const [name, ...args] = line.split(" ");
  return run(dnsPrograms.get(name!)!, args, { world: { ...world, ...extra } });
};

describe("dig", () => {
  test("prints the whole answer", async () => {
    const { stdout, code } = await sh("dig demo.default.svc.cluster.local");
    expect(code).toBe(0);
    expect(stdout.replace(/id: \d+/, "id: N").replace(/DiG \S+/, "DiG V")).toBe(
      [
        "",
        "; <<>> DiG V <<>> demo.default.svc.cluster.local",
        ";; global options: +cmd",
        ";; Got answer:",
        ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N",
        ";; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1",
        ";; WARNING: recursion requested but not available",
        "",
        ";; OPT PSEUDOSECTION:",
        "; EDNS: version: 0, flags:; udp: 1232",
        ";; QUESTION SECTION:",
        ";demo.default.svc.cluster.local.\tIN\tA",
        "",
        ";; ANSWER SECTION:",
        "demo.default.svc.cluster.local.\t30 IN\tA\t10.96.1.2",
        "",
        ";; Query time: 0 msec",
        ";; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)",
        ";; WHEN: Wed Mar 26 07:25:21 UTC 2025",
        ";; MSG SIZE  rcvd: 105",
        "",
        "",
      ].join("\n"),
    );
  });
  test("columns stand under each other for short names", async () => {
    expect((await sh("dig +noall +answer a.example")).stdout).toBe("a.example.\t\t30\tIN\tA\t192.0.2.1\n");
  });
  test.each([
    ["+short prints data only", "dig +short demo.default.svc.cluster.local", "10.96.1.2\n"],
    ["the search list is not used", "dig +short demo", ""],
    ["+search uses it", "dig +short +search demo", "10.96.1.2\n"],
    ["-x asks for the name of an address", "dig +short -x 10.96.1.2", "demo.default.svc.cluster.local.\n"],
    ["types follow the name", "dig +short _http._tcp.demo.default.svc.cluster.local SRV", `${srv.data}\n`],
    ["-t names the type", "dig +short -t srv _http._tcp.demo.default.svc.cluster.local", `${srv.data}\n`],
    ["@ names the server", "dig @10.96.0.10 +short a.example", "192.0.2.1\n"],
    ["types go before the name too", "dig +short SRV _http._tcp.demo.default.svc.cluster.local", `${srv.data}\n`],
    ["so do classes", "dig +short in srv _http._tcp.demo.default.svc.cluster.local", `${srv.data}\n`],
    ["values stand beside their option", "dig +short -tsrv _http._tcp.demo.default.svc.cluster.local", `${srv.data}\n`],
    ["after -t nothing else is a type", "dig +noall +question -t a mx", ";mx.\t\t\t\tIN\tA\n"],
    [
      "several names are asked for one after the other",
      "dig +noall +answer a.example demo.default.svc.cluster.local",
      "a.example.\t\t30\tIN\tA\t192.0.2.1\ndemo.default.svc.cluster.local.\t30 IN\tA\t10.96.1.2\n",
    ],
    [
      "what follows a name is for that name alone",
      "dig +noall a.example +answer demo.default.svc.cluster.local +question",
      "a.example.\t\t30\tIN\tA\t192.0.2.1\n;demo.default.svc.cluster.local.\tIN\tA\n",
    ],
    ["+short holds for all names", "dig a.example +short demo.default.svc.cluster.local", "192.0.2.1\n10.96.1.2\n"],
    ["-q names one more", "dig +short -q a.example demo.default.svc.cluster.local", "192.0.2.1\n10.96.1.2\n"],
    ["+noshort takes only the shortness back", "dig +short a.example +noshort", "a.example.\t\t30\tIN\tA\t192.0.2.1\n"],
  ])("%s", async (_says, line, stdout) => expect((await sh(line)).stdout).toBe(stdout));
  test.each([
    ["before the name", "dig @10.96.0.10 a.example", "; (1 server found)\n;; global options: +cmd\n"],
    ["after the name", "dig a.example @10.96.0.10", "a.example @10.96.0.10\n;; global options: +cmd\n"],
  ])("a server %s", async (_says, line, greeting) => expect((await sh(line)).stdout).toContain(greeting));
  const usage = /^Invalid option: (\S+)\nUsage: {2}dig [\s\S]*complete list of options\n$/;
  test.each([
    ["-v says the version", "dig -v", 0, /^DiG 9\.18\.33-1~deb12u2-Debian\n$/],
    ["an option that there is not", "dig -Z a.example", 1, usage],
    ["a keyword that there is not", "dig +nosuch a.example", 1, usage],
    ["an option without its value", "dig a.example -t", 1, usage],
    ["a type too many", "dig +short a.example A A", 0, /^;; Warning, extra type option\n$/],
    ["a type that there is not", "dig +short -t nosuch a.example", 0, /^;; Warning, ignoring invalid type nosuch\n$/],
    ["a type that nobody here has", "dig CAA a.example", 1, /^dig: name servers here have no records of type CAA\n$/],
    ["a class that nobody here has", "dig ch a.example", 1, /^dig: name servers here .* class IN only, not CH\n$/],
    ["what is not emulated", "dig +trace a.example", 1, /^dig: \+trace is not supported here\n$/],
    ["a server without an address", "dig @nosuch.example a.example", 1, /^dig: couldn't get address for 'nosuch/],
  ])("stderr and exit code: %s", async (_says, line, code, stderr) => {
    const result = await sh(line);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(stderr)]);
  });
  test("a name that is not there is NXDOMAIN and exit 0", async () => {
    const { stdout, code } = await sh("dig nosuch.example");
    expect([code, /status: (\w+)/.exec(stdout)![1]]).toEqual([0, "NXDOMAIN"]);
  });
  test("a silent server is tried three times, then exit 9", async () => {
    const { stdout, code, ms, traces } = await sh("dig +time=2 a.example", { dns: () => "timedOut" });
    expect(stdout.match(/;; communications error to 10\.96\.0\.10#53: timed out\n/g)).toHaveLength(3);
    expect(stdout.endsWith(";; no servers could be reached\n")).toBe(true);
    expect([code, ms, traces[0]!.failure!.kind]).toEqual([9, 6000, "timedOut"]);
  });
  test("a refusing server is told", async () => {
    expect((await sh("dig +tries=1 a.example", { dns: () => "refused" })).stdout).toContain(": connection refused\n");
  });
});

describe("nslookup", () => {
  const head = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n";
  test.each([
    [
      "a short name is found by the search list",
      "nslookup demo",
      `${head}Name:\tdemo.default.svc.cluster.local\nAddress: 10.96.1.2\n\n`,
      0,
    ],
    ["an unknown name", "nslookup nosuch", `${head}** server can't find nosuch: NXDOMAIN\n\n`, 1],
    ["an address", "nslookup 10.96.1.2", "2.1.96.10.in-addr.arpa\tname = demo.default.svc.cluster.local.\n\n", 0],
    [
      "a type",
      "nslookup -type=srv _http._tcp.demo.default.svc.cluster.local",
      `${head}_http._tcp.demo.default.svc.cluster.local\tservice = ${srv.data}\n\n`,
      0,
    ],
    ["a name without that type", "nslookup -type=txt a.example", `${head}*** Can't find a.example: No answer\n\n`, 0],
  ])("%s", async (_says, line, stdout, code) => {
    const result = await sh(line);
    expect([result.stdout, result.code]).toEqual([stdout, code]);
  });
  test("no server answers", async () => {
    const { stdout, code } = await sh("nslookup demo", { dns: () => "timedOut" });
    expect([stdout.endsWith(";; no servers could be reached\n\n"), code]).toEqual([true, 1]);
  });
});

describe("host", () => {
  test.each([
    ["host demo", "demo.default.svc.cluster.local has address 10.96.1.2\n", 0],
    ["host nosuch", "Host nosuch not found: 3(NXDOMAIN)\n", 1],
    ["host 10.96.1.2", "2.1.96.10.in-addr.arpa domain name pointer demo.default.svc.cluster.local.\n", 0],
  ])("%s", async (line, stdout, code) => {
    const result = await sh(line);
    expect([result.stdout, result.code]).toEqual([stdout, code]);
  });
});

describe("nslookup of busybox", () => {
  const busybox = (name: string) => run(busyboxNslookup, [name], { world });
  const head = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n";
  test("asks a full name as it is", async () => {
    const { stdout, code } = await busybox("demo.default.svc.cluster.local");
    expect([stdout, code]).toEqual([`${head}Name:\tdemo.default.svc.cluster.local\nAddress: 10.96.1.2\n\n\n`, 0]);
  });
  test("shows every search domain of a short name", async () => {
    const { stdout, code } = await busybox("demo");
    expect(stdout).toContain("Name:\tdemo.default.svc.cluster.local\nAddress: 10.96.1.2\n");
    expect(stdout).toContain("** server can't find demo.svc.cluster.local: NXDOMAIN\n");
    expect(code).toBe(1);
  });
});
