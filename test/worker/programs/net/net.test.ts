import { describe, expect, test } from "vitest";
import { type HttpRequest, textResponse } from "../../../../worker/base/http.ts";
import type { NetAccess, TcpConnection } from "../../../../worker/base/net.ts";
import { utf8 } from "../../../../worker/base/streams.ts";
import { busyboxWget } from "../../../../worker/programs/net/busyboxWget.ts";
import { netPrograms } from "../../../../worker/programs/net/index.ts";
import { busyboxNc } from "../../../../worker/programs/net/nc.ts";
import { busyboxPing } from "../../../../worker/programs/net/ping.ts";
import { Terminated } from "../../../../worker/shell/program.ts";
import { RECORDED } from "../../base/x509/recorded/certificates.ts";
import { a, type RunOptions, run, type World } from "../fakeIo.ts";

const serve = (request: HttpRequest) => {
  if (request.path === "/404") return textResponse(404, "no\n", "text/html");
  if (request.path === "/to") return { status: 302, headers: [["Location", "/x"]] as const, body: new Uint8Array(0) };
  if (request.path === "/silent") return new Promise<never>(() => {});
  return textResponse(200, "hello\n", "text/plain");
};
const upper = ({ input, output }: TcpConnection): void => {
  void (async () => {
    const chunk = await input.read();
    await output.write(new TextDecoder().decode(chunk).toUpperCase());
    output.close();
  })();
};
const world: World = {
  records: [a("demo.default.svc.cluster.local.", "10.96.1.2")],
  http: { "10.96.1.2:80": serve, "10.96.1.2:8080": serve },
  tcp: { "10.96.1.2:80": upper, "10.96.1.2:8080": upper, "10.96.1.2:9000": upper },
  pings: { "10.96.1.2": 0.25 },
};
const runNamed = (programs: typeof netPrograms, line: string, options: RunOptions) => {
  const [name, ...args] = line.split(" ");
  return run(programs.get(name!)!, args, { world, ...options });
};
const sh = (line: string, options: RunOptions = {}) => runNamed(netPrograms, line, options);
const busyboxNetPrograms = new Map([
  ["nc", busyboxNc],
  ["ping", busyboxPing],
  ["wget", busyboxWget],
]);
const bb = (line: string, options: RunOptions = {}) => runNamed(busyboxNetPrograms, line, options);
const absent = (kind: NonNullable<World["absent"]>): RunOptions => ({ world: { ...world, absent: kind } });

describe("nc", () => {
  test.each<[says: string, line: string, code: number, stderr: string, RunOptions?]>([
    ["an open port", "nc -zv demo 8080", 0, "Connection to demo (10.96.1.2) 8080 port [tcp/http-alt] succeeded!\n"],
    [
      "an open port without a name",
      "nc -zv 10.96.1.2 9000",
      0,
      "Connection to 10.96.1.2 9000 port [tcp/*] succeeded!\n",
    ],
    [
      "a closed port",
      "nc -zv demo 81",
      1,
      "nc: connect to demo (10.96.1.2) port 81 (tcp) failed: Connection refused\n",
    ],
    ["a closed port, silent without -v", "nc -z demo 81", 1, ""],
    [
      "silence with -w",
      "nc -zvw 3 10.9.9.9 80",
      1,
      "nc: connect to 10.9.9.9 port 80 (tcp) timed out: Operation now in progress\n",
      absent("timedOut"),
    ],
    [
      "no route",
      "nc -zv 10.9.9.9 80",
      1,
      "nc: connect to 10.9.9.9 port 80 (tcp) failed: No route to host\n",
      absent("noRoute"),
    ],
    [
      "an unknown name",
      "nc -zv nosuch 80",
      1,
      'nc: getaddrinfo for host "nosuch" port 80: Name or service not known\n',
    ],
    ["no port", "nc demo", 1, "usage: nc [-46CDdFhklNnrStUuvZz] [-w timeout] [-p source_port] [destination] [port]\n"],
  ])("%s", async (_says, line, code, stderr, options) => {
    const result = await sh(line, options);
    expect([result.code, result.stderr]).toEqual([code, stderr]);
  });
  test("sends what it reads and prints what comes", async () => {
    expect(await sh("nc demo 80", { stdin: "hello\n" })).toMatchObject({ code: 0, stdout: "HELLO\n" });
  });
  test("a range of ports tells each", async () => {
    expect((await sh("nc -zv 10.96.1.2 79-80")).stderr.split("\n")[1]).toBe(
      "Connection to 10.96.1.2 80 port [tcp/http] succeeded!",
    );
  });
  test("listens for one connection", async () => {
    const result = await sh("nc -lvp 7000", {
      during: (net, clock) => {
        clock.after(10, () => {
          const accept = net.accepted.get(7000);
          if (!accept || !("tcp" in accept)) throw new Error("nobody listens");
          let sent = false;
          const input = {
            read: async () => {
              if (sent) return undefined;
              sent = true;
              return utf8("hi\n");
            },
            cancel: () => {},
            [Symbol.asyncIterator]: async function* () {},
          };
          const output = { write: async () => {}, close: () => {} };
          const source = { ip: "10.244.1.9", port: 5555 };
          accept.tcp({ input, output, reset: () => {} }, { source, local: source, hops: [], record: () => {} });
        });
      },
    });
    expect(result).toMatchObject({
      code: 0,
      stdout: "hi\n",
      stderr: "Listening on 0.0.0.0 7000\nConnection received on 10.244.1.9 5555\n",
    });
  });
  test("a stop ends listening", async () => {
    const during: RunOptions["during"] = (_net, clock, abort) =>
      clock.after(10, () => abort.abort(new Terminated("SIGINT")));
    expect((await sh("nc -l 7000", { during })).code).toBe(130);
  });
  test("busybox speaks otherwise", async () => {
    expect((await bb("nc -zv demo 8080")).stderr).toBe("demo (10.96.1.2:8080) open\n");
    expect((await bb("nc demo 81")).stderr).toBe("nc: demo (10.96.1.2:81): Connection refused\n");
    expect((await bb("nc nosuch 81")).stderr).toBe("nc: bad address 'nosuch'\n");
  });
});

describe("ping", () => {
  test("tells each answer and the statistics", async () => {
    expect((await sh("ping -c 2 demo")).stdout).toBe(
      [
        "PING demo (10.96.1.2) 56(84) bytes of data.",
        "64 bytes from 10.96.1.2 (10.96.1.2): icmp_seq=1 ttl=62 time=0.250 ms",
        "64 bytes from 10.96.1.2 (10.96.1.2): icmp_seq=2 ttl=62 time=0.250 ms",
        "",
        "--- demo ping statistics ---",
        "2 packets transmitted, 2 received, 0% packet loss, time 1000ms",
        "rtt min/avg/max/mdev = 0.250/0.250/0.250/0.000 ms",
        "",
      ].join("\n"),
    );
  });
  test("silence is loss and exit 1", async () => {
    const { stdout, code, traces } = await sh("ping -c 3 -W 1 10.9.9.9");
    expect(stdout).toContain("3 packets transmitted, 0 received, 100% packet loss, time ");
    expect([code, traces.at(-1)!.failure!.kind]).toEqual([1, "timedOut"]);
  });
  test("no route is told each time", async () => {
    const { stdout } = await sh("ping -c 1 10.9.9.9", absent("noRoute"));
    expect(stdout).toContain("From 10.244.1.5 icmp_seq=1 Destination Host Unreachable\n");
    expect(stdout).toContain("1 packets transmitted, 0 received, +1 errors, 100% packet loss");
  });
  test("an unknown name", async () => {
    expect(await sh("ping -c 1 nosuch")).toMatchObject({
      code: 2,
      stderr: "ping: nosuch: Name or service not known\n",
    });
  });
  test("no name server", async () => {
    const result = await sh("ping -c 1 demo", { world: { dns: () => "timedOut" } });
    expect(result).toMatchObject({ code: 2, stderr: "ping: demo: Temporary failure in name resolution\n" });
  });
  test("a stop shows the statistics", async () => {
    const during: RunOptions["during"] = (_net, clock, abort) =>
      clock.after(2500, () => abort.abort(new Terminated("SIGINT")));
    expect((await sh("ping 10.96.1.2", { during })).stdout).toContain(
      "3 packets transmitted, 3 received, 0% packet loss",
    );
  });
  test("busybox speaks otherwise", async () => {
    expect((await bb("ping -c 1 demo")).stdout).toBe(
      [
        "PING demo (10.96.1.2): 56 data bytes",
        "64 bytes from 10.96.1.2: seq=0 ttl=62 time=0.250 ms",
        "",
        "--- demo ping statistics ---",
        "1 packets transmitted, 1 packets received, 0% packet loss",
        "round-trip min/avg/max = 0.250/0.250/0.250 ms",
        "",
      ].join("\n"),
    );
    expect((await bb("ping nosuch")).stderr).toBe("ping: bad address 'nosuch'\n");
  });
});

describe("wget", () => {
  test("saves a file and tells about it", async () => {
    const { stderr, files, code } = await sh("wget http://demo:8080/");
    expect([code, files["/root/index.html"]]).toEqual([0, "hello\n"]);
    expect(stderr.replace(/\([\d.]+ [KMG]?B\/s\)/, "(R)").replace(/[\d.]+[KMG]?=0s/, "R=0s")).toBe(
      [
        "--2025-03-26 07:25:21--  http://demo:8080/",
        "Resolving demo (demo)... 10.96.1.2",
        "Connecting to demo (demo)|10.96.1.2|:8080... connected.",
        "HTTP request sent, awaiting response... 200 OK",
        "Length: 6 [text/plain]",
        "Saving to: ‘index.html’",
        "",
        "     0K                                                       100% R=0s",
        "",
        "2025-03-26 07:25:21 (R) - ‘index.html’ saved [6/6]",
        "",
        "",
      ].join("\n"),
    );
  });
  test("-qO- prints the body only", async () => {
    expect(await sh("wget -qO- demo")).toMatchObject({ code: 0, stdout: "hello\n", stderr: "" });
  });
  test("follows redirects", async () =>
    expect((await sh("wget -O - demo/to")).stderr).toContain("Location: /x [following]\n"));
  test("never overwrites", async () => {
    const { files } = await sh("wget -q demo", { files: { "/root/index.html": "old" } });
    expect([files["/root/index.html"], files["/root/index.html.1"]]).toEqual(["old", "hello\n"]);
  });
  test.each<[says: string, line: string, code: number, end: string, RunOptions?]>([
    ["an error page", "wget demo/404", 8, "404 Not Found\n2025-03-26 07:25:21 ERROR 404: Not Found.\n\n"],
    ["a closed port", "wget demo:81", 4, "Connecting to demo (demo)|10.96.1.2|:81... failed: Connection refused.\n"],
    [
      "an unknown name",
      "wget nosuch",
      4,
      "failed: Name or service not known.\nwget: unable to resolve host address ‘nosuch’\n",
    ],
    ["silence", "wget -T 2 -t 2 10.9.9.9", 4, "failed: Connection timed out.\nGiving up.\n\n", absent("timedOut")],
    ["a slow answer", "wget -T 2 -t 1 demo/silent", 4, "Read error (Connection timed out) in headers.\n"],
    [
      "no URL",
      "wget -q",
      1,
      "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    ],
  ])("%s", async (_says, line, code, end, options) => {
    const result = await sh(line, options);
    expect([result.code, result.stderr.slice(-end.length)]).toEqual([code, end]);
  });
  test("busybox speaks otherwise", async () => {
    expect((await bb("wget demo:8080")).stderr).toBe(
      `Connecting to demo:8080 (10.96.1.2:8080)\nsaving to 'index.html'\nindex.html           100% |${"*".repeat(32)}|     6  0:00:00 ETA\n'index.html' saved\n`,
    );
    expect(await bb("wget -qO- demo")).toMatchObject({ code: 0, stdout: "hello\n", stderr: "" });
    expect((await bb("wget -q demo:81")).stderr).toBe(
      "wget: can't connect to remote host (10.96.1.2): Connection refused\n",
    );
    expect((await bb("wget -q nosuch")).stderr).toBe("wget: bad address 'nosuch'\n");
    expect((await bb("wget -q demo/404")).stderr).toBe("wget: server returned error: HTTP/1.1 404 Not Found\n");
    expect((await bb("wget -qT 1 demo/silent")).stderr).toBe("wget: download timed out\n");
    expect((await bb("wget --spider demo")).stderr).toBe("Connecting to demo (10.96.1.2:80)\nremote file exists\n");
  });
  test("a certificate of nobody known is refused", async () => {
    const secured: RunOptions = {
      world: {
        ...world,
        http: { "10.96.1.2:443": serve },
        tls: { certificate: () => ({ chainPem: RECORDED.self.crt, keyPem: RECORDED.self.key }) },
      },
    };
    const refused = await sh("wget -O - https://demo/", secured);
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    expect(refused.stderr).toContain(
      "connected.\nERROR: The certificate of ‘demo’ is not trusted.\nERROR: The certificate of ‘demo’ doesn't have a known issuer.\n",
    );
    expect((await sh("wget -O - --no-check-certificate https://demo/", secured)).stderr).toContain(
      "WARNING: The certificate of ‘demo’ is not trusted.\n",
    );
    const files = { "/root/self.crt": RECORDED.self.crt };
    expect(await sh("wget -qO- --ca-certificate=self.crt https://demo/", { ...secured, files })).toMatchObject({
      code: 0,
    });
    expect(await sh("wget -qO- --no-check-certificate https://demo/", secured)).toMatchObject({
      code: 0,
      stdout: "hello\n",
    });
    expect((await bb("wget -qO- https://demo/", secured)).stderr).toBe(
      "wget: note: TLS certificate validation not implemented\n",
    );
  });
  test("each request is traced", async () => {
    expect((await sh("wget -qO- demo")).traces).toMatchObject([{ target: "http://demo/", status: 200 }]);
    expect((await bb("wget -q demo:81")).traces).toMatchObject([{ failure: { kind: "refused" } }]);
  });
});

describe("ip, hostname, ss, netstat", () => {
  test("ip addr", async () => {
    expect((await sh("ip addr show eth0")).stdout).toBe(
      [
        "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000",
        "    link/ether 5e:0a:11:22:33:44 brd ff:ff:ff:ff:ff:ff",
        "    inet 10.244.1.5/24 brd 10.244.1.255 scope global eth0",
        "       valid_lft forever preferred_lft forever",
        "",
      ].join("\n"),
    );
    expect((await sh("ip a")).stdout).toContain("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536");
  });
  test("ip -br addr", async () => {
    expect((await sh("ip -br a")).stdout).toBe(
      "lo               UNKNOWN        127.0.0.1/8 \neth0             UP             10.244.1.5/24 \n",
    );
  });
  test("ip route", async () => {
    expect((await sh("ip route")).stdout).toBe(
      "default via 10.244.1.1 dev eth0 \n10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.5 \n",
    );
    expect((await sh("ip route get 8.8.8.8")).stdout).toBe(
      "8.8.8.8 via 10.244.1.1 dev eth0 src 10.244.1.5 uid 0 \n    cache \n",
    );
  });
  test("ip of what is not there", async () => {
    expect(await sh("ip addr show eth7")).toMatchObject({ code: 1, stderr: 'Device "eth7" does not exist.\n' });
    expect(await sh("ip nope")).toMatchObject({ code: 1, stderr: 'Object "nope" is unknown, try "ip help".\n' });
  });
  test.each([
    ["hostname", "client\n"],
    ["hostname -i", "10.244.1.5\n"],
    ["hostname -I", "10.244.1.5 \n"],
    ["hostname -f", "client\n"],
  ])("%s", async (line, stdout) => expect((await sh(line)).stdout).toBe(stdout));
  const listeners: ReturnType<NetAccess["listeners"]> = [
    { protocol: "TCP", ip: "0.0.0.0", port: 80, process: "nginx" },
    { protocol: "UDP", ip: "0.0.0.0", port: 53, process: "coredns" },
  ];
  test("ss -tlnp", async () => {
    expect((await sh("ss -tlnp", { world: { listeners } })).stdout).toBe(
      [
        "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess                     ",
        'LISTEN 0      4096         0.0.0.0:80        0.0.0.0:*   users:(("nginx",pid=1,fd=3))',
        "",
      ].join("\n"),
    );
    expect((await sh("ss -lun", { world: { listeners } })).stdout).toContain("UNCONN 0      0            0.0.0.0:53");
  });
  test("netstat -tlnp", async () => {
    expect((await sh("netstat -tlnp", { world: { listeners } })).stdout).toBe(
      [
        "Active Internet connections (only servers)",
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ",
        "tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      1/nginx             ",
        "",
      ].join("\n"),
    );
  });
});
