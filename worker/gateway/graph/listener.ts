import type { TraceObject } from "../../base/trace.ts";
import {
  certificateNotPermitted,
  invalidCertificateRef,
  invalidRouteKinds,
  listenerUnsupportedValue,
  unsupportedProtocol,
} from "../conditions/index.ts";
import {
  type ConditionDraft,
  GATEWAY_GROUP,
  type GatewayObject,
  type GroupKind,
  type Listener,
  type SecretReference,
} from "../kinds/index.ts";
import type { ListenerConflict } from "./conflicts.ts";
import type { Implementation } from "./implementation.ts";
import { type NamespaceRule, namespaceRule } from "./namespace.ts";
import { routeKindsOf } from "./protocols.ts";
import type { Grants } from "./referencegrant.ts";
import { type KeyPair, readKeyPair } from "./secret.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ListenerCertificate extends KeyPair {
  readonly object: TraceObject;
}

/** A listener of a Gateway, whether or not it can be served. */
export interface ListenerNode {
  readonly gateway: GatewayObject;
  readonly spec: Listener;
  readonly index: number;
  readonly supportedKinds: readonly GroupKind[];
  /** Which namespaces' routes it takes. */
  readonly allows: NamespaceRule;
  /** Accepted False. */
  readonly refused?: ConditionDraft;
  /** Conflicted True. */
  readonly conflict?: ConditionDraft;
  /** OverlappingTLSConfig True. */
  readonly overlap?: ConditionDraft;
  /** ResolvedRefs False. */
  readonly unresolved?: ConditionDraft;
  /** Those that are well. */
  readonly certificates: readonly ListenerCertificate[];
}

export interface ListenerContext {
  readonly implementation: Implementation;
  readonly snapshot: Snapshot;
  readonly grants: Grants;
}

/** Why a listener is not served; undefined when it is. */
export function notServedBecause({ refused, spec, certificates, unresolved, supportedKinds }: ListenerNode) {
  if (refused) return refused.message;
  if (spec.protocol === "HTTPS" && certificates.length === 0) return unresolved?.message ?? "it has no certificate";
  if (supportedKinds.length === 0) return unresolved?.message ?? "it takes no kind of route";
  return undefined;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#listener */
export function resolveListener(
  gateway: GatewayObject,
  index: number,
  conflict: ListenerConflict | undefined,
  context: ListenerContext,
): ListenerNode {
  const spec = gateway.spec.listeners![index]!;
  const kinds = resolveKinds(spec);
  const certificates = resolveCertificates(gateway, spec, context);
  const rule = namespaceRule(spec, gateway.metadata.namespace ?? "", context.snapshot);
  const problem = "problem" in rule ? listenerUnsupportedValue(rule.problem) : undefined;
  const refused = protocolProblem(spec, context.implementation) ?? conflict?.refused ?? tlsProblem(spec) ?? problem;
  const unresolved = certificates.problem ?? kinds.problem;
  return {
    gateway,
    spec,
    index,
    supportedKinds: kinds.supported,
    allows: "problem" in rule ? () => `has a bad selector: ${rule.problem}` : rule,
    certificates: certificates.found,
    ...(refused && { refused }),
    ...(conflict?.conflicted && { conflict: conflict.conflicted }),
    ...(conflict?.overlap && { overlap: conflict.overlap }),
    ...(unresolved && { unresolved }),
  };
}

function protocolProblem({ protocol }: Listener, { protocols }: Implementation): ConditionDraft | undefined {
  return (protocols as readonly string[]).includes(protocol) ? undefined : unsupportedProtocol(protocol, protocols);
}

/** What the definitions of some versions let through. */
function tlsProblem({ protocol, tls }: Listener): ConditionDraft | undefined {
  if (protocol === "HTTP" && tls) return listenerUnsupportedValue("tls cannot be given with protocol HTTP");
  if (protocol !== "HTTPS") return undefined;
  if (!tls) return listenerUnsupportedValue("Protocol HTTPS needs tls with certificateRefs");
  if (tls.mode && tls.mode !== "Terminate") {
    return listenerUnsupportedValue(`Protocol HTTPS needs tls.mode Terminate, not ${tls.mode}`);
  }
  return undefined;
}

/**
 * supportedKinds lists valid kinds only; when an unknown one stands among valid ones, the valid ones stay.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes kinds
 */
function resolveKinds({ protocol, allowedRoutes }: Listener) {
  const possible = routeKindsOf(protocol);
  const asked = allowedRoutes?.kinds;
  if (!asked || asked.length === 0) return { supported: possible };
  const isPossible = ({ group = GATEWAY_GROUP, kind }: GroupKind) =>
    possible.some((one) => one.group === group && one.kind === kind);
  const supported = possible.filter((one) =>
    asked.some(({ group = GATEWAY_GROUP, kind }) => group === one.group && kind === one.kind),
  );
  const wrong = asked.filter((one) => !isPossible(one)).map(({ kind }) => kind);
  if (wrong.length === 0) return { supported };
  return {
    supported,
    problem: invalidRouteKinds(
      wrong,
      possible.map(({ kind }) => kind),
    ),
  };
}

/** One bad reference makes ResolvedRefs False; the good ones are served all the same. */
function resolveCertificates(gateway: GatewayObject, { protocol, tls }: Listener, context: ListenerContext) {
  const found: ListenerCertificate[] = [];
  if (protocol !== "HTTPS" || !tls) return { found };
  const refs = tls.certificateRefs ?? [];
  let problem: ConditionDraft | undefined;
  for (const ref of refs) {
    const resolved = resolveCertificate(gateway, ref, context);
    if ("reason" in resolved) problem ??= resolved;
    else found.push(resolved);
  }
  if (refs.length === 0) problem = invalidCertificateRef("tls has no certificateRefs");
  return { found, problem };
}

function resolveCertificate(
  gateway: GatewayObject,
  { group = "", kind = "Secret", namespace, name }: SecretReference,
  { snapshot, grants }: ListenerContext,
): ListenerCertificate | ConditionDraft {
  if (group !== "" || kind !== "Secret") {
    return invalidCertificateRef(`${kind} "${name}" is no Secret: only Secrets are supported as certificates`);
  }
  const own = gateway.metadata.namespace ?? "";
  const ref = { namespace: namespace ?? own, name };
  const shown = `${ref.namespace}/${name}`;
  const from = { group: GATEWAY_GROUP, kind: "Gateway", namespace: own };
  if (!grants.permits({ from, to: { group: "", kind: "Secret", ...ref } })) {
    return certificateNotPermitted(own, shown, ref.namespace);
  }
  const secret = snapshot.secret(ref);
  if (!secret) return invalidCertificateRef(`Secret "${shown}" not found`);
  const pair = readKeyPair(secret);
  if ("problem" in pair) return invalidCertificateRef(`Secret "${shown}" ${pair.problem}`);
  return { ...pair, object: { kind: "Secret", ...ref } };
}
