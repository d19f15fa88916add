import type { PolicyRule, RbacSubject } from "../../../api/generated/types.ts";
import { StatusError } from "../../../api/machinery/status.ts";
import { uncovered } from "../../../api/server/authorization/escalation.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { Place, Rest } from "../client/rest.ts";
import { type JsonObject, listAt, mapAt, nameOf, namespaceOf, objectAt, sameJson, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS } from "../resource/flags.ts";
import { select } from "../resource/selection.ts";
import { resourceOf } from "../resource/targets.ts";

const GROUP = "rbac.authorization.k8s.io";
const AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

/** What has to be done, and what of the object differs. */
interface Plan {
  readonly object: JsonObject;
  readonly operation: "none" | "create" | "update" | "recreate";
  readonly isProtected?: boolean;
  readonly missingRules?: readonly PolicyRule[];
  readonly extraRules?: readonly PolicyRule[];
  readonly missingSubjects?: readonly RbacSubject[];
  readonly extraSubjects?: readonly RbacSubject[];
}

interface Extras {
  readonly removeExtraPermissions: boolean;
  readonly removeExtraSubjects: boolean;
}

/** @see k8s.io/component-helpers auth/rbac/reconciliation */
export default command({
  usage: "auth reconcile -f FILENAME",
  about: [
    "Make roles and bindings hold what files say.",
    "What is missing is created, with its namespace. Rules and subjects are added to what is there; others stay unless told otherwise.",
  ],
  examples: [["From a file", "kubectl auth reconcile -f my-rbac-rules.yaml"]],
  flags: {
    ...DRY_RUN_FLAG,
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    removeExtraPermissions: { type: "bool", help: "Take permissions away from roles that the file does not give them" },
    removeExtraSubjects: { type: "bool", help: "Take subjects out of bindings that the file does not name" },
  },
  async run({ flags, operands }, kube) {
    if (flags.filename.length === 0 && !flags.kustomize) throw new CommandError("must specify one of -f and -k");
    if (operands.length > 0) throw new CommandError("no arguments are allowed");
    const dryRun = await readDryRun(kube, flags.dryRun);
    if (dryRun === "server") throw new CommandError("--dry-run=server for command reconcile is not supported yet");
    const printer = await deedPrinter(kube, flags, dryRun);
    const selection = await select(kube, { ...flags, operands, validated: false });
    if (selection.by !== "file") return;
    const rest = await kube.rest();
    for (const { source, object } of selection.objects) {
      const resource = await resourceOf(kube, object, source);
      if (resource.group !== GROUP) continue;
      // The real command fills in no namespace either, not even the one that -n names.
      const namespace = resource.namespaced ? { namespace: namespaceOf(object) } : {};
      const place = { resource, name: nameOf(object), ...namespace };
      const plan = await carryOut(kube, rest, place, object, flags, dryRun !== "none");
      await printer.print(plan.object, "reconciled");
      await kube.err(report(plan, flags));
    }
    throwAll([...selection.errors]);
  },
});

async function carryOut(
  kube: Kube,
  rest: Rest,
  place: Place,
  wanted: JsonObject,
  extras: Extras,
  dry: boolean,
): Promise<Plan> {
  const existing = await rest.get(place).catch(unless("NotFound"));
  const plan = existing ? reconciled(existing, wanted, extras) : created(wanted);
  if (plan.isProtected || dry || plan.operation === "none") return plan;
  const { name: _, ...collection } = place;
  if (plan.operation === "update") return { ...plan, object: await rest.replace(place, plan.object) };
  if (plan.operation === "recreate") {
    const preconditions = { uid: textAt(existing, "metadata", "uid") };
    await rest.delete(place, { preconditions }).catch(unless("NotFound"));
  }
  if (place.namespace === "") throw new CommandError("resource name may not be empty");
  if (place.namespace) await ensureNamespace(kube, rest, place.namespace);
  return { ...plan, object: await rest.create(collection, plan.object) };
}

/** As well as it goes: whoever may write roles need not be able to make namespaces. */
async function ensureNamespace(kube: Kube, rest: Rest, name: string): Promise<void> {
  const resource = (await kube.discovery()).tryFind("namespaces");
  if (!resource || (await rest.get({ resource, name }).catch(unless("NotFound", "Forbidden")))) return;
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  await rest.create({ resource }, namespace).catch(unless("AlreadyExists", "Forbidden"));
}

const unless =
  (...reasons: readonly Parameters<StatusError["is"]>[0][]) =>
  (error: unknown): undefined => {
    if (!(error instanceof StatusError) || !reasons.some((reason) => error.is(reason))) throw error;
  };

const rulesOf = (object: JsonObject) => listAt(object, "rules") as unknown as readonly PolicyRule[];
const subjectsOf = (object: JsonObject) => listAt(object, "subjects") as unknown as readonly RbacSubject[];
const isBinding = (object: JsonObject) => textAt(object, "kind").endsWith("Binding");

const created = (object: JsonObject): Plan => ({
  object,
  operation: "create",
  ...(isBinding(object) ? { missingSubjects: subjectsOf(object) } : { missingRules: rulesOf(object) }),
});

function reconciled(existing: JsonObject, wanted: JsonObject, extras: Extras): Plan {
  const isProtected = mapAt(existing, "metadata", "annotations")[AUTO_UPDATE] === "false";
  const { labels: _, annotations: __, ...rest } = objectAt(existing, "metadata");
  const merged = (field: string) => {
    const both = { ...mapAt(wanted, "metadata", field), ...mapAt(existing, "metadata", field) };
    return Object.keys(both).length > 0 ? { [field]: both } : {};
  };
  const metadata: JsonObject = { ...rest, ...merged("labels"), ...merged("annotations") };
  const base = { ...existing, metadata };
  const changed = !sameJson(metadata, objectAt(existing, "metadata"));
  const plan = isBinding(existing)
    ? reconciledBinding(base, wanted, extras.removeExtraSubjects)
    : reconciledRole(base, wanted, extras.removeExtraPermissions);
  const operation = plan.operation === "none" && changed ? "update" : plan.operation;
  return { ...plan, operation, isProtected };
}

function reconciledRole(existing: JsonObject, wanted: JsonObject, remove: boolean): Plan {
  const gathers = "aggregationRule";
  const bothGather = existing[gathers] !== undefined && wanted[gathers] !== undefined;
  const extraRules = bothGather ? [] : uncovered(rulesOf(wanted), rulesOf(existing));
  const missingRules = uncovered(rulesOf(existing), rulesOf(wanted));
  const differs = missingRules.length > 0 || (remove && extraRules.length > 0);
  const rules = remove ? rulesOf(wanted) : [...rulesOf(existing), ...missingRules];
  const { [gathers]: selectors, ...plain } = existing;
  const kept = wanted[gathers] === undefined ? {} : { [gathers]: union(selectors, wanted[gathers], remove) };
  const object = { ...plain, ...kept, ...(differs ? { rules: rules as never } : {}) };
  const same = sameJson(kept[gathers], selectors);
  return { object, operation: differs || !same ? "update" : "none", missingRules, extraRules };
}

function union(existing: JsonObject[string], wanted: JsonObject[string], remove: boolean): JsonObject[string] {
  if (remove || existing === undefined) return wanted;
  const there = listAt(existing, "clusterRoleSelectors");
  const missing = listAt(wanted, "clusterRoleSelectors").filter((one) => !there.some((own) => sameJson(own, one)));
  return { clusterRoleSelectors: [...there, ...missing] };
}

function reconciledBinding(existing: JsonObject, wanted: JsonObject, remove: boolean): Plan {
  const ref = (object: JsonObject) => ({ apiGroup: GROUP, ...objectAt(object, "roleRef") });
  if (!sameJson(ref(existing), ref(wanted))) return { object: wanted, operation: "recreate" };
  const [there, asked] = [subjectsOf(existing), subjectsOf(wanted)];
  const without = (list: readonly RbacSubject[], others: readonly RbacSubject[]) =>
    list.filter((one) => !others.some((other) => subjectText(other) === subjectText(one)));
  const missingSubjects = without(asked, there);
  const extraSubjects = without(there, asked);
  const differs = missingSubjects.length > 0 || (remove && extraSubjects.length > 0);
  const subjects = remove ? asked : [...there, ...missingSubjects];
  const object = differs ? { ...existing, subjects: subjects as never } : existing;
  return { object, operation: differs ? "update" : "none", missingSubjects, extraSubjects };
}

const goList = (list: readonly string[] | undefined): string => `[${(list ?? []).join(" ")}]`;

const ruleText = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string =>
  `{Verbs:${goList(verbs)} APIGroups:${goList(apiGroups)} Resources:${goList(resources)} ResourceNames:${goList(resourceNames)} NonResourceURLs:${goList(nonResourceURLs)}}`;

function subjectText({ kind, apiGroup, name, namespace = "" }: RbacSubject): string {
  return `{Kind:${kind} APIGroup:${apiGroup ?? (kind === "ServiceAccount" ? "" : GROUP)} Name:${name} Namespace:${namespace}}`;
}

function report(plan: Plan, { removeExtraPermissions, removeExtraSubjects }: Extras): string {
  const { operation, isProtected, missingRules, extraRules, missingSubjects, extraSubjects } = plan;
  if (operation === "none") return "";
  const caveat = isProtected ? `, but object opted out (${AUTO_UPDATE}: false)` : "";
  const part = <T>(heading: string, list: readonly T[] | undefined, text: (one: T) => string) =>
    list?.length ? [`\t${heading}:`, ...list.map((one) => `\t\t${text(one)}`)] : [];
  const lines = [
    `\treconciliation required ${operation}${operation === "recreate" ? "" : caveat}`,
    ...part("missing subjects added", missingSubjects, subjectText),
    ...part("extra subjects removed", removeExtraSubjects ? extraSubjects : [], subjectText),
    ...part("missing rules added", missingRules, ruleText),
    ...part("extra rules removed", removeExtraPermissions ? extraRules : [], ruleText),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
