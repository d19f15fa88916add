/** What a URL of the API names. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Set when the path names a resource. */
  readonly resource?: ResourceTarget;
  /** The path itself asks for a watch: "/api/v1/watch/pods". */
  readonly watch?: true;
  readonly parts: readonly string[];
}

export interface ResourceTarget {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  /** What follows proxy/. */
  readonly rest?: string;
}

/** Reads a request's path and query. k8s.io/apiserver pkg/endpoints/request RequestInfoFactory */
export function readTarget(url: string): Target {
  const question = url.indexOf("?");
  const path = question < 0 ? url : url.slice(0, question);
  const query = new URLSearchParams(question < 0 ? "" : url.slice(question + 1));
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  const watched = parts[0] === "api" ? 2 : 3;
  const watch = parts[watched] === "watch" && parts.length > watched + 1;
  if (!watch) {
    const resource = resourceOf(parts);
    return { path, query, parts, ...(resource ? { resource } : {}) };
  }
  const { name, ...resource } = resourceOf(parts.toSpliced(watched, 1))!;
  // One by its name is a collection narrowed to it.
  if (name !== undefined) query.set("fieldSelector", `metadata.name=${name}`);
  return { path, query, parts, resource, watch };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const NAMESPACE_SUBRESOURCES = new Set(["status", "finalize"]);

function resourceOf(parts: readonly string[]): ResourceTarget | undefined {
  const core = parts[0] === "api";
  if (!core && parts[0] !== "apis") return undefined;
  const [group, version, ...rest] = core ? ["", ...parts.slice(1)] : parts.slice(1);
  if (group === undefined || version === undefined || rest.length === 0) return undefined;
  const inNamespace = rest[0] === "namespaces" && rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2]!);
  const [plural, name, subresource, ...deeper] = inNamespace ? rest.slice(2) : rest;
  if (plural === undefined) return undefined;
  return {
    group,
    version,
    plural,
    ...(inNamespace ? { namespace: rest[1]! } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(deeper.length > 0 ? { rest: deeper.join("/") } : {}),
  };
}

/** A boolean of a query: present and empty counts as true, as Go's conversion has it. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "false" && value !== "0";
}

/** A whole number of a query; undefined when absent or no number. */
export function count(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  return value !== null && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
