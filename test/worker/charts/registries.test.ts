import { beforeEach, describe, expect, test } from "vitest";
import { SandboxClock } from "../../../worker/base/clock.ts";
import type { HttpRequest } from "../../../worker/base/http.ts";
import type { Peer } from "../../../worker/base/net.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { chartSites } from "../../../worker/charts/index.ts";
import { nodeTime } from "../../../worker/hosts/node/time.ts";
import { Internet } from "../../../worker/internet/index.ts";
import { type Ask, pushArtifact, said } from "../programs/registry/lab.ts";

const clock = () => new SandboxClock(0, nodeTime, "max");
const internetOf = (disks = {}) => {
  const time = clock();
  return { time, internet: new Internet({ sites: chartSites, clock: time, random: new SeededRandom(1), disks }) };
};
type Lab = ReturnType<typeof internetOf>;
let lab: Lab;
beforeEach(() => {
  lab = internetOf();
});

/** Asks one host, with a token where one is given. */
const at =
  (host: string, token?: string, { internet, time }: Lab = lab): Ask =>
  async (line, body = "", headers = []) => {
    const [method = "GET", path = "/"] = line.split(" ");
    const authorization = token === undefined ? [] : [["Authorization", token] as const];
    const request: HttpRequest = {
      method,
      path,
      authority: host,
      headers: [...headers, ...authorization],
      body: new TextEncoder().encode(body),
      protocol: "HTTP/1.1",
    };
    const peer = { record: () => {}, hops: [], tls: { serverName: host } } as unknown as Peer;
    return said(await time.drive(internet.answer(request, peer)));
  };

const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

/** A token for a repository of ghcr.io; who asks says his name and password, or nothing. */
async function token(scope: string, login?: string, own: Lab = lab): Promise<string | undefined> {
  const { status, text } = await at("ghcr.io", login, own)(`GET /token?service=ghcr.io&scope=${scope}`);
  return status === 200 ? `Bearer ${(JSON.parse(text) as { token: string }).token}` : undefined;
}

const INGRESS = "ingress-nginx/charts/ingress-nginx";

test("registry.k8s.io has the chart of ingress-nginx for everybody, and takes nothing", async () => {
  const ask = at("registry.k8s.io");
  expect(JSON.parse((await ask(`GET /v2/${INGRESS}/tags/list`)).text)).toEqual({ name: INGRESS, tags: ["4.15.1"] });
  const manifest = await ask(`GET /v2/${INGRESS}/manifests/4.15.1`, "", [["Accept", "*/*"]]);
  const { layers } = JSON.parse(manifest.text) as { layers: { digest: string; size: number }[] };
  const blob = await ask(`HEAD /v2/${INGRESS}/blobs/${layers[0]!.digest}`);
  expect([blob.status, Number(blob.header("Content-Length"))]).toEqual([200, layers[0]!.size]);
  expect((await ask(`POST /v2/${INGRESS}/blobs/uploads/`)).status).toBe(405);
});

describe("ghcr.io", () => {
  test("sends whoever comes without a token to its realm", async () => {
    const { status, header } = await at("ghcr.io")("GET /v2/me/web/tags/list");
    const scope = "repository:me/web:pull";
    const challenge = `Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="${scope}"`;
    expect([status, header("WWW-Authenticate")]).toEqual([401, challenge]);
  });

  test("lets one push below one's own name, and nobody else read it", async () => {
    const mine = await token("repository:me/web:pull,push", basic("me", "secret"));
    const manifest = await pushArtifact(at("ghcr.io", mine), "me/web", "1.0.0", "layer");
    const accept = [["Accept", "*/*"]] as const;
    expect((await at("ghcr.io", mine)("GET /v2/me/web/manifests/1.0.0", "", accept)).text).toBe(manifest);
    expect(await token("repository:me/web:pull")).toBeUndefined();
    const others = await token("repository:me/web:pull,push", basic("other", "secret"));
    expect((await at("ghcr.io", others)("GET /v2/me/web/manifests/1.0.0", "", accept)).status).toBe(403);
    expect((await at("ghcr.io", others)("POST /v2/me/web/blobs/uploads/")).text).toContain("permission_denied");
  });

  test("holds an account to its first password", async () => {
    expect(await token("", basic("me", "first"))).toBeDefined();
    expect(await token("", basic("me", "second"))).toBeUndefined();
    expect(await token("", basic("ME", "first"))).toBeDefined();
    expect(await token("", basic("me", ""))).toBeUndefined();
  });

  test("refuses a token that it has not given, and one that has run out", async () => {
    const forged = `Bearer ${btoa(JSON.stringify([{ user: "me", access: [], untilMs: 1e15 }, "digest"]))}`;
    expect((await at("ghcr.io", forged)("GET /v2/")).status).toBe(401);
    const good = await token("repository:me/web:pull", basic("me", "secret"));
    expect((await at("ghcr.io", good)("GET /v2/")).status).toBe(200);
    await lab.time.advance(300_001);
    expect((await at("ghcr.io", good)("GET /v2/")).status).toBe(401);
  });

  test("still has after a restart what was pushed and who logged in", async () => {
    const scope = "repository:me/web:pull,push";
    const mine = await token(scope, basic("me", "secret"));
    await pushArtifact(at("ghcr.io", mine), "me/web", "1.0.0", "layer");
    const restored = internetOf(JSON.parse(JSON.stringify(lab.internet.disks())));
    expect(await token(scope, basic("me", "wrong"), restored)).toBeUndefined();
    const again = await token(scope, basic("me", "secret"), restored);
    expect((await at("ghcr.io", again, restored)("GET /v2/me/web/tags/list")).text).toContain("1.0.0");
  });
});
