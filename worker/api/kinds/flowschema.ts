import type {
  FlowcontrolV1Subject,
  FlowSchemaObject,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
} from "../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelProblems } from "../machinery/names.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { dnsLabel, dnsSubdomain, requiredText } from "./rules.ts";
import { SPEC } from "./workload.ts";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
const MOST = 10_000;

function validateVerbs(verbs: readonly string[], at: FieldPath): FieldError[] {
  if (verbs.length === 0) return [required(at, "verbs must contain at least one value")];
  if (verbs.includes("*")) {
    return verbs.length > 1 ? [invalid(at, verbs, "if '*' is present, must not specify other verbs")] : [];
  }
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [notSupported(at, verbs, VERBS)];
}

/** Anything, or a list without the star. */
function starAlone(list: readonly string[], at: FieldPath, what: string): FieldError[] {
  const mixed = list.length > 1 && list.includes("*");
  return mixed ? [invalid(at, list, `if '*' is present, must not specify other ${what}`)] : [];
}

function validateResourceRule(rule: ResourcePolicyRule, at: FieldPath): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope } = rule;
  const here = at.child("namespaces");
  const whole = "resource rules that are not cluster scoped must supply at least one namespace";
  const intro = "each member of this list must be '*' or a DNS-1123 label; ";
  return [
    ...validateVerbs(verbs, at.child("verbs")),
    ...(apiGroups.length === 0
      ? [required(at.child("apiGroups"), "resource rules must supply at least one api group")]
      : starAlone(apiGroups, at.child("apiGroups"), "api groups")),
    ...(resources.length === 0
      ? [required(at.child("resources"), "resource rules must supply at least one resource")]
      : starAlone(resources, at.child("resources"), "resources")),
    ...(namespaces.length === 0 && !clusterScope ? [required(here, whole)] : []),
    ...(namespaces.includes("*")
      ? starAlone(namespaces, here, "namespaces")
      : namespaces.flatMap((name, i) =>
          labelProblems(name).map((problem) => invalid(here.index(i), name, intro + problem)),
        )),
  ];
}

function validateUrlRule({ verbs = [], nonResourceURLs = [] }: NonResourcePolicyRule, at: FieldPath): FieldError[] {
  const here = at.child("nonResourceURLs");
  return [
    ...validateVerbs(verbs, at.child("verbs")),
    ...(nonResourceURLs.length === 0 ? [required(here, "nonResourceURLs must contain at least one value")] : []),
    ...starAlone(nonResourceURLs, here, "non-resource URLs"),
  ];
}

/** The field that says who a subject of a kind is. */
const FIELDS = { ServiceAccount: "serviceAccount", User: "user", Group: "group" } as const;
type SubjectKind = keyof typeof FIELDS;

function validateSubject(subject: FlowcontrolV1Subject, at: FieldPath): FieldError[] {
  const kind = subject.kind as SubjectKind;
  const field = FIELDS[kind];
  if (!field) return [notSupported(at.child("kind"), subject.kind, ["Group", "ServiceAccount", "User"])];
  const here = at.child(field);
  const others = (Object.keys(FIELDS) as SubjectKind[])
    .filter((other) => other !== kind && subject[FIELDS[other]])
    .map((other) =>
      forbidden(at.child(FIELDS[other]), `${FIELDS[other]} is forbidden when subject kind is not '${other}'`),
    );
  const who = subject[field];
  if (!who) return [required(here, `${field} is required when subject kind is '${kind}'`), ...others];
  if (kind !== "ServiceAccount") return [...requiredText(here.child("name"), who.name), ...others];
  const { name, namespace } = subject.serviceAccount!;
  return [
    ...(name ? (name === "*" ? [] : dnsSubdomain(here.child("name"), name)) : [required(here.child("name"))]),
    ...(namespace
      ? dnsLabel(here.child("namespace"), namespace)
      : [required(here.child("namespace"), "must specify namespace for service account")]),
    ...others,
  ];
}

function validateRule(rule: PolicyRulesWithSubjects, at: FieldPath): FieldError[] {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  const none = "at least one of resourceRules and nonResourceRules has to be non-empty";
  return [
    ...(subjects.length === 0 ? [required(at.child("subjects"), "subjects must contain at least one value")] : []),
    ...subjects.flatMap((subject, i) => validateSubject(subject, at.child("subjects").index(i))),
    ...(resourceRules.length + nonResourceRules.length === 0 ? [required(at, none)] : []),
    ...resourceRules.flatMap((one, i) => validateResourceRule(one, at.child("resourceRules").index(i))),
    ...nonResourceRules.flatMap((one, i) => validateUrlRule(one, at.child("nonResourceRules").index(i))),
  ];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/flow-schema-v1/ */
export const FlowSchema = defineKind<FlowSchemaObject>({
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  kind: "FlowSchema",
  plural: "flowschemas",
  namespaced: false,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "FlowSchema",
  setDefaults(schema) {
    if (schema.spec) schema.spec.matchingPrecedence ||= 1000;
  },
  prepareCreate(schema) {
    schema.status = {};
  },
  validate({ metadata, spec }) {
    const { matchingPrecedence = 0, distinguisherMethod, priorityLevelConfiguration, rules = [] } = spec ?? {};
    const precedence = SPEC.child("matchingPrecedence");
    const level = SPEC.child("priorityLevelConfiguration").child("name");
    const name = priorityLevelConfiguration?.name;
    const method = distinguisherMethod?.type;
    return [
      ...(matchingPrecedence <= 0
        ? [invalid(precedence, matchingPrecedence, "must be a positive value")]
        : matchingPrecedence > MOST
          ? [invalid(precedence, matchingPrecedence, `must not be greater than ${MOST}`)]
          : []),
      ...(matchingPrecedence === 1 && metadata.name !== "exempt"
        ? [invalid(precedence, matchingPrecedence, "only the schema named 'exempt' may have matchingPrecedence 1")]
        : []),
      ...(distinguisherMethod && method !== "ByNamespace" && method !== "ByUser"
        ? [
            notSupported(SPEC.child("distinguisherMethod").child("type"), { Type: method ?? "" }, [
              "ByNamespace",
              "ByUser",
            ]),
          ]
        : []),
      ...(name ? dnsSubdomain(level, name) : [required(level, "must reference a priority level")]),
      ...rules.flatMap((rule, i) => validateRule(rule, SPEC.child("rules").index(i))),
    ];
  },
  rowOrder: (a, b) => (a.spec?.matchingPrecedence ?? 0) - (b.spec?.matchingPrecedence ?? 0),
  columns: [
    nameColumn,
    { name: "PriorityLevel", cell: ({ spec }) => spec?.priorityLevelConfiguration.name ?? "" },
    { name: "MatchingPrecedence", cell: ({ spec }) => spec?.matchingPrecedence ?? 0 },
    { name: "DistinguisherMethod", cell: ({ spec }) => spec?.distinguisherMethod?.type ?? "<none>" },
    ageColumn,
    {
      name: "MissingPL",
      cell: ({ status }) => status?.conditions?.find(({ type }) => type === "Dangling")?.status ?? "?",
    },
  ],
});
