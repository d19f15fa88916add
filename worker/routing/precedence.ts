import type { PathMatch, RouteMatch, RouteRule } from "./table.ts";

/** A rule with one of its matches: what competes for a request. */
export interface Contender {
  readonly rule: RouteRule;
  readonly match: RouteMatch;
  /** Place of the match within the rule. */
  readonly matchIndex: number;
  /** Place within the host's list of rules. */
  readonly place: number;
}

interface Step {
  /** Negative: the first comes first. */
  compare(a: Contender, b: Contender): number;
  /** Why the first came before the second, when this step told them apart. */
  says(winner: Contender, loser: Contender): string;
}

const PATH_RANK: Readonly<Record<PathMatch["type"], number>> = {
  Exact: 0,
  RegularExpression: 1,
  PathPrefix: 2,
  StringPrefix: 2,
};
const ANY: PathMatch = { type: "PathPrefix", value: "/" };
const pathOf = ({ match }: Contender): PathMatch => match.path ?? ANY;
const rankOf = (one: Contender): number => PATH_RANK[pathOf(one).type];
const count = (list: readonly unknown[] | undefined): number => list?.length ?? 0;
const nameOf = ({ rule }: Contender): string => `${rule.object.namespace ?? ""}/${rule.object.name}`;

/** A location block without its spelling: what nginx compares. */
const pathType: Step = {
  compare: (a, b) => rankOf(a) - rankOf(b),
  says: (winner, loser) => `${pathOf(winner).type} comes before ${pathOf(loser).type}`,
};
const pathLength: Step = {
  compare: (a, b) => pathOf(b).value.length - pathOf(a).value.length,
  says: (winner, loser) => `${pathOf(winner).value} is longer than ${pathOf(loser).value}`,
};

/**
 * HTTPRouteRule.matches, in the order of the specification; where expressions stand is left to implementations: here
 * between Exact and PathPrefix.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
const GATEWAY: readonly Step[] = [
  pathType,
  pathLength,
  {
    compare: (a, b) => (b.match.method ? 1 : 0) - (a.match.method ? 1 : 0),
    says: (winner) => `the other asks for the method ${winner.match.method}`,
  },
  {
    compare: (a, b) => count(b.match.headers) - count(a.match.headers),
    says: (winner, loser) =>
      `the other has more header matches (${count(winner.match.headers)}, not ${count(loser.match.headers)})`,
  },
  {
    compare: (a, b) => count(b.match.queryParams) - count(a.match.queryParams),
    says: (winner, loser) =>
      `the other has more query parameter matches (${count(winner.match.queryParams)}, not ${count(loser.match.queryParams)})`,
  },
  { compare: (a, b) => a.rule.createdMs - b.rule.createdMs, says: () => "the other's route is older" },
  {
    compare: (a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0),
    says: (winner, loser) => `${nameOf(winner)} comes before ${nameOf(loser)} in the alphabet`,
  },
  { compare: (a, b) => a.rule.index - b.rule.index, says: () => "the other rule stands earlier in the route" },
  {
    compare: (a, b) => a.place - b.place || a.matchIndex - b.matchIndex,
    says: () => "the other stands earlier in the list",
  },
];

/**
 * How nginx chooses a location: an exact one, else the first expression in the order of the file, else the longest prefix.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#location
 */
const NGINX: readonly Step[] = [
  pathType,
  {
    compare: (a, b) => (pathOf(a).type === "RegularExpression" ? a.place - b.place : pathLength.compare(a, b)),
    says: (winner, loser) =>
      pathOf(winner).type === "RegularExpression"
        ? `the expression ${pathOf(winner).value} is tried before ${pathOf(loser).value}`
        : pathLength.says(winner, loser),
  },
  {
    compare: (a, b) => a.place - b.place || a.matchIndex - b.matchIndex,
    says: () => "the other stands earlier in the list",
  },
];

const stepsOf = (order: "gateway" | "nginx"): readonly Step[] => (order === "nginx" ? NGINX : GATEWAY);

/** Sorts what competes for a request, the winner first. */
export function byPrecedence(order: "gateway" | "nginx"): (a: Contender, b: Contender) => number {
  const steps = stepsOf(order);
  return (a, b) => {
    for (const step of steps) {
      const difference = step.compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Why one that accepts the request as well came after the winner. */
export function whyLater(winner: Contender, loser: Contender, order: "gateway" | "nginx"): string {
  return (
    stepsOf(order)
      .find((step) => step.compare(winner, loser) !== 0)
      ?.says(winner, loser) ?? "it is the same"
  );
}
