import {
  type Hop,
  type HopKind,
  nameObject,
  reasonOf,
  type Trace,
  type TraceObject,
} from "../../../worker/base/trace.ts";
import { percent, resultOf } from "../../../worker/programs/why.ts";
import type { Box } from "./grid.ts";

/** What a box says, and the object that it is about. */
export type Told = Omit<Box, "id" | "column" | "row" | "look"> & { readonly object?: TraceObject };
export type Candidate = NonNullable<Hop["candidates"]>[number];

/** What a reader calls a station. */
export const STATIONS: Readonly<Record<HopKind, string>> = {
  client: "Client",
  resolver: "DNS",
  router: "Router",
  loadBalancer: "Load balancer",
  nodePort: "Node port",
  service: "Service",
  proxy: "Proxy",
  route: "Route",
  filter: "Filter",
  endpoint: "Endpoint",
  container: "Container",
};
/** A router's object is where it sends to. */
const ownObject = (hop: Hop): TraceObject | undefined => (hop.kind === "router" ? undefined : hop.object);

/** A request went well when it was answered, and not with an error. */
export const wentWell = (trace: Trace): boolean => !reasonOf(trace) && (trace.status ?? 200) < 400;

export const clientBox = ({ from, target }: Trace): Told => ({
  state: "way",
  label: STATIONS.client,
  name: from ?? "client",
  detail: target,
  says: `asks for ${target}`,
});

/** Rules and listeners belong to objects that a reader knows by their kind: "HTTPRoute", "Gateway", "Ingress". */
const stationOf = ({ kind, object }: Hop): string =>
  (kind === "route" || kind === "proxy") && object && object.kind !== "Pod" ? object.kind : STATIONS[kind];

/** A station; `chosen` is what was known of it when it was chosen. */
export const stationBox = (hop: Hop, chosen?: Candidate): Told => ({
  state: "way",
  label: labelOf(stationOf(hop), ownObject(hop)),
  name: ownObject(hop)?.name ?? hop.at,
  detail: hop.to ? `→ ${hop.to}` : (chosen?.to ?? (hop.kind === "container" ? "" : (hop.object?.field ?? ""))),
  says: `at ${hop.at}: ${hop.says}`,
  share: chosen && percent(chosen.share),
  object: ownObject(hop),
});

export const filterBox = (hop: Hop): Told => ({
  state: "way",
  label: labelOf(STATIONS.filter, hop.object),
  name: hop.object?.name ?? hop.at,
  detail: hop.says,
  says: `at ${hop.at}: ${hop.says}`,
});

/** All questions to name servers in one; it is about the object to look at, when one of them is. */
export function namesBox(hops: readonly Hop[], look: TraceObject | undefined): Told {
  const last = hops.at(-1)!;
  const object = hops.find((hop) => sameObject(hop.object, look))?.object ?? last.object;
  return {
    state: "way",
    label: hops.length === 1 ? STATIONS.resolver : `${STATIONS.resolver}, ${hops.length} questions`,
    name: object?.name ?? last.at,
    detail: last.says,
    says: hops.map(({ at, says }) => `at ${at}: ${says}`).join("; "),
    object: sameObject(object, look) ? object : undefined,
  };
}

export const candidateBox = ({ to, share, object }: Candidate, state: "way" | "other"): Told => ({
  state,
  label: labelOf(object?.kind ?? STATIONS.endpoint, object),
  name: object?.name ?? to,
  detail: !object ? "" : isAddress(to) ? to : (object.field ?? ""),
  says: `${state === "way" ? "was chosen" : "could have been chosen"}, ${percent(share)}`,
  share: share === 1 ? undefined : percent(share),
  object,
});
/** Candidates are addresses, or objects that stand for some. */
const isAddress = (to: string): boolean => /^[\d[]/.test(to);

export const missBox = ({ object, because }: NonNullable<Hop["nearMisses"]>[number]): Told => ({
  state: "missed",
  label: labelOf(`Not ${object.kind}`, object),
  name: object.name,
  detail: because,
  says: `not ${nameObject(object)}: ${because}`,
  object,
});

export const moreBox = (count: number, state: "other" | "missed"): Told => ({
  state,
  label: "",
  name: `and ${count} more`,
  detail: "",
  says: `and ${count} more`,
});

/** What came of it. */
export function endBox(trace: Trace): Told {
  const { failure, status, ...asked } = trace;
  const reason = reasonOf(trace);
  return {
    state: wentWell(trace) ? "good" : "bad",
    label: failure ? "No answer" : "Answer",
    name: failure ? FAILED[failure.kind] : resultOf({ ...asked, status }).replace("answered with ", ""),
    detail: reason?.look ? `look at ${nameObject(reason.look)}` : "",
    says: reason?.says ?? resultOf(trace),
  };
}

/** A failure in two or three words, for a box. */
const FAILED: Readonly<Record<NonNullable<Trace["failure"]>["kind"], string>> = {
  refused: "refused",
  timedOut: "timed out",
  noRoute: "no route to host",
  reset: "reset",
  nameNotFound: "name not found",
  nameServerUnreachable: "no name server",
  tls: "TLS failed",
  emptyReply: "empty reply",
  badReply: "not HTTP",
};

const labelOf = (what: string, object: TraceObject | undefined): string =>
  object?.namespace ? `${what} · ${object.namespace}` : what;

export const sameObject = (a: TraceObject | undefined, b: TraceObject | undefined): boolean =>
  a !== undefined && b !== undefined && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
