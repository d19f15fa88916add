/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping */
import { expect, test } from "vitest";
import type { PolicyRule } from "../../../../../worker/api/generated/types.ts";
import { compactRules, compactString, uncovered } from "../../../../../worker/api/server/authorization/escalation.ts";

const rule = (verbs: string, apiGroups: string, resources: string, names = ""): PolicyRule => ({
  verbs: verbs.split(","),
  apiGroups: apiGroups.split(","),
  resources: resources.split(","),
  ...(names ? { resourceNames: names.split(",") } : {}),
});
const paths = (verbs: string, ...nonResourceURLs: string[]): PolicyRule => ({
  verbs: verbs.split(","),
  nonResourceURLs,
});

test.each<{ says: string; owned: PolicyRule[]; wanted: PolicyRule[]; lacking: string[] }>([
  { says: "what one has", owned: [rule("get,list", "", "pods")], wanted: [rule("get", "", "pods")], lacking: [] },
  {
    says: "verbs one lacks, those of a resource together",
    owned: [rule("get", "", "pods")],
    wanted: [rule("get,list,watch", "", "pods,services")],
    lacking: [
      '{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}',
      '{APIGroups:[""], Resources:["services"], Verbs:["get" "list" "watch"]}',
    ],
  },
  {
    says: "several rules add up",
    owned: [rule("get", "", "pods"), rule("list", "", "*")],
    wanted: [rule("get,list", "", "pods")],
    lacking: [],
  },
  {
    says: "* covers everything",
    owned: [rule("*", "*", "*")],
    wanted: [rule("*", "apps", "deployments/scale")],
    lacking: [],
  },
  {
    says: "*/scale covers a scale",
    owned: [rule("get", "*", "*/scale")],
    wanted: [rule("get", "apps", "deployments/scale")],
    lacking: [],
  },
  {
    says: "a named right does not cover an unnamed one",
    owned: [rule("get", "", "pods", "a")],
    wanted: [rule("get", "", "pods")],
    lacking: ['{APIGroups:[""], Resources:["pods"], Verbs:["get"]}'],
  },
  {
    says: "an unnamed right covers a named one",
    owned: [rule("get", "", "pods")],
    wanted: [rule("get", "", "pods", "a")],
    lacking: [],
  },
  {
    says: "names one lacks",
    owned: [rule("get", "", "pods", "a")],
    wanted: [rule("get", "", "pods", "a,b")],
    lacking: ['{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}'],
  },
  {
    says: "paths",
    owned: [paths("get", "/api/*")],
    wanted: [paths("get", "/api/v1", "/metrics")],
    lacking: ['{NonResourceURLs:["/metrics"], Verbs:["get"]}'],
  },
])("granting $says", ({ owned, wanted, lacking }) => {
  expect(compactRules(uncovered(owned, wanted)).map(compactString)).toEqual(lacking);
});
