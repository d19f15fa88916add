import type { ServiceObject } from "../../api/generated/types.ts";
import type { DnsAnswer, DnsQuery, DnsRecord, DnsType } from "../../base/net.ts";
import type { Hop, TraceObject } from "../../base/trace.ts";
import { parseIp } from "../../network/index.ts";
import { inZone } from "./corefile.ts";
import { type ClusterView, endpointLabel, namedEndpoints, SERVICE_NAME } from "./view.ts";

/** The kubernetes plugin's configuration. */
export interface KubernetesZones {
  /** "cluster.local", "in-addr.arpa", "ip6.arpa" */
  readonly zones: readonly string[];
  readonly pods: "disabled" | "insecure" | "verified";
  /** Zones whose unknown names are passed on to the next plugin. */
  readonly fallthrough: readonly string[];
  readonly ttl: number;
}

/** An answer, but for the station where it was given; undefined: not for this plugin, ask the next. */
export type PluginAnswer =
  | (Omit<DnsAnswer, "hop"> & {
      readonly hop: Omit<Hop, "at">;
      /** An ExternalName: the next plugin resolves what it names. */
      readonly follow?: string;
    })
  | undefined;

/** One service record before it takes the shape of a type: coredns msg.Service. */
interface Found {
  readonly host: string;
  readonly port: number;
  readonly name: string;
}

const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");
const isReverse = (zone: string): boolean => zone.endsWith(".arpa");

/**
 * Answers from Services and EndpointSlices.
 *
 * @see https://github.com/kubernetes/dns/blob/master/docs/specification.md and CoreDNS's kubernetes plugin
 */
export function answerFromCluster(query: DnsQuery, zones: KubernetesZones, view: ClusterView): PluginAnswer {
  const name = bare(query.name);
  const zone = zones.zones.filter((one) => inZone(name, one)).sort((a, b) => b.length - a.length)[0];
  if (zone === undefined) return undefined;
  const asked = { query, name, zone, zones, view };
  const outcome = isReverse(zone) ? pointers(asked) : lookUp(asked);
  const passes = zones.fallthrough.some((one) => inZone(name, one));
  if (outcome.code === "NXDOMAIN" && passes) return undefined;
  if (outcome.code !== "NXDOMAIN" || view.synced?.() !== false) return outcome;
  const says = "it has not seen the Services and EndpointSlices of the cluster yet";
  return { ...outcome, code: "SERVFAIL", hop: { ...outcome.hop, says } };
}

interface Asked {
  readonly query: DnsQuery;
  readonly name: string;
  readonly zone: string;
  readonly zones: KubernetesZones;
  readonly view: ClusterView;
}

function lookUp(asked: Asked): NonNullable<PluginAnswer> {
  const { name, zone, query, view } = asked;
  const labels = name === zone ? [] : name.slice(0, -zone.length - 1).split(".");
  const own = zoneRecords(asked, labels);
  if (own) return own;
  const branch = labels.pop();
  if (branch === undefined) return empty(asked, `${zone} is the cluster's zone`);
  if (branch !== "svc" && branch !== "pod") return none(asked, `${zone} has only svc and pod below it, not ${branch}`);
  const namespace = labels.pop();
  if (namespace === undefined) return empty(asked, `${branch}.${zone} has only namespaces below it`);
  if (!view.hasNamespace(namespace)) return none(asked, `there is no namespace ${namespace}`);
  const leaf = labels.pop();
  if (leaf === undefined) return empty(asked, `namespace ${namespace} exists; names are below it`);
  if (branch === "pod") return podName(asked, namespace, leaf);
  if (labels.length > 2) return none(asked, `${name} has too many parts`);
  const service = view.service(namespace, leaf);
  if (!service) return unknownService(asked, namespace, leaf);
  const object: TraceObject = { kind: "Service", namespace, name: leaf };
  if (service.spec.type === "ExternalName") return externalName(asked, service, object, labels);
  const found = find(asked, service, labels);
  if (found.length === 0) return nothingThere(asked, service, object, labels);
  return answer(asked, records(query.type, asked, found), { says: served(service, found), object });
}

/** Names that the zone itself has. */
function zoneRecords(asked: Asked, labels: readonly string[]): NonNullable<PluginAnswer> | undefined {
  const { zone, zones, query, view } = asked;
  const fixed = (name: string, type: DnsType, data: string): DnsRecord => ({
    name: `${name}.`,
    type,
    ttl: zones.ttl,
    data,
  });
  const says = `${zone} describes itself`;
  if (labels.length === 0 && query.type === "NS")
    return answer(asked, [fixed(zone, "NS", `ns.dns.${zone}.`)], { says });
  if (labels.length === 0 && query.type === "SOA") return answer(asked, [soa(asked)], { says });
  if (labels.join(".") === "dns-version") {
    return answer(asked, query.type === "TXT" ? [fixed(`dns-version.${zone}`, "TXT", '"1.1.0"')] : [], { says });
  }
  if (labels.join(".") !== "ns.dns") return undefined;
  const ip = view.service("kube-system", "kube-dns")?.spec.clusterIP;
  return answer(asked, ip && query.type === "A" ? [fixed(`ns.dns.${zone}`, "A", ip)] : [], { says });
}

function podName(asked: Asked, namespace: string, leaf: string): NonNullable<PluginAnswer> {
  const { zones, view, query, name } = asked;
  const ip = leaf.replaceAll("-", ".");
  const known = zones.pods === "insecure" || (zones.pods === "verified" && view.hasPod(namespace, ip));
  if (parseIp(ip) === undefined || !known) return none(asked, `${leaf} is no pod's address in namespace ${namespace}`);
  const record: DnsRecord = { name: `${name}.`, type: "A", ttl: zones.ttl, data: ip };
  return answer(asked, query.type === "A" ? [record] : [], { says: `${name} is the address in its own name` });
}

function externalName(asked: Asked, service: ServiceObject, object: TraceObject, labels: readonly string[]) {
  const { zones, query, name } = asked;
  if (labels.length > 0)
    return none(asked, `Service ${object.namespace}/${object.name} of type ExternalName has no endpoints`);
  const target = `${bare(service.spec.externalName ?? "")}.`;
  const alias: DnsRecord = { name: `${name}.`, type: "CNAME", ttl: zones.ttl, data: target };
  const says = `Service ${object.namespace}/${object.name} is another name for ${target}`;
  const given = answer(asked, [alias], { says, object: { ...object, field: "spec.externalName" } });
  return query.type === "CNAME" ? given : { ...given, follow: target };
}

/** The ports, or endpoints and their ports, that the rest of the name selects. */
function find(asked: Asked, service: ServiceObject, labels: readonly string[]): readonly Found[] {
  const { view, zone } = asked;
  const { namespace, name } = service.metadata;
  const base = `${name}.${namespace}.svc.${zone}.`;
  const [first, second] = labels;
  const wanted =
    labels.length === 2 ? { port: first!.replace(/^_/, ""), protocol: second!.replace(/^_/, "") } : undefined;
  const matches = (port: { readonly name?: string; readonly protocol?: string }) =>
    !wanted || ((port.name ?? "") === wanted.port && (port.protocol ?? "TCP").toLowerCase() === wanted.protocol);
  const endpoint = labels.length === 1 ? first : undefined;
  const { clusterIP } = service.spec;
  if (clusterIP !== "None" && endpoint === undefined) {
    return (service.spec.ports ?? [])
      .filter(matches)
      .map((port) => ({ host: clusterIP ?? "", port: port.port, name: base }));
  }
  return view.slices(namespace ?? "", name).flatMap((slice) => {
    // A headless Service may have no ports: its endpoints are still named.
    const ports = slice.ports && slice.ports.length > 0 ? slice.ports.filter(matches) : wanted ? [] : [{ port: 0 }];
    return namedEndpoints(slice)
      .filter((one) => endpoint === undefined || endpointLabel(one).toLowerCase() === endpoint)
      .flatMap((one) =>
        ports.map((port) => ({
          host: one.addresses[0] ?? "",
          port: port.port ?? 0,
          name: `${endpointLabel(one)}.${base}`,
        })),
      );
  });
}

function records(type: DnsType, { name, zones }: Asked, found: readonly Found[]): readonly DnsRecord[] {
  const { ttl } = zones;
  const addresses = (): readonly DnsRecord[] =>
    [...new Set(found.map(({ host }) => host))].map((data) => ({ name: `${name}.`, type: "A", ttl, data }));
  const weight = Math.floor(100 / found.length);
  const services = (): readonly DnsRecord[] =>
    found.map((one) => ({ name: `${name}.`, type: "SRV", ttl, data: `0 ${weight} ${one.port} ${one.name}` }));
  if (type === "A") return addresses();
  if (type === "SRV") return services();
  return type === "ANY" ? [...addresses(), ...services()] : [];
}

function pointers(asked: Asked): NonNullable<PluginAnswer> {
  const { name, zones, view, query } = asked;
  const ip = name.endsWith(".in-addr.arpa") ? name.slice(0, -13).split(".").reverse().join(".") : "";
  if (parseIp(ip) === undefined) return none(asked, `${name} is no address of this cluster`);
  const [domain = "cluster.local"] = zones.zones.filter((zone) => !isReverse(zone));
  const services = view.servicesAt(ip).map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.${domain}.`);
  const endpoints = view.slicesAt(ip).flatMap((slice) =>
    namedEndpoints(slice)
      .filter(({ addresses }) => addresses.includes(ip))
      .map((one) => {
        const { namespace, labels } = slice.metadata;
        return `${endpointLabel(one)}.${labels?.[SERVICE_NAME]}.${namespace}.svc.${domain}.`;
      }),
  );
  const names = [...new Set(services.length > 0 ? services : endpoints)];
  if (names.length === 0) return none(asked, `${ip} is no address of a Service or endpoint`);
  const found = names.map((data): DnsRecord => ({ name: `${name}.`, type: "PTR", ttl: zones.ttl, data }));
  return answer(asked, query.type === "PTR" ? found : [], { says: `${ip} is ${names.join(", ")}` });
}

function unknownService(asked: Asked, namespace: string, leaf: string): NonNullable<PluginAnswer> {
  const elsewhere = asked.view.servicesNamed(leaf);
  return none(asked, `there is no Service ${leaf} in namespace ${namespace}`, {
    object: { kind: "Service", namespace, name: leaf },
    nearMisses: elsewhere.map(({ metadata }) => ({
      object: { kind: "Service", namespace: metadata.namespace ?? "", name: metadata.name },
      because: `is in namespace ${metadata.namespace}: ask for ${leaf}.${metadata.namespace}`,
    })),
  });
}

function nothingThere(asked: Asked, service: ServiceObject, object: TraceObject, labels: readonly string[]) {
  const { namespace, name } = object;
  const whole = `Service ${namespace}/${name}`;
  const slices = asked.view.slices(namespace ?? "", name);
  const waiting = slices.flatMap((slice) => (slice.endpoints ?? []).filter((one) => one.conditions?.ready === false));
  const says =
    labels.length > 0
      ? `${whole} has no ${labels.length === 2 ? "port" : "ready endpoint"} ${labels.join(".")}`
      : service.spec.clusterIP === "None"
        ? `${whole} is headless and has no ready endpoint, so its name does not exist`
        : `${whole} has no ports`;
  return none(asked, says, {
    object,
    nearMisses: waiting.map(({ targetRef, addresses }) => ({
      object: {
        kind: "Pod",
        namespace: namespace ?? "",
        name: targetRef?.name ?? addresses[0] ?? "",
        field: "status.conditions",
      },
      because: "is not ready",
    })),
  });
}

function served(service: ServiceObject, found: readonly Found[]): string {
  const { namespace, name } = service.metadata;
  const hosts = [...new Set(found.map(({ host }) => host))];
  const what = service.spec.clusterIP === "None" ? `is headless: ${hosts.join(", ")}` : `has ${hosts.join(", ")}`;
  return `Service ${namespace}/${name} ${what}`;
}

type Detail = Pick<Hop, "object" | "nearMisses">;

function answer(
  asked: Asked,
  answers: readonly DnsRecord[],
  hop: { says: string } & Detail,
): NonNullable<PluginAnswer> {
  const authority = answers.length === 0 ? [soa(asked)] : [];
  return { dns: "answer", code: "NOERROR", answers, authority, authoritative: true, hop: { kind: "resolver", ...hop } };
}

const empty = (asked: Asked, says: string): NonNullable<PluginAnswer> => answer(asked, [], { says });

function none(asked: Asked, says: string, detail: Detail = {}): NonNullable<PluginAnswer> {
  return { ...answer(asked, [], { says, ...detail }), code: "NXDOMAIN" };
}

/** The zone's start of authority; its serial is a fixed day, for the zone has no other history. */
function soa({ zone, zones }: Asked): DnsRecord {
  const data = `ns.dns.${zone}. hostmaster.${zone}. 1700000000 7200 1800 86400 ${zones.ttl}`;
  return { name: `${zone}.`, type: "SOA", ttl: zones.ttl, data };
}
