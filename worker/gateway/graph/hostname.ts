const isWildcard = (hostname: string): boolean => hostname.startsWith("*.");

/** Whether "*.b.c" takes a host, or all that another wildcard takes; never "b.c" itself. */
const takes = (wildcard: string, other: string): boolean =>
  isWildcard(wildcard) && other !== wildcard && other.endsWith(wildcard.slice(1));

/**
 * What two hostnames have in common: the narrower one when it lies within the wider, else undefined. "" is every host.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec hostnames
 */
export function intersection(a: string, b: string): string | undefined {
  if (a === b || b === "") return a;
  if (a === "") return b;
  if (takes(a, b)) return b;
  return takes(b, a) ? a : undefined;
}

/** The hosts of a route that a listener serves, in lower case, each once; none when they have nothing in common. */
export function servedHostnames(listener: string | undefined, route: readonly string[] | undefined): readonly string[] {
  const own = (listener ?? "").toLowerCase();
  if (!route || route.length === 0) return [own];
  const served = new Set<string>();
  for (const hostname of route) {
    const common = intersection(own, hostname.toLowerCase());
    if (common !== undefined) served.add(common);
  }
  return [...served];
}
