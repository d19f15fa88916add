import { parseRfc3339 } from "../../../base/time.ts";
import { dig, isObject, type Json, listAt, mapAt, nameOf, namespaceOf, numberAt, textAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import type { Describer } from "./describer.ts";
import { orNone, writeAnnotations, writeMap } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

export const networkPolicyDescriber: Describer = {
  group: "networking.k8s.io",
  kind: "NetworkPolicy",
  events: false,
  describe(policy, out) {
    out.field(0, "Name", nameOf(policy));
    out.field(0, "Namespace", namespaceOf(policy));
    out.field(0, "Created on", goTime(textAt(policy, "metadata", "creationTimestamp")));
    writeMap(out, 0, "Labels", mapAt(policy, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(policy, "metadata", "annotations"));
    out.line(0, "Spec:");
    const pods = selectorAt(policy, "spec", "podSelector");
    const all = pods === "<none>" ? " (Allowing the specific traffic to all pods in this namespace)" : "";
    out.line(1, `PodSelector:     ${pods}${all}`);
    const types = listAt(policy, "spec", "policyTypes").map(String);
    writeSide(out, types.includes("Ingress"), { side: "ingress", peers: "from" }, listAt(policy, "spec", "ingress"));
    writeSide(out, types.includes("Egress"), { side: "egress", peers: "to" }, listAt(policy, "spec", "egress"));
    out.line(1, `Policy Types: ${types.join(", ")}`);
  },
};

const selectorAt = (value: Json | undefined, ...path: readonly string[]): string => {
  const selector = dig(value, ...path);
  return orNone(selectorText(isObject(selector) ? selector : {}));
};

/** "2026-11-21 15:57:32 +0000 UTC": a time as Go prints it by itself. */
const goTime = (text: string): string => {
  const ms = parseRfc3339(text);
  return ms === undefined ? "<unset>" : `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
};

interface Side {
  readonly side: "ingress" | "egress";
  readonly peers: "from" | "to";
}

function writeSide(out: DescribeWriter, affected: boolean, side: Side, rules: readonly Json[]): void {
  if (!affected) return out.line(1, `Not affecting ${side.side} traffic`);
  out.line(1, `Allowing ${side.side} traffic:`);
  if (rules.length === 0) return out.line(2, `<none> (Selected pods are isolated for ${side.side} connectivity)`);
  rules.forEach((rule, i) => {
    if (i > 0) out.line(2, "----------");
    writeRule(out, side, rule);
  });
}

function writeRule(out: DescribeWriter, { side, peers }: Side, rule: Json): void {
  const ports = listAt(rule, "ports");
  if (ports.length === 0) out.line(2, "To Port: <any> (traffic allowed to all ports)");
  for (const port of ports) {
    const number = dig(port, "port");
    const last = numberAt(port, "endPort");
    const protocol = textAt(port, "protocol") || "TCP";
    if (last === undefined) out.line(2, `To Port: ${String(number ?? "<any>")}/${protocol}`);
    else out.line(2, `To Port Range: ${String(number)}-${last}/${protocol}`);
  }
  const word = peers === "from" ? "From" : "To";
  const list = listAt(rule, peers);
  const open = side === "ingress" ? "source" : "destination";
  if (list.length === 0) out.line(2, `${word}: <any> (traffic not restricted by ${open})`);
  for (const peer of list) {
    out.line(2, `${word}:`);
    const block = dig(peer, "ipBlock");
    if (isObject(block)) {
      out.line(3, "IPBlock:");
      out.line(4, `CIDR: ${textAt(block, "cidr")}`);
      out.line(4, `Except: ${listAt(block, "except").map(String).join(", ")}`);
      continue;
    }
    if (isObject(dig(peer, "namespaceSelector")))
      out.line(3, `NamespaceSelector: ${selectorAt(peer, "namespaceSelector")}`);
    if (isObject(dig(peer, "podSelector"))) out.line(3, `PodSelector: ${selectorAt(peer, "podSelector")}`);
  }
}
