import { describe, expect, test } from "vitest";
import { drawBackend, type RouteBackend, sharesOf, steeredTo } from "../../../worker/routing/index.ts";
import { request, rule } from "./tables.ts";

const backends = (...weights: readonly number[]): readonly RouteBackend[] =>
  weights.map((weight, at) => ({ object: { kind: "Service", name: `s${at}` }, weight, upstream: `s${at}` }));
const SPEC = "https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref";

describe(`${SPEC} weight`, () => {
  test.each([
    ["the proportion is weight / the sum of all weights", [90, 10], [0.9, 0.1]],
    ["if only one backend is specified, 100 % of the traffic goes to it", [1], [1]],
    ["the sum need not be 100", [1, 1, 2], [0.25, 0.25, 0.5]],
    ["a weight of 0 gets no traffic", [0, 5], [0, 1]],
    ["without any weight nobody gets anything", [0, 0], [0, 0]],
  ])("%s", (_, weights, shares) => {
    expect(sharesOf(backends(...weights))).toEqual(shares);
    const counts = weights.map(() => 0);
    const draws = 1000;
    for (let at = 0; at < draws; at++) {
      const drawn = drawBackend(backends(...weights), at / draws);
      if (drawn) counts[Number(drawn.upstream.slice(1))]! += 1;
    }
    expect(counts.map((count) => count / draws)).toEqual(shares);
  });
});

describe("canaries of nginx: by header, then by cookie, then by weight", () => {
  const canary = rule("r", [], {
    backends: backends(90, 10),
    steering: [
      { backend: 1, by: { in: "header", match: { type: "Exact", name: "X-Canary", value: "always" } } },
      { backend: 0, by: { in: "header", match: { type: "Exact", name: "X-Canary", value: "never" } } },
      { backend: 1, by: { in: "cookie", match: { type: "Exact", name: "canary", value: "always" } } },
    ],
  });
  test.each([
    ["h/ x-canary:always", "s1"],
    ["h/ x-canary:never", "s0"],
    ["h/ x-canary:maybe", undefined],
    ["h/ cookie:a=1;canary=always", "s1"],
    ["h/ x-canary:never cookie:canary=always", "s0"],
    ["h/", undefined],
  ])("%s goes to %s", (asked, expected) => {
    expect(steeredTo(canary, request(asked))?.backend.upstream).toBe(expected);
  });
});
