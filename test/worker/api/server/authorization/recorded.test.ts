/** What the real authorizers decided about some thousand requests; test/oracle/server/authorizer/record.ts records them. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type {
  ClusterRoleBindingObject,
  ClusterRoleObject,
  RoleBindingObject,
  RoleObject,
} from "../../../../../worker/api/generated/types.ts";
import { isPath } from "../../../../../worker/api/server/authorization/attributes.ts";
import type { Policy } from "../../../../../worker/api/server/authorization/bindings.ts";
import { missingRights } from "../../../../../worker/api/server/authorization/escalationCheck.ts";
import { Evaluator } from "../../../../../worker/api/server/authorization/evaluator.ts";
import { nodeRules } from "../../../../../worker/api/server/authorization/policy.ts";
import { grants, identities, pods, policy, requests } from "../../../../oracle/server/authorizer/cases.ts";

interface Recorded {
  readonly words: readonly string[];
  readonly decisions: readonly string[];
  readonly grants: readonly string[];
}
const recorded = JSON.parse(
  readFileSync(new URL("recorded/decisions.json", import.meta.url), "utf8"),
) as unknown as Recorded;

const byName = <T extends { readonly metadata: { readonly name: string } }>(list: readonly unknown[]): readonly T[] =>
  [...(list as readonly T[])].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
const clusterRoles = byName<ClusterRoleObject>(policy.clusterRoles);
const clusterRoleBindings = byName<ClusterRoleBindingObject>(policy.clusterRoleBindings);
const roles = byName<RoleObject>(policy.roles);
const roleBindings = byName<RoleBindingObject>(policy.roleBindings);
const listed: Policy = {
  clusterRole: (name) => clusterRoles.find(({ metadata }) => metadata.name === name),
  role: (namespace, name) => roles.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  clusterRoleBindings: () => clusterRoleBindings,
  roleBindings: (namespace) => roleBindings.filter(({ metadata }) => metadata.namespace === namespace),
};
const evaluator = new Evaluator(listed, {
  rules: nodeRules(),
  podsOn: (node) => pods.filter(({ spec }) => spec.nodeName === node),
  object: (resource, key) =>
    resource === "pods" ? pods.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key) : undefined,
});

test.each(identities.map((identity, by) => ({ user: identity.user, identity, by })))(
  "$user is judged as the real authorizers do",
  ({ identity, by }) => {
    const real = recorded.decisions[by]!.split(" ").map((at) => recorded.words[Number.parseInt(at, 36)]!);
    const own = requests.filter((one) => one.by === by);
    expect(real).toHaveLength(own.length);
    const told = ({ attributes }: (typeof own)[number]) =>
      isPath(attributes)
        ? `${attributes.verb} ${attributes.path}`
        : Object.values(attributes)
            .map((one) => one || "-")
            .join(" ");
    const ours = own.map(({ attributes }) => {
      const { allowed, reason } = evaluator.decide(identity, attributes);
      return allowed ? reason || "yes" : reason;
    });
    const differing = own.flatMap((one, at) =>
      ours[at] === real[at] ? [] : [`${told(one)}: ${ours[at]} instead of ${real[at]}`],
    );
    expect(differing).toEqual([]);
  },
);

test("what may not be handed on is told as the real check does", () => {
  const ours = grants.map(
    ({ by, namespace, rules }) => missingRights(evaluator, rules, namespace, identities[by]!) ?? "",
  );
  expect(ours).toEqual(recorded.grants);
});
