import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, type Ended } from "../commandLine.ts";

const LIMIT_MS = 180_000;
const cli = commandLine("test-aks-gateway");
afterAll(() => cli.remove());

const play = () => cli.run(["run", "--profile", "aks", "--seed", "1", "test/examples/aks-gateway.sh"]);
let played: Ended;
beforeAll(async () => {
  cli.build();
  played = await play();
}, LIMIT_MS);

test("every example has a test", () => {
  const names = readdirSync(import.meta.dirname);
  const scripts = names.filter((name) => name.endsWith(".sh")).map((name) => name.slice(0, -3));
  expect(scripts.filter((name) => !names.includes(`${name}.test.ts`))).toEqual([]);
  expect(scripts.length).toBeGreaterThanOrEqual(3);
});

const PUBLIC = String.raw`(?!10\.|172\.)\d+\.\d+\.\d+\.\d+`;

describe("the Gateway API with the class gatehouse", () => {
  test("the script ends well and complains of nothing", () => {
    expect(played).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test.each([
    {
      says: "the definitions are created file by file",
      lines: [
        "customresourcedefinition.apiextensions.k8s.io/gatewayclasses.gateway.networking.k8s.io created",
        "customresourcedefinition.apiextensions.k8s.io/gateways.gateway.networking.k8s.io created",
        "customresourcedefinition.apiextensions.k8s.io/httproutes.gateway.networking.k8s.io created",
        "customresourcedefinition.apiextensions.k8s.io/referencegrants.gateway.networking.k8s.io created",
        "customresourcedefinition.apiextensions.k8s.io/grpcroutes.gateway.networking.k8s.io created",
        "customresourcedefinition.apiextensions.k8s.io/tlsroutes.gateway.networking.k8s.io created",
      ],
    },
    {
      says: "the class is accepted by its controller",
      lines: ["NAME +CONTROLLER +ACCEPTED +AGE", String.raw`gatehouse +gatehouse.dev/gateway-controller +True +\d+s`],
    },
    {
      says: "the Gateway has an address, and a Service of its own",
      lines: [
        "NAME +CLASS +ADDRESS +PROGRAMMED +AGE",
        String.raw`demo-gw +gatehouse +${PUBLIC} +True +\d+s`,
        String.raw`demo-gw-gatehouse +LoadBalancer +100\.65\.\d+\.\d+ +${PUBLIC} +80:3\d{4}/TCP +\d+s`,
      ],
    },
    {
      says: "the route's host answers, and no other",
      lines: [
        "<html>",
        "<h1>Welcome to Demo App 1</h1>",
        "</br>",
        "<h2>This is a demo to illustrate Gateway API </h2>",
        '<img src="https://images.example.com/picture.jpg" />',
        "</html",
        "404",
      ],
    },
    {
      says: "routes are listed with their hosts",
      lines: [
        "NAMESPACE +NAME +HOSTNAMES +AGE",
        String.raw`default +example-route-1 +\d+s`,
        String.raw`gatewayapi-test +example-httproute +\["gapitest.app.teknews.cloud"\] +\d+s`,
      ],
    },
  ])("$says", ({ lines }) => {
    expect(played.stdout).toMatch(new RegExp(`(?:^|\n)${lines.join("\n")}\n`));
  });

  test("two equal weights share two hundred requests as chance does", () => {
    const counts = [...played.stdout.matchAll(/^ +(\d+) echo-[12]$/gm)].map((match) => Number(match[1]));
    expect(counts).toHaveLength(2);
    expect(counts[0]! + counts[1]!).toBe(200);
    // Three standard deviations of 200 fair draws.
    expect(Math.abs(counts[0]! - 100)).toBeLessThanOrEqual(3 * Math.sqrt(200 / 4));
  });

  test("the same seed prints the same bytes", async () => expect(await play()).toEqual(played), LIMIT_MS);
});
