import type { PodObject } from "../api/generated/types.ts";

/** What a node says about names. */
export interface NodeDns {
  readonly clusterDns: string;
  readonly clusterDomain: string;
  /** The node's own /etc/resolv.conf. */
  readonly hostNameservers: readonly string[];
  readonly hostSearches: readonly string[];
}

const HOSTS_HEADER = "# Kubernetes-managed hosts file.\n";
const HOST_NETWORK_HEADER = "# Kubernetes-managed hosts file (host network).\n";

/** The host name that a pod's containers see, cut to the kernel's 63 characters. */
export function hostnameOf(pod: PodObject, nodeName: string): string {
  if (pod.spec.hostNetwork) return nodeName;
  const name = pod.spec.hostnameOverride ?? pod.spec.hostname ?? pod.metadata.name;
  return name.length > 63 ? name.slice(0, 63).replace(/[-.]+$/, "") : name;
}

/** @see k8s.io/kubernetes pkg/kubelet kubelet_pods.go managedHostsFileContent */
export function hostsFile(
  pod: PodObject,
  {
    ip,
    hostname,
    nodeHosts,
    clusterDomain,
  }: { ip: string; hostname: string; nodeHosts: string; clusterDomain: string },
): string {
  const aliases = pod.spec.hostAliases ?? [];
  const extra =
    aliases.length === 0
      ? ""
      : `\n# Entries added by HostAliases.\n${aliases.map((alias) => `${alias.ip}\t${(alias.hostnames ?? []).join("\t")}\n`).join("")}`;
  if (pod.spec.hostNetwork) return `${HOST_NETWORK_HEADER}${nodeHosts}${extra}`;
  const { subdomain } = pod.spec;
  const domain = subdomain ? `${subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}` : undefined;
  return [
    HOSTS_HEADER,
    "127.0.0.1\tlocalhost\n",
    "::1\tlocalhost ip6-localhost ip6-loopback\n",
    "fe00::0\tip6-localnet\n",
    "fe00::0\tip6-mcastprefix\n",
    "fe00::1\tip6-allnodes\n",
    "fe00::2\tip6-allrouters\n",
    domain ? `${ip}\t${hostname}.${domain}\t${hostname}\n` : `${ip}\t${hostname}\n`,
    extra,
  ].join("");
}

export function nodeHostsFile(nodeName: string, ip: string): string {
  return `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${ip}\t${nodeName}\n`;
}

/**
 * /etc/resolv.conf by dnsPolicy and dnsConfig.
 * https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
 */
export function resolvConf(pod: PodObject, dns: NodeDns): string {
  const policy = pod.spec.dnsPolicy ?? "ClusterFirst";
  const namespace = pod.metadata.namespace ?? "default";
  const cluster = policy === "ClusterFirstWithHostNet" || (policy === "ClusterFirst" && !pod.spec.hostNetwork);
  let nameservers: readonly string[] = [];
  let searches: readonly string[] = [];
  let options: readonly string[] = [];
  if (cluster) {
    nameservers = [dns.clusterDns];
    const { clusterDomain: domain } = dns;
    searches = [`${namespace}.svc.${domain}`, `svc.${domain}`, domain, ...dns.hostSearches];
    options = ["ndots:5"];
  } else if (policy !== "None") {
    nameservers = dns.hostNameservers;
    searches = dns.hostSearches;
  }
  const { dnsConfig } = pod.spec;
  if (dnsConfig) {
    nameservers = unique([...nameservers, ...(dnsConfig.nameservers ?? [])]);
    searches = unique([...searches, ...(dnsConfig.searches ?? [])]);
    options = mergeOptions(options, dnsConfig.options ?? []);
  }
  // In the order in which the container runtime writes the file.
  return [
    ...(searches.length > 0 ? [`search ${searches.join(" ")}\n`] : []),
    ...nameservers.slice(0, 3).map((server) => `nameserver ${server}\n`),
    ...(options.length > 0 ? [`options ${options.join(" ")}\n`] : []),
  ].join("");
}

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

function mergeOptions(
  base: readonly string[],
  added: readonly { readonly name?: string; readonly value?: string }[],
): readonly string[] {
  const merged = new Map<string, string>();
  for (const option of base) {
    const [name, value = ""] = option.split(":");
    merged.set(name!, value);
  }
  for (const { name = "", value = "" } of added) merged.set(name, value);
  return [...merged].map(([name, value]) => (value ? `${name}:${value}` : name));
}
