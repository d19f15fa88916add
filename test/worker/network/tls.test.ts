import { describe, expect, test, vi } from "vitest";
import { bodyText, textResponse } from "../../../worker/base/http.ts";
import type { TlsIdentity } from "../../../worker/base/net.ts";
import type { TlsClient } from "../../../worker/base/tls.ts";
import * as keys from "../../../worker/base/x509/keys.ts";
import { RECORDED } from "../base/x509/recorded/certificates.ts";
import { lab } from "./lab.ts";

vi.mock("../../../worker/base/x509/keys.ts", { spy: true });

const pair = (name: keyof typeof RECORDED, more = "") => ({
  chainPem: RECORDED[name].crt + more,
  keyPem: RECORDED[name].key,
});
const LEAF = { ...pair("leaf", RECORDED.middle.crt), object: { kind: "Secret", namespace: "shop", name: "demo-tls" } };
const TRUST = RECORDED.authority.crt;
const get = {
  method: "GET",
  authority: "demo",
  path: "/",
  headers: [],
  body: new Uint8Array(0),
  protocol: "HTTP/1.1",
} as const;

function world(identity: Partial<TlsIdentity> = {}) {
  const { network } = lab();
  const vm = network.host("vm")!.access("web");
  const http = vi.fn(() => textResponse(200, "secret", "text/plain"));
  vm.listen({ port: 443, process: "web" }, { http, tls: { certificate: () => LEAF, ...identity } });
  const client = network.host("node/a")!.access("curl");
  const ask = (tls: Partial<TlsClient> = {}, port = 443) =>
    client.http({ ip: "172.18.0.50", port }, get, { tls: { serverName: "demo", trust: TRUST, ...tls } });
  return { network, vm, http, ask };
}

describe("a handshake", () => {
  test("ends before the request when the client does not accept the certificate, and names the Secret", async () => {
    const { http, ask } = world();
    const answer = await ask({ serverName: "shop.example" });
    expect(answer).toMatchObject({
      ok: false,
      failure: {
        kind: "tls",
        says: "the client does not accept the certificate of 172.18.0.50:443: it is for demo, *.demo.example, 10.96.1.2, not for shop.example",
        look: { kind: "Secret", namespace: "shop", name: "demo-tls" },
        tls: { problem: "nameMismatch", verifyCode: 62 },
      },
      tls: { chainPem: LEAF.chainPem },
    });
    expect(http).not.toHaveBeenCalled();
  });
  test("goes on for who is insecure, and tells what is wrong", async () => {
    const { ask } = world();
    expect(await ask({ trust: "", insecure: true })).toMatchObject({ ok: true, tls: { trouble: { verifyCode: 20 } } });
  });
  test("asks nothing of who trusts nobody in particular", async () => {
    const { network } = world();
    const answer = await network
      .host("node/a")!
      .access("kubelet")
      .http({ ip: "172.18.0.50", port: 443 }, get, { tls: { serverName: "x" } });
    expect(answer).toMatchObject({ ok: true });
  });
  test.each<[says: string, client: Partial<TlsClient>, server: Partial<TlsIdentity>, problem: string]>([
    ["no version in common", { versions: ["TLSv1.2"] }, { versions: ["TLSv1.3"] }, "version"],
    ["no certificate for the name", {}, { certificate: () => undefined }, "noCertificate"],
    [
      "a client certificate is missing",
      {},
      { clients: () => ({ trust: TRUST, mode: "require" }) },
      "clientCertificateRequired",
    ],
    [
      "a client certificate of nobody known",
      { certificate: pair("self") },
      { clients: () => ({ trust: TRUST, mode: "require" }) },
      "clientCertificateRefused",
    ],
  ])("fails: %s", async (_, client, server, problem) => {
    expect(await world(server).ask(client)).toMatchObject({ ok: false, failure: { kind: "tls", tls: { problem } } });
  });
  test("tells the server who the client is", async () => {
    const seen = vi.fn();
    const { ask, vm } = world();
    vm.listen(
      { port: 8443, process: "web" },
      {
        http: (_, peer) => {
          seen(peer.tls);
          return textResponse(200, "", "text/plain");
        },
        tls: { certificate: () => LEAF, clients: () => ({ trust: TRUST, mode: "ask" }) },
      },
    );
    await ask({ certificate: pair("person") }, 8443);
    const subject = { text: "CN=jane,O=people,O=clients", commonName: "jane", organisations: ["clients", "people"] };
    expect(seen).toHaveBeenCalledWith({
      serverName: "demo",
      version: "TLSv1.3",
      client: { chainPem: RECORDED.person.crt, subject },
    });
  });
  test("passes through a proxy that does not end it: the client verifies the backend", async () => {
    const { network, ask } = world();
    const proxy = network.host("node/b")!.access("proxy");
    proxy.listen(
      { port: 443, process: "proxy" },
      {
        tcp: () => {},
        tls: {
          certificate: () => undefined,
          passthrough: ({ serverName }) =>
            serverName === "demo" ? { net: proxy, to: { ip: "172.18.0.50", port: 443 } } : undefined,
        },
      },
    );
    const client = network.host("node/a")!.access("curl");
    const through = (serverName: string) =>
      client.http({ ip: "172.18.0.3", port: 443 }, get, { tls: { serverName, trust: TRUST } });
    const answer = await through("demo");
    expect(answer.ok && (await bodyText(answer.response.body))).toBe("secret");
    expect(answer.hops.map(({ at }) => at)).toEqual(["b", "vm"]);
    expect(await through("other")).toMatchObject({ ok: false, failure: { tls: { problem: "noCertificate" } } });
    expect((await ask()).ok).toBe(true);
  });
});

test("ten thousand requests verify as one", async () => {
  const { ask } = world();
  await ask();
  vi.mocked(keys.isSignedBy).mockClear();
  for (let i = 0; i < 10_000; i++) expect((await ask()).ok).toBe(true);
  expect(keys.isSignedBy).not.toHaveBeenCalled();
});

test("a certificate that runs out is refused from then on", async () => {
  const { clock, network } = lab();
  const vm = network.host("vm")!.access("web");
  vm.listen(
    { port: 443, process: "web" },
    { http: () => textResponse(200, "", "text/plain"), tls: { certificate: () => LEAF } },
  );
  const client = network.host("node/a")!.access("curl");
  const ask = () => client.http({ ip: "172.18.0.50", port: 443 }, get, { tls: { serverName: "demo", trust: TRUST } });
  expect((await ask()).ok).toBe(true);
  await clock.advance(8 * 366 * 86_400_000);
  expect(await ask()).toMatchObject({ ok: false, failure: { tls: { problem: "expired" } } });
});
