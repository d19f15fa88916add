/** "Shop.Example:8080" → "shop.example"; "[::1]:80" → "[::1]". */
export function hostOf(authority: string): string {
  let end = authority.length;
  let at = end - 1;
  while (at >= 0 && authority.charCodeAt(at) >= 48 && authority.charCodeAt(at) <= 57) at--;
  if (at >= 0 && authority.charCodeAt(at) === 58) end = at;
  if (end > 0 && authority.charCodeAt(end - 1) === 46) end--;
  const host = end === authority.length ? authority : authority.slice(0, end);
  for (let i = 0; i < host.length; i++) {
    const code = host.charCodeAt(i);
    if (code >= 65 && code <= 90) return host.toLowerCase();
  }
  return host;
}

/**
 * Whether a hostname ("a.example", "*.example", "" for all) takes a host.
 *
 * @param singleLabel "*" stands for exactly one label, as in Ingress; else for one or more, as in the Gateway API
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#hostname
 */
export function hostnameAccepts(hostname: string, host: string, singleLabel = false): boolean {
  if (hostname === "") return true;
  if (!hostname.startsWith("*.")) return hostname === host;
  const suffix = hostname.slice(1);
  if (host.length <= suffix.length || !host.endsWith(suffix)) return false;
  return !singleLabel || host.indexOf(".") === host.length - suffix.length;
}

/** Larger is more specific: an exact name, then the longest wildcard, then every host. */
export function specificity(hostname: string): number {
  if (hostname === "") return 0;
  return hostname.startsWith("*.") ? hostname.length : 1000 + hostname.length;
}

/** Hostnames by host, the most specific first. */
export class HostnameMap<T> {
  readonly #exact = new Map<string, T>();
  /** ".example" → value */
  readonly #wildcards = new Map<string, T>();
  #any: T | undefined;
  readonly #singleLabel: boolean;

  constructor(singleLabel: boolean) {
    this.#singleLabel = singleLabel;
  }

  get(hostname: string): T | undefined {
    if (hostname === "") return this.#any;
    return hostname.startsWith("*.") ? this.#wildcards.get(hostname.slice(1)) : this.#exact.get(hostname);
  }

  set(hostname: string, value: T): void {
    if (hostname === "") this.#any = value;
    else if (hostname.startsWith("*.")) this.#wildcards.set(hostname.slice(1), value);
    else this.#exact.set(hostname, value);
  }

  /** The first value, from the most specific hostname that takes the host to the least, that gives an answer. */
  find<R>(host: string, ask: (value: T) => R | undefined): R | undefined {
    const exact = this.#exact.get(host);
    if (exact !== undefined) {
      const answer = ask(exact);
      if (answer !== undefined) return answer;
    }
    if (this.#wildcards.size > 0) {
      for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
        const found = dot > 0 ? this.#wildcards.get(host.slice(dot)) : undefined;
        const answer = found === undefined ? undefined : ask(found);
        if (answer !== undefined) return answer;
        if (this.#singleLabel) break;
      }
    }
    return this.#any === undefined ? undefined : ask(this.#any);
  }

  values(): readonly T[] {
    return [...this.#exact.values(), ...this.#wildcards.values(), ...(this.#any === undefined ? [] : [this.#any])];
  }
}
