import { describe, expect, test } from "vitest";
import type { ServiceObject } from "../../../../worker/api/generated/types.ts";
import { Service, testServer } from "../local.ts";

const service = (name: string, spec: ServiceObject["spec"]): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "default" },
  spec: { ports: [{ port: 80 }], selector: { app: "web" }, ...spec },
});

describe("what the server gives a service", () => {
  test("a cluster IP out of the dynamic part of the range, one family", async () => {
    const { client } = testServer();
    const { spec } = await client.create(Service, service("a", {}));
    expect(spec.clusterIP).toMatch(/^10\.96\.(?!0\.)\d+\.\d+$/);
    expect(spec).toMatchObject({
      clusterIPs: [spec.clusterIP],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      internalTrafficPolicy: "Cluster",
      type: "ClusterIP",
    });
  });

  test("node ports, shared by TCP and UDP of one port", async () => {
    const { client } = testServer();
    const made = await client.create(
      Service,
      service("dns", {
        type: "NodePort",
        ports: [
          { name: "tcp", port: 53, protocol: "TCP" },
          { name: "udp", port: 53, protocol: "UDP" },
          { name: "http", port: 80, protocol: "TCP" },
        ],
      }),
    );
    const [tcp, udp, http] = made.spec.ports!.map(({ nodePort }) => nodePort!);
    expect(tcp).toBe(udp);
    expect(http).not.toBe(tcp);
    expect(tcp).toBeGreaterThanOrEqual(30_086);
    expect(tcp).toBeLessThanOrEqual(32_767);
  });

  test.each([
    {
      says: "headless",
      spec: { clusterIP: "None" },
      has: { clusterIP: "None", clusterIPs: ["None"], ipFamilies: ["IPv4"] },
    },
    {
      says: "headless without selector",
      spec: { clusterIP: "None", selector: {} },
      has: { ipFamilyPolicy: "RequireDualStack", ipFamilies: ["IPv4", "IPv6"] },
    },
    {
      says: "asked for",
      spec: { clusterIP: "10.96.0.10" },
      has: { clusterIP: "10.96.0.10", clusterIPs: ["10.96.0.10"] },
    },
    {
      says: "a local load balancer",
      spec: { type: "LoadBalancer", externalTrafficPolicy: "Local" },
      has: { healthCheckNodePort: expect.any(Number), ports: [{ nodePort: expect.any(Number) }] },
    },
  ])("$says", async ({ spec, has }) => {
    const { client } = testServer();
    expect((await client.create(Service, service("a", spec))).spec).toMatchObject(has);
  });

  test("an external name has neither", async () => {
    const { client } = testServer();
    const { spec } = await client.create(Service, service("a", { type: "ExternalName", externalName: "example.com" }));
    expect([spec.clusterIP, spec.clusterIPs, spec.ipFamilies]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    {
      says: "an address that is taken",
      spec: { clusterIP: "10.96.0.10" },
      message:
        'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    },
    {
      says: "an address of elsewhere",
      spec: { clusterIP: "192.168.0.10" },
      message:
        'Service "b" is invalid: spec.clusterIPs: Invalid value: ["192.168.0.10"]: failed to allocate IP 192.168.0.10: the provided network does not match the current range',
    },
    {
      says: "a node port that is taken",
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30_080 }] },
      message:
        'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    },
    {
      says: "a node port out of range",
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: 8080 }] },
      message:
        'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767',
    },
  ])("refuses $says", async ({ spec, message }) => {
    const { client } = testServer();
    await client.create(
      Service,
      service("a", { clusterIP: "10.96.0.10", type: "NodePort", ports: [{ port: 80, nodePort: 30_080 }] }),
    );
    await expect(client.create(Service, service("b", spec))).rejects.toThrow(message);
  });

  test("gives back what a deleted service or a changed type held", async () => {
    const { client } = testServer();
    const ref = { namespace: "default", name: "a" };
    await client.create(Service, service("a", { type: "NodePort", ports: [{ port: 80, nodePort: 30_080 }] }));
    const plain = await client.patch(Service, ref, { type: "merge", body: { spec: { type: "ClusterIP" } } });
    expect(plain.spec.ports![0]!.nodePort).toBeUndefined();
    expect(plain.spec.externalTrafficPolicy).toBeUndefined();
    await client.create(Service, service("b", { type: "NodePort", ports: [{ port: 80, nodePort: 30_080 }] }));
    const ip = plain.spec.clusterIP!;
    await client.delete(Service, ref);
    await client.create(Service, service("c", { clusterIP: ip }));
  });

  test("an update that leaves them out keeps them, one that changes the address is refused", async () => {
    const { client } = testServer();
    const made = await client.create(Service, service("a", { type: "NodePort" }));
    const again = await client.replace(Service, { ...service("a", { type: "NodePort" }) });
    expect(again).toBe(made);
    await expect(
      client.patch(
        Service,
        { namespace: "default", name: "a" },
        { type: "merge", body: { spec: { clusterIP: "10.96.9.9" } } },
      ),
    ).rejects.toThrow('spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set');
  });

  test("a restored server knows what is taken", async () => {
    const first = testServer();
    await first.client.create(Service, service("a", { clusterIP: "10.96.0.10" }));
    const { client } = testServer({ saved: first.server.save() });
    await expect(client.create(Service, service("b", { clusterIP: "10.96.0.10" }))).rejects.toThrow(
      "already allocated",
    );
  });
});
