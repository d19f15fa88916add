import { ready, valueAccepts } from "./accept.ts";
import { cookieValue, headerValue, type RouteRequest } from "./request.ts";
import type { RouteBackend, RouteRule, RouteSteering } from "./table.ts";

/**
 * Each backend's part of the requests, summing to 1; all 0 when the weights are.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref weight
 */
export function sharesOf(backends: readonly RouteBackend[]): readonly number[] {
  const sum = sumOf(backends);
  return backends.map(({ weight }) => (sum > 0 ? weight / sum : 0));
}

function sumOf(backends: readonly RouteBackend[]): number {
  let sum = 0;
  for (let at = 0; at < backends.length; at++) sum += backends[at]!.weight;
  return sum;
}

/**
 * Draws a backend by weight.
 *
 * @param fraction from 0 up to, not including, 1
 * @returns undefined when no backend has a weight
 */
export function drawBackend(backends: readonly RouteBackend[], fraction: number): RouteBackend | undefined {
  const sum = sumOf(backends);
  if (sum <= 0) return undefined;
  let left = fraction * sum;
  let last: RouteBackend | undefined;
  for (let at = 0; at < backends.length; at++) {
    const backend = backends[at]!;
    if (backend.weight <= 0) continue;
    if (left < backend.weight) return backend;
    left -= backend.weight;
    last = backend;
  }
  return last;
}

/** The backend that a header or cookie asks for, whatever the weights say. */
export function steeredTo(
  rule: RouteRule,
  request: RouteRequest,
): { readonly backend: RouteBackend; readonly by: RouteSteering } | undefined {
  for (const by of rule.steering ?? []) {
    const { in: place, match } = by.by;
    const value =
      place === "header"
        ? headerValue(request.headers, match.name.toLowerCase())
        : cookieValue(request.headers, match.name);
    const backend = rule.backends[by.backend];
    if (backend && valueAccepts(ready(match, match.name), value)) return { backend, by };
  }
  return undefined;
}
