import { describe, expect, test } from "vitest";
import {
  type Cluster,
  certificateBase64,
  gateway,
  gatewayTold,
  grant,
  http,
  https,
  message,
  otherKeyBase64,
  secret,
  told,
} from "./cluster.ts";

const SPEC = "https://gateway-api.sigs.k8s.io/reference/spec/";
const listenersTold = (cluster: Cluster) => gatewayTold(cluster).listeners ?? [];
const one = (cluster: Cluster) => listenersTold(cluster)[0]!;

describe(`${SPEC}#listenerconditiontype`, () => {
  test("a listener that is well says so, with the generation that it speaks of", () => {
    const { conditions } = one({ gateways: [gateway([http()])] });
    expect(conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      "Accepted True Accepted",
      "Conflicted False NoConflicts",
      "ResolvedRefs True ResolvedRefs",
      "Programmed True Programmed",
    ]);
    expect(conditions.every(({ observedGeneration }) => observedGeneration === 3)).toBe(true);
  });

  test.each([
    { protocol: "TCP", supported: 0 },
    { protocol: "UDP", supported: 0 },
    { protocol: "TLS", supported: 0 },
    { protocol: "example.com/bar", supported: 0 },
  ])("UnsupportedProtocol: the protocol $protocol is not one of the implementation's", ({ protocol, supported }) => {
    const { conditions, supportedKinds } = one({ gateways: [gateway([http({ protocol })])] });
    expect(told(conditions, "Accepted")).toBe("False UnsupportedProtocol");
    expect(told(conditions, "Programmed")).toBe("False Invalid");
    expect(supportedKinds).toHaveLength(supported);
  });

  test.each([
    { says: "HTTPS without tls", listener: https({ tls: undefined as never }) },
    { says: "HTTPS that does not terminate", listener: https({ tls: { mode: "Passthrough" } }) },
    { says: "HTTP with tls", listener: http({ tls: { certificateRefs: [{ name: "cert" }] } }) },
    {
      says: "a selector that is none",
      listener: http({
        allowedRoutes: {
          namespaces: { from: "Selector", selector: { matchExpressions: [{ key: "a", operator: "Near" }] } },
        },
      }),
    },
    { says: "Selector without a selector", listener: http({ allowedRoutes: { namespaces: { from: "Selector" } } }) },
  ])("UnsupportedValue: $says", ({ listener }) => {
    expect(told(one({ gateways: [gateway([listener])] }).conditions, "Accepted")).toBe("False UnsupportedValue");
  });
});

describe(`${SPEC}#allowedroutes kinds`, () => {
  const kinds = (...names: string[]) => http({ allowedRoutes: { kinds: names.map((kind) => ({ kind })) } });
  test.each([
    { says: "none: those of the protocol", listener: http(), supported: ["HTTPRoute"], refs: "True ResolvedRefs" },
    { says: "a valid one", listener: kinds("HTTPRoute"), supported: ["HTTPRoute"], refs: "True ResolvedRefs" },
    { says: "an unknown one", listener: kinds("FooRoute"), supported: [], refs: "False InvalidRouteKinds" },
    {
      says: "an unknown one among valid ones: the valid ones stay",
      listener: kinds("HTTPRoute", "FooRoute"),
      supported: ["HTTPRoute"],
      refs: "False InvalidRouteKinds",
    },
    {
      says: "the right kind of another group",
      listener: http({ allowedRoutes: { kinds: [{ group: "example.com", kind: "HTTPRoute" }] } }),
      supported: [],
      refs: "False InvalidRouteKinds",
    },
  ])("$says", ({ listener, supported, refs }) => {
    const { conditions, supportedKinds } = one({ gateways: [gateway([listener])] });
    expect(supportedKinds?.map(({ kind }) => kind)).toEqual(supported);
    expect(told(conditions, "ResolvedRefs")).toBe(refs);
    expect(told(conditions, "Programmed")).toBe(supported.length > 0 ? "True Programmed" : "False Invalid");
  });
});

describe(`${SPEC}#gatewaytlsconfig certificateRefs`, () => {
  const refs = (...certificateRefs: { name: string; namespace?: string; kind?: string; group?: string }[]) =>
    https({ tls: { mode: "Terminate", certificateRefs } });
  const far = { name: "cert", namespace: "certs" };
  const toSecrets = { group: "", kind: "Secret" };
  const fromGateways = { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "infra" };
  test.each([
    { says: "a TLS Secret of the Gateway's namespace", listener: refs({ name: "cert" }), refs: "True ResolvedRefs" },
    {
      says: "a Secret that is not there",
      listener: refs({ name: "none" }),
      refs: "False InvalidCertificateRef",
      words: 'Secret "infra/none" not found',
    },
    {
      says: "another kind than Secret",
      listener: refs({ name: "cert", kind: "ConfigMap" }),
      refs: "False InvalidCertificateRef",
    },
    {
      says: "another group",
      listener: refs({ name: "cert", group: "example.com" }),
      refs: "False InvalidCertificateRef",
    },
    { says: "no reference at all", listener: refs(), refs: "False InvalidCertificateRef" },
    {
      says: "a Secret of another type",
      listener: refs({ name: "cert" }),
      secrets: [secret("cert", "infra", { type: "Opaque" })],
      refs: "False InvalidCertificateRef",
      words: 'Secret "infra/cert" is of type Opaque, not kubernetes.io/tls',
    },
    {
      says: "a Secret without a key: half a pair",
      listener: refs({ name: "cert" }),
      secrets: [secret("cert", "infra", { data: { "tls.crt": certificateBase64 } })],
      refs: "False InvalidCertificateRef",
      words: 'Secret "infra/cert" has no tls.key',
    },
    {
      says: "a key that is another certificate's",
      listener: refs({ name: "cert" }),
      secrets: [secret("cert", "infra", { data: { "tls.crt": certificateBase64, "tls.key": otherKeyBase64 } })],
      refs: "False InvalidCertificateRef",
      words: 'Secret "infra/cert" has a private key that is not the certificate\'s',
    },
    {
      says: "a certificate that is no PEM",
      listener: refs({ name: "cert" }),
      secrets: [secret("cert", "infra", { data: { "tls.crt": btoa("hello"), "tls.key": btoa("world") } })],
      refs: "False InvalidCertificateRef",
    },
    {
      says: "a Secret of another namespace without a grant",
      listener: refs(far),
      secrets: [secret("cert", "certs")],
      refs: "False RefNotPermitted",
      words: 'no ReferenceGrant in namespace "certs" lets Gateways of namespace "infra" refer to it',
    },
    {
      says: "a Secret of another namespace with a grant",
      listener: refs(far),
      secrets: [secret("cert", "certs")],
      grants: [grant("certs", fromGateways, toSecrets)],
      refs: "True ResolvedRefs",
    },
    {
      says: "with a grant for this name",
      listener: refs(far),
      secrets: [secret("cert", "certs")],
      grants: [grant("certs", fromGateways, { ...toSecrets, name: "cert" })],
      refs: "True ResolvedRefs",
    },
    {
      says: "with a grant for another name",
      listener: refs(far),
      secrets: [secret("cert", "certs")],
      grants: [grant("certs", fromGateways, { ...toSecrets, name: "other" })],
      refs: "False RefNotPermitted",
    },
    {
      says: "with a grant that stands in the wrong namespace",
      listener: refs(far),
      secrets: [secret("cert", "certs")],
      grants: [grant("infra", fromGateways, toSecrets)],
      refs: "False RefNotPermitted",
    },
    {
      says: "with a grant for HTTPRoutes only",
      listener: refs(far),
      secrets: [secret("cert", "certs")],
      grants: [grant("certs", { ...fromGateways, kind: "HTTPRoute" }, toSecrets)],
      refs: "False RefNotPermitted",
    },
  ])("$says: $refs", ({ listener, secrets, grants, refs: expected, words }) => {
    const { conditions } = one({
      gateways: [gateway([listener])],
      ...(secrets && { secrets }),
      ...(grants && { grants }),
    });
    expect(told(conditions, "ResolvedRefs")).toBe(expected);
    expect(told(conditions, "Accepted")).toBe("True Accepted");
    expect(told(conditions, "Programmed")).toBe(expected.startsWith("True") ? "True Programmed" : "False Invalid");
    if (words) expect(message(conditions, "ResolvedRefs")).toContain(words);
  });

  test("one good certificate among bad ones is served, and ResolvedRefs is False all the same", () => {
    const { conditions } = one({ gateways: [gateway([refs({ name: "none" }, { name: "cert" })])] });
    expect(told(conditions, "ResolvedRefs")).toBe("False InvalidCertificateRef");
    expect(told(conditions, "Programmed")).toBe("True Programmed");
  });
});

describe(`${SPEC}#gatewayspec listeners, which must be distinct`, () => {
  const named = (name: string, more = {}) => http({ name, ...more });
  const secure = (name: string, more = {}) => https({ name, ...more });
  test.each([
    { says: "other ports", listeners: [named("a"), named("b", { port: 81 })], conflicts: ["False", "False"] },
    {
      says: "one port, other hostnames",
      listeners: [named("a", { hostname: "a.b" }), named("b", { hostname: "*.b" }), named("c")],
      conflicts: ["False", "False", "False"],
    },
    {
      says: "HTTP and HTTPS on one port: both lose",
      listeners: [named("a", { port: 443 }), secure("b")],
      conflicts: ["True ProtocolConflict", "True ProtocolConflict"],
    },
    {
      says: "TCP on the port of HTTP",
      listeners: [named("a"), named("b", { protocol: "TCP" })],
      conflicts: ["True ProtocolConflict", "True ProtocolConflict"],
    },
    {
      says: "UDP beside anything is fine",
      listeners: [named("a"), named("b", { protocol: "UDP" })],
      conflicts: ["False", "False"],
    },
    {
      says: "the same hostname twice: none may win",
      listeners: [named("a", { hostname: "a.b" }), named("b", { hostname: "A.b" }), named("c", { hostname: "c.b" })],
      conflicts: ["True HostnameConflict", "True HostnameConflict", "False"],
    },
    {
      says: "no hostname twice",
      listeners: [named("a"), named("b")],
      conflicts: ["True HostnameConflict", "True HostnameConflict"],
    },
    {
      says: "HTTPS and TLS with one hostname",
      listeners: [secure("a", { hostname: "a.b" }), secure("b", { hostname: "a.b", protocol: "TLS" })],
      conflicts: ["True HostnameConflict", "True HostnameConflict"],
    },
  ])("$says", ({ listeners, conflicts }) => {
    const found = listenersTold({ gateways: [gateway(listeners)] });
    expect(found.map(({ conditions }) => told(conditions, "Conflicted"))).toEqual(
      conflicts.map((one) => (one === "False" ? "False NoConflicts" : one)),
    );
    found.forEach(({ conditions }, at) => {
      if (conflicts[at] === "False") return;
      expect(told(conditions, "Accepted")).toMatch(/^False (UnsupportedProtocol|ProtocolConflict|HostnameConflict)$/);
      expect(told(conditions, "Programmed")).toBe("False Invalid");
    });
  });

  test("HTTPS listeners whose hostnames overlap are legal, and say so: OverlappingTLSConfig", () => {
    const found = listenersTold({
      gateways: [gateway([secure("a", { hostname: "*.b.c" }), secure("b", { hostname: "x.b.c" }), http()])],
    });
    expect(found.map(({ conditions }) => told(conditions, "OverlappingTLSConfig"))).toEqual([
      "True OverlappingHostnames",
      "True OverlappingHostnames",
      "absent",
    ]);
    expect(found.map(({ conditions }) => told(conditions, "Accepted"))).toEqual(Array(3).fill("True Accepted"));
  });
});

describe(`${SPEC}#gatewayconditiontype`, () => {
  test.each([
    { says: "all listeners are well", listeners: [http()], accepted: "True Accepted" },
    {
      says: "some are not: still accepted",
      listeners: [http(), http({ name: "tcp", port: 99, protocol: "TCP" })],
      accepted: "True ListenersNotValid",
    },
    {
      says: "none is",
      listeners: [http({ protocol: "TCP" })],
      accepted: "False ListenersNotValid",
    },
    {
      says: "a bad certificate leaves the listener accepted",
      listeners: [https({ tls: { certificateRefs: [{ name: "none" }] } })],
      accepted: "True Accepted",
    },
    {
      says: "parameters that nobody understands",
      listeners: [http()],
      spec: { infrastructure: { parametersRef: { group: "", kind: "ConfigMap", name: "x" } } },
      accepted: "False InvalidParameters",
    },
    {
      says: "an address of a type that is not supported",
      listeners: [http()],
      spec: { addresses: [{ type: "Hostname", value: "a.b" }] },
      accepted: "False UnsupportedAddress",
    },
    {
      says: "an IP address",
      listeners: [http()],
      spec: { addresses: [{ type: "IPAddress", value: "10.0.0.1" }] },
      accepted: "True Accepted",
    },
  ])("$says: $accepted", ({ listeners, spec, accepted }) => {
    const { conditions } = gatewayTold({ gateways: [gateway(listeners, spec)] });
    expect(told(conditions, "Accepted")).toBe(accepted);
    if (accepted.startsWith("False")) expect(told(conditions, "Programmed")).toBe("False Invalid");
  });
});
