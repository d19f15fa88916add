import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, type Ended } from "../commandLine.ts";

const LIMIT_MS = 180_000;
const cli = commandLine("test-aks-services");
beforeAll(() => void cli.build(), LIMIT_MS);
afterAll(() => cli.remove());

const AKS_SERVICES = "test/examples/aks-services.sh";
const play = (seed: number): Promise<Ended> =>
  cli.run(["run", "--profile", "aks", "--seed", String(seed), AKS_SERVICES]);

describe("a pod, a Service and two Azure load balancers", () => {
  let played: Ended;
  beforeAll(async () => {
    played = await play(1);
  }, LIMIT_MS);

  test("the script ends well and complains of nothing but a progress meter", () => {
    expect(played.exitCode).toBe(0);
    expect(
      played.stderr
        .replace(/\r/g, "\n")
        .split("\n")
        .filter((line) => !/^( |100|$)/.test(line)),
    ).toEqual([]);
  });

  /** Names, addresses, ages and node ports differ from session to session; everything else is as the article shows it. */
  const NODE = "aks-npuser2-14732456-vmss00000[678]";
  const PUBLIC = String.raw`(?!10\.|172\.(?:1[6-9]|2\d|3[01])\.)\d+\.\d+\.\d+\.\d+`;
  test.each([
    {
      says: "a pod has an address of the overlay and a node",
      lines: [
        "NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES",
        String.raw`demo +1/1 +Running +0 +\d+s +100\.64\.\d+\.\d+ +${NODE} +<none> +<none>`,
      ],
    },
    {
      says: "run labels the pod by its name",
      lines: ["NAME +READY +STATUS +RESTARTS +AGE +LABELS", String.raw`demo +1/1 +Running +0 +\d+s +run=demo`],
    },
    {
      says: "a Service gets a cluster IP and no external one",
      lines: [
        String.raw`NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE`,
        String.raw`demo +ClusterIP +100\.65\.\d+\.\d+ +<none> +8080/TCP +\d+s`,
      ],
    },
    { says: "jq prints the type as JSON", lines: ['"ClusterIP"', "service/demo edited"] },
    {
      says: "the load balancer's address is pending at first",
      lines: [String.raw`demo +LoadBalancer +100\.65\.\d+\.\d+ +<pending> +8080:3[0-2]\d{3}/TCP +\d+s`],
    },
    {
      says: "and then public",
      lines: [String.raw`demo +LoadBalancer +100\.65\.\d+\.\d+ +${PUBLIC} +8080:3[0-2]\d{3}/TCP +\d+s`],
    },
    {
      says: "nginx answers with the headers of its image, in its order",
      lines: [
        "HTTP/1.1 200 OK\r",
        "Server: nginx/1.27.4\r",
        `${String.raw`Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT`}\r`,
        "Content-Type: text/html\r",
        "Content-Length: 615\r",
        "Last-Modified: Wed, 05 Feb 2025 11:06:32 GMT\r",
        "Connection: keep-alive\r",
        'ETag: "67a34638-267"\r',
        "Accept-Ranges: bytes\r",
        "\r",
        "<!DOCTYPE html>",
        "<html>",
        "<head>",
        "<title>Welcome to nginx!</title>",
      ],
    },
    {
      says: "the internal load balancer has the address that was asked for",
      lines: [String.raw`demo-internal +LoadBalancer +100\.65\.\d+\.\d+ +172\.21\.10\.132 +8080:3[0-2]\d{3}/TCP +\d+s`],
    },
    {
      says: "which times out from the internet and answers in the private network",
      lines: ["curl ended with 28", "200"],
    },
  ])("$says", ({ lines }) => {
    expect(played.stdout).toMatch(new RegExp(`(?:^|\n)${lines.join("\n")}\n`));
  });

  test("the page is whole", () => {
    const body = /\r\n\r\n(<!DOCTYPE html>.*<\/html>\n)/s.exec(played.stdout)?.[1];
    expect(Buffer.byteLength(body ?? "")).toBe(615);
  });

  test("the pending line comes before the public one, with the same node port", () => {
    const rows = [...played.stdout.matchAll(/^demo +LoadBalancer +(\S+) +(\S+) +(\S+)/gm)];
    expect(rows).toHaveLength(2);
    expect(rows.map((row) => row[2] === "<pending>")).toEqual([true, false]);
    expect(rows[0]![1]).toBe(rows[1]![1]);
    expect(rows[0]![3]).toBe(rows[1]![3]);
  });

  test(
    "seven runs with one seed print the same bytes, also on a busy machine",
    async () => {
      const runs = [played];
      for (let i = 0; i < 2; i += 1) runs.push(await play(1));
      const busy: ChildProcess[] = [1, 2].map(() => spawn("node", ["-e", "for (;;);"]));
      try {
        for (let i = 0; i < 2; i += 1) runs.push(...(await Promise.all([play(1), play(1)])));
      } finally {
        for (const child of busy) child.kill("SIGKILL");
      }
      expect(runs).toHaveLength(7);
      for (const run of runs) expect(run).toEqual(played);
    },
    LIMIT_MS,
  );

  test(
    "another seed gives other addresses and ports, and the same story",
    async () => {
      const other = await play(2);
      expect(other.stdout).not.toBe(played.stdout);
      const plain = (text: string) =>
        text
          .replace(/\d+\.\d+\.\d+\.\d+/g, "IP")
          .replace(/:3\d{4}/g, ":PORT")
          .replace(/vmss\d+/g, "NODE")
          .replace(/^Date: .*$/gm, "Date")
          .replace(/ \d+s\b/g, " AGE")
          .replace(/ +/g, " ");
      expect(plain(other.stdout)).toBe(plain(played.stdout));
    },
    LIMIT_MS,
  );
});
