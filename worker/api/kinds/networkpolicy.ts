import type { IPBlock, NetworkPolicyObject, NetworkPolicyPeer, NetworkPolicyPort } from "../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { liesStrictlyWithin } from "./addresses.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { cidr, invalidFor, labelSelector, oneOfIfSet, portNameProblems, portNumberProblems } from "./rules.ts";
import { formatSelector } from "./selector.ts";

const SPEC = fieldPath("spec");
const PROTOCOLS = ["TCP", "UDP", "SCTP"];
const TYPES = ["Ingress", "Egress"];

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, at: FieldPath): FieldError[] {
  const errors = oneOfIfSet(at.child("protocol"), protocol, PROTOCOLS);
  const end = at.child("endPort");
  if (typeof port === "number") {
    errors.push(...invalidFor(at.child("port"), port, portNumberProblems(port)));
    if (endPort === undefined) return errors;
    if (endPort < port) errors.push(invalid(end, port, "must be greater than or equal to `port`"));
    return [...errors, ...invalidFor(end, endPort, portNumberProblems(endPort))];
  }
  const why = port === undefined ? "not specified" : "non-numeric";
  if (endPort !== undefined) errors.push(invalid(end, endPort, `may not be specified when \`port\` is ${why}`));
  return port === undefined ? errors : [...errors, ...invalidFor(at.child("port"), port, portNameProblems(port))];
}

function validateBlock(block: IPBlock, at: FieldPath): FieldError[] {
  if (!block.cidr) return [required(at.child("cidr"))];
  const errors = cidr(at.child("cidr"), block.cidr);
  if (errors.length > 0) return errors;
  return (block.except ?? []).flatMap((except, i) => {
    const here = at.child("except").index(i);
    const problems = cidr(here, except);
    if (problems.length > 0 || liesStrictlyWithin(except, block.cidr)) return problems;
    return [invalid(here, except, "must be a strict subset of `cidr`")];
  });
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, at: FieldPath): FieldError[] {
  const errors = [
    ...labelSelector(at.child("podSelector"), podSelector),
    ...labelSelector(at.child("namespaceSelector"), namespaceSelector),
    ...(ipBlock ? validateBlock(ipBlock, at.child("ipBlock")) : []),
  ];
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(at, "must specify a peer"));
  if (ipBlock && (podSelector || namespaceSelector)) {
    errors.push(forbidden(at, "may not specify both ipBlock and another peer"));
  }
  return errors;
}

interface Rule {
  readonly ports?: readonly NetworkPolicyPort[];
  readonly peers?: readonly NetworkPolicyPeer[];
}

const validateRule = ({ ports = [], peers = [] }: Rule, at: FieldPath, side: string): FieldError[] => [
  ...ports.flatMap((port, i) => validatePort(port, at.child("ports").index(i))),
  ...peers.flatMap((peer, i) => validatePeer(peer, at.child(side).index(i))),
];

function validateTypes(types: readonly string[], at: FieldPath): FieldError[] {
  if (types.length > TYPES.length) return [invalid(at, types, "may not specify more than two policyTypes")];
  return types.flatMap((type, i) => (TYPES.includes(type) ? [] : [notSupported(at.index(i), type, TYPES)]));
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export const NetworkPolicy = defineKind<NetworkPolicyObject>({
  group: "networking.k8s.io",
  version: "v1",
  kind: "NetworkPolicy",
  plural: "networkpolicies",
  shortNames: ["netpol"],
  namespaced: true,
  schema: "NetworkPolicy",
  setDefaults(draft) {
    draft.spec ??= {};
    const { spec } = draft;
    for (const { ports } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of ports ?? []) port.protocol ??= "TCP";
    }
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"];
  },
  validate: ({ spec }) => [
    ...labelSelector(SPEC.child("podSelector"), spec.podSelector),
    ...(spec.ingress ?? []).flatMap(({ ports, from }, i) =>
      validateRule({ ...(ports && { ports }), ...(from && { peers: from }) }, SPEC.child("ingress").index(i), "from"),
    ),
    ...(spec.egress ?? []).flatMap(({ ports, to }, i) =>
      validateRule({ ...(ports && { ports }), ...(to && { peers: to }) }, SPEC.child("egress").index(i), "to"),
    ),
    ...validateTypes(spec.policyTypes ?? [], SPEC.child("policyTypes")),
  ],
  columns: [nameColumn, { name: "Pod-Selector", cell: ({ spec }) => formatSelector(spec.podSelector) }, ageColumn],
});
