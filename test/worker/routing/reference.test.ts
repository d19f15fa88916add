import fc from "fast-check";
import { expect, test } from "vitest";
import { indexRoutes, type RouteMatch, type RouteRequest, type RouteRule } from "../../../worker/routing/index.ts";
import { listener, rule, table } from "./tables.ts";

/** The specification read aloud: every match of every rule, tried one by one, the best kept. */
interface Tried {
  readonly hostname: string;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
  readonly at: number;
}

function hostFits(hostname: string, host: string): boolean {
  if (hostname === "") return true;
  if (!hostname.startsWith("*.")) return hostname === host;
  const labels = host.split(".");
  const wanted = hostname.slice(2).split(".");
  return labels.length > wanted.length && labels.slice(-wanted.length).join(".") === wanted.join(".");
}

function pathFits({ path }: RouteMatch, asked: string): boolean {
  if (!path) return true;
  if (path.type === "Exact") return asked === path.value;
  if (path.type === "RegularExpression") return new RegExp(`^(?:${path.value})$`).test(asked);
  const elements = path.value.replace(/\/$/, "").split("/");
  return elements.every((element, at) => asked.split("/")[at] === element);
}

function fits({ rule: _, match, hostname }: Tried, { host, path, method, headers, query }: RouteRequest): boolean {
  const first = (name: string) => headers.find(([own]) => own === name)?.[1];
  const parameters = new URLSearchParams(query);
  return (
    hostFits(hostname, host) &&
    pathFits(match, path) &&
    (match.method === undefined || match.method === method) &&
    (match.headers ?? []).every(({ name, value }) => first(name) === value) &&
    (match.queryParams ?? []).every(({ name, value }) => parameters.get(name) === value)
  );
}

/** What the specification orders by, the most important first; larger is better. */
function rank({ hostname, rule: { createdMs, object, index }, match, at }: Tried): readonly (number | string)[] {
  const type = { Exact: 2, RegularExpression: 1, PathPrefix: 0, StringPrefix: 0 }[match.path?.type ?? "PathPrefix"];
  return [
    hostname === "" ? 0 : hostname.startsWith("*") ? hostname.length : 1000,
    type,
    (match.path?.value ?? "/").length,
    match.method ? 1 : 0,
    match.headers?.length ?? 0,
    match.queryParams?.length ?? 0,
    -createdMs,
    [...object.name].map((letter) => String.fromCharCode(200 - letter.charCodeAt(0))).join(""),
    -index,
    -at,
  ];
}

function better(a: Tried, b: Tried): boolean {
  const [first, second] = [rank(a), rank(b)];
  const at = first.findIndex((value, i) => value !== second[i]);
  return at >= 0 && first[at]! > second[at]!;
}

const element = fc.constantFrom("a", "b", "ab");
const pathText = fc.array(element, { maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
const pair = fc.record({ name: fc.constantFrom("x", "y"), value: fc.constantFrom("1", "2") });
const unique = (pairs: readonly { name: string; value: string }[]) =>
  pairs.filter((one, at) => pairs.findIndex(({ name }) => name === one.name) === at);
const matches = fc.record(
  {
    path: fc.oneof(
      fc.record({ type: fc.constant("Exact" as const), value: pathText }),
      fc.record({
        type: fc.constant("PathPrefix" as const),
        value: fc.tuple(pathText, fc.boolean()).map(([text, slash]) => (slash && text !== "/" ? `${text}/` : text)),
      }),
      fc.record({ type: fc.constant("RegularExpression" as const), value: pathText.map((text) => `${text}.*`) }),
    ),
    method: fc.constantFrom("GET", "POST"),
    headers: fc
      .array(pair, { maxLength: 2 })
      .map(unique)
      .map((all) => all.map((one) => ({ type: "Exact" as const, ...one }))),
    queryParams: fc
      .array(pair, { maxLength: 2 })
      .map(unique)
      .map((all) => all.map((one) => ({ type: "Exact" as const, ...one }))),
  },
  { requiredKeys: [] },
);
const hostname = fc.constantFrom("", "*.example", "*.b.example", "a.example", "a.b.example");
const rules = fc.array(
  fc.record({
    hostname,
    name: fc.constantFrom("r", "s", "t"),
    createdMs: fc.integer({ min: 0, max: 2 }),
    matches: fc.array(matches, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 25 },
);
const requests = fc.record({
  host: fc.constantFrom("a.example", "a.b.example", "c.b.example", "example", "other"),
  method: fc.constantFrom("GET", "POST"),
  path: fc.tuple(pathText, fc.boolean()).map(([text, slash]) => (slash && text !== "/" ? `${text}/` : text)),
  headers: fc.array(pair, { maxLength: 3 }),
  queryParams: fc.array(pair, { maxLength: 3 }),
});

test("the index decides as a plain reading of the specification does", () => {
  fc.assert(
    fc.property(rules, fc.array(requests, { minLength: 1, maxLength: 20 }), (drafts, asked) => {
      const made = drafts.map(({ name, createdMs, matches: all, hostname: host }, index) => ({
        host,
        rule: rule(name, [], { createdMs, index, matches: all as readonly RouteMatch[] }),
      }));
      const hosts: Record<string, RouteRule[]> = {};
      for (const one of made) (hosts[one.host] ??= []).push(one.rule);
      const index = indexRoutes(table(listener(hosts)));
      const tried: Tried[] = made.flatMap(({ host, rule: one }) =>
        (one.matches.length > 0 ? one.matches : [{}]).map((match, at) => ({ hostname: host, rule: one, match, at })),
      );
      for (const { headers, queryParams, ...rest } of asked) {
        const request: RouteRequest = {
          ...rest,
          port: 80,
          headers: headers.map(({ name, value }) => [name, value] as const),
          query: queryParams.map(({ name, value }) => `${name}=${value}`).join("&"),
        };
        let best: Tried | undefined;
        for (const one of tried) if (fits(one, request) && (!best || better(one, best))) best = one;
        const found = index.decide(request);
        expect(found && { index: found.rule.index, match: found.matchIndex }).toEqual(
          best && { index: best.rule.index, match: best.at },
        );
      }
    }),
    { numRuns: 400, seed: 7 },
  );
});

test("a decision among 1000 rules costs microseconds", () => {
  const many = Array.from({ length: 1000 }, (_, at) =>
    rule(`r${at}`, [`/service-${at}/api`, `/service-${at}/api, POST, header x-env=dev`], { index: at }),
  );
  const hosts = { "": many.slice(0, 500), "a.example": many.slice(500) };
  const index = indexRoutes(table(listener(hosts)));
  const asked: RouteRequest[] = Array.from({ length: 1000 }, (_, at) => ({
    port: 80,
    host: at % 2 === 0 ? "a.example" : "other",
    method: "GET",
    path: `/service-${at}/api/v1/items`,
    query: "",
    headers: [
      ["accept", "*/*"],
      ["x-env", "dev"],
    ],
  }));
  for (const request of asked) index.decide(request);
  const from = performance.now();
  for (let round = 0; round < 20; round++) for (const request of asked) index.decide(request);
  const microseconds = ((performance.now() - from) * 1000) / 20_000;
  // A loaded machine may be ten times slower than the two microseconds it takes.
  expect(microseconds).toBeLessThan(25);
});
