import { beforeAll, describe, expect, test } from "vitest";
import { Sandbox } from "../../../worker/cluster/index.ts";
import { nodeTime } from "../../../worker/hosts/node/time.ts";
import { CHECK_SCRIPT } from "../../../worker/lesson/index.ts";

let sandbox: Sandbox;
const run = (script: string) => sandbox.clock.drive(sandbox.places.laptop.run(script));

beforeAll(async () => {
  sandbox = new Sandbox({
    options: { profile: "kind", seed: 1 },
    host: nodeTime,
    startMs: Date.UTC(2026, 0, 1),
    speed: "max",
  });
  await sandbox.start();
  sandbox.places.laptop.writeFile("/usr/local/bin/check", CHECK_SCRIPT, 0o755);
  await run(`
    kubectl create deployment one --image=hashicorp/http-echo:1.0 -- /http-echo -text=one -listen=:80
    kubectl create deployment two --image=traefik/whoami
    kubectl rollout status deployment one; kubectl rollout status deployment two
    kubectl create service nodeport one --tcp=80:80 --node-port=30080
    kubectl create service nodeport two --tcp=80:80 --node-port=30800
    sleep 3
  `);
});

const SITE = "http://localhost:30080";
const ECHO = "http://localhost:30800";

describe("check", () => {
  test.each([
    ["passes a page that answers", `check http ${SITE}`, 0, /answers from here: HTTP\/1\.1 200 OK/],
    ["compares the status", `check http ${SITE} --status 404`, 1, /Expected: status 404.*\nFound: {4}status 200/],
    [
      "compares the text",
      `check http ${SITE} --contains two`,
      1,
      /Expected: an answer with "two"[^\n]*\nFound: {4}one/,
    ],
    ["compares a header", `check http ${SITE} --header x-app-name:http-echo`, 0, /200 OK/],
    ["says what the header was", `check http ${SITE} --header X-App-Name:x`, 1, /Found: {4}X-App-Name: http-echo/],
    [
      "sends the host that it is told",
      `check http ${ECHO} --host shop.example --contains "Host: shop.example"`,
      0,
      /200/,
    ],
    ["hands on what curl is to be told", `check http ${ECHO} --contains "X-Beta: 1" -- -H "X-Beta: 1"`, 0, /200/],
    ["asks from a machine", `check http ${SITE} --from kind-worker --fails`, 1, /Expected: no answer/],
    ["tells the way of a failure", "check http http://localhost:30443", 1, /curl ended with code 7\)\nThe way of/],
    ["lets a failure be right", "check http http://localhost:30443 --fails", 0, /as it should/],
    ["counts a split", `check split ${SITE} 10 one=100`, 0, /split as they should be/],
    [
      "says which share is off",
      `check split ${SITE} 10 one=50 two=50`,
      1,
      /about 50% of 10 answers with "two"\nFound: {4}0%/,
    ],
    [
      "splits with a host",
      `check split ${ECHO} 5 "Host: a.example=100" --host a.example`,
      0,
      /split as they should be/,
    ],
    ["reads a condition", "check condition deployment/one Available", 0, /deployment\/one: Available=True/],
    [
      "says the condition's reason",
      "check condition deployment/one Available=False",
      1,
      /=True \(MinimumReplicasAvailable/,
    ],
    ["knows that an object is missing", "check condition deployment/three Available", 1, /no such object/],
    ["reads a field", "check object service/one .spec.type=NodePort -n default", 0, /is as it should be/],
    [
      "says what the field was",
      "check object service/one .spec.type=ClusterIP",
      1,
      /\.spec\.type is ClusterIP\nFound: {4}"NodePort"/,
    ],
    ["complains about a wrong call", "check http", 2, /usage/],
    ["complains about an unknown option", `check http ${SITE} --wrong`, 2, /usage/],
  ])("%s", async (_says, line, exitCode, prints) => {
    const ended = await run(line);
    expect(ended.stdout + ended.stderr).toMatch(prints);
    expect(ended.exitCode).toBe(exitCode);
  });
});

test("what an unseen script asks is its own last request, and not the learner's", async () => {
  const { laptop } = sandbox.places;
  await run(`curl -s ${SITE}`);
  const unseen = await sandbox.clock.drive(laptop.run(`(curl -s ${ECHO}); why`, { unseen: true }));
  expect(unseen.stdout).toContain(`${ECHO}/: answered`);
  const seen = await run("why");
  expect(seen.stdout).toContain(`${SITE}/: answered`);
});
