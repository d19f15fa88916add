import type { PolicyRule } from "../../../api/generated/types.ts";
import { StatusError } from "../../../api/machinery/status.ts";
import { breakDown, compactRules } from "../../../api/server/authorization/escalation.ts";
import { type Command, type CommandEntry, command, commandGroup } from "../cli/command.ts";
import { CommandError, UsageError } from "../cli/errors.ts";
import { type JsonObject, listAt, objectAt, textAt } from "../json.ts";
import { noPrinter, objectPrinter, outputFormat } from "../print/printer.ts";
import { TabWriter } from "../print/tabwriter.ts";
import { ALL_NAMESPACES_FLAG, PRINT_FLAGS } from "../resource/flags.ts";
import reconcile from "./authReconcile.ts";

const GROUP = "authorization.k8s.io/v1";

/** Verbs that are no surprise: of resources, and of paths. */
const VERBS = [
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "impersonate"],
  ...["*", "approve", "sign", "escalate", "attest"],
];
const PATH_VERBS = ["get", "put", "post", "head", "options", "delete", "patch", "*"];

const canI = command({
  usage: "auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
  about: [
    "Ask whether an action is allowed.",
    "VERB is a verb of the API such as get or create; NONRESOURCEURL is a path that begins with a slash.",
  ],
  examples: [
    ["May I create pods anywhere", "kubectl auth can-i create pods --all-namespaces"],
    ["What may I do here", "kubectl auth can-i --list --namespace=foo"],
  ],
  flags: {
    ...ALL_NAMESPACES_FLAG,
    list: { type: "bool", help: "List all that is allowed." },
    noHeaders: { type: "bool", help: "Leave the column heads out" },
    quiet: { type: "bool", short: "q", help: "Print nothing; only the exit code tells." },
    subresource: { type: "string", help: "Subresource such as pod/log" },
  },
  async run({ flags, operands, path }, kube) {
    const { connection } = await kube.rest();
    const namespace = flags.allNamespaces ? "" : await kube.namespace();
    if (flags.list) {
      if (operands.length > 0) throw new CommandError("list option must be specified with no arguments");
      if (flags.quiet || flags.allNamespaces || flags.subresource) {
        throw new CommandError(
          "list option can't be specified with neither quiet, all-namespaces nor subresource options",
        );
      }
      const review = await connection.json({
        method: "POST",
        path: `/apis/${GROUP}/selfsubjectrulesreviews`,
        body: { kind: "SelfSubjectRulesReview", apiVersion: GROUP, metadata: {}, spec: { namespace } },
      });
      const status = objectAt(review, "status");
      if (status.incomplete === true)
        await kube.warn(`the list may be incomplete: ${textAt(status, "evaluationError")}`);
      await kube.out(rules(status, flags.noHeaders));
      return 0;
    }
    const [verb, target] = operands;
    if (verb === undefined || target === undefined || operands.length > 3) {
      throw new UsageError(
        `you must specify two arguments: verb resource or verb resource/resourceName.\nSee '${path} -h' for help and examples.`,
      );
    }
    const byPath = target.startsWith("/");
    if (byPath && flags.subresource) throw new CommandError("--subresource can not be used with NonResourceURL");
    const spec = byPath
      ? { nonResourceAttributes: { path: target, verb } }
      : { resourceAttributes: await resourceAttributes(verb, target, operands[2]) };
    if (!(byPath ? PATH_VERBS : VERBS).includes(verb)) await kube.warn(`verb '${verb}' is not a known verb\n`);
    if (flags.noHeaders) throw new CommandError("--no-headers cannot be set without --list specified");
    const review = await connection.json({
      method: "POST",
      path: `/apis/${GROUP}/selfsubjectaccessreviews`,
      body: { kind: "SelfSubjectAccessReview", apiVersion: GROUP, metadata: {}, spec },
    });
    const status = objectAt(review, "status");
    const allowed = status.allowed === true;
    if (!flags.quiet) {
      const reason = textAt(status, "reason");
      const failure = textAt(status, "evaluationError");
      await kube.out(
        `${allowed ? "yes" : "no"}${!allowed && reason ? ` - ${reason}` : ""}${!allowed && failure ? ` - ${failure}` : ""}\n`,
      );
    }
    return allowed ? 0 : 1;

    async function resourceAttributes(verbWord: string, word: string, third: string | undefined): Promise<JsonObject> {
      const [type = "", name = third] = word.split("/");
      const found = type === "*" ? undefined : (await kube.discovery()).tryFind(type);
      if (!found && type !== "*" && type !== "users" && type !== "groups") {
        const [plural = "", ...group] = type.split(".");
        const within = group.length > 0 ? ` in group '${group.join(".")}'` : "";
        await kube.warn(`the server doesn't have a resource type '${plural}'${within}\n`);
      }
      if (found && !found.namespaced && !flags.allNamespaces) {
        await kube.warn(
          `resource '${found.plural}' is not namespace scoped${found.group ? ` in group '${found.group}'` : ""}\n`,
        );
      }
      return {
        ...(namespace && { namespace }),
        verb: verbWord,
        ...(found?.group ? { group: found.group } : {}),
        resource: found?.plural ?? type,
        ...(flags.subresource && { subresource: flags.subresource }),
        ...(name && { name }),
      };
    }
  },
});

/** What one may do, a line a resource or path. kubectl pkg/cmd/auth/cani.go printStatus */
function rules(status: JsonObject, noHeaders: boolean): string {
  const granted = [
    ...listAt(status, "resourceRules"),
    ...listAt(status, "nonResourceRules"),
  ] as unknown as PolicyRule[];
  const sorted = compactRules(granted.flatMap(breakDown))
    .map((rule) => ({ rule, key: goRule(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const rows = sorted.map(({ rule: { apiGroups, resources, nonResourceURLs, resourceNames, verbs } }) => [
    resources?.length ? [resources[0]!, ...(apiGroups?.[0] ? [apiGroups[0]] : [])].join(".") : "",
    list(nonResourceURLs),
    list(resourceNames),
    list(verbs),
  ]);
  return new TabWriter().format(
    noHeaders ? rows : [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"], ...rows],
  );
}

const list = (items: readonly string[] | undefined): string => `[${(items ?? []).join(" ")}]`;

/** What lists of rules are sorted by: the rule as Go prints it. */
const goRule = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string =>
  `&PolicyRule{Verbs:${list(verbs)},APIGroups:${list(apiGroups)},Resources:${list(resources)},ResourceNames:${list(resourceNames)},NonResourceURLs:${list(nonResourceURLs)},}`;

const whoami = command({
  usage: "auth whoami",
  about: ["Show who the server takes you for: name, groups and other attributes."],
  examples: [["Me", "kubectl auth whoami"]],
  flags: PRINT_FLAGS,
  async run({ flags }, kube) {
    const { connection } = await kube.rest();
    const group = "authentication.k8s.io/v1";
    const review = await connection
      .json({
        method: "POST",
        path: `/apis/${group}/selfsubjectreviews`,
        body: { kind: "SelfSubjectReview", apiVersion: group, metadata: {}, status: { userInfo: {} } },
      })
      .catch((error: unknown) => {
        if (!(error instanceof StatusError && error.is("NotFound"))) throw error;
        throw new CommandError("the selfsubjectreviews API is not enabled in the cluster");
      });
    if (outputFormat(flags).format !== "") {
      const printer = (await objectPrinter(kube, flags, { typed: true })) ?? noPrinter(flags.output);
      return kube.out(printer.print(review));
    }
    const info = objectAt(review, "status", "userInfo");
    const rows = [["ATTRIBUTE", "VALUE"]];
    if (info.username) rows.push(["Username", textAt(info, "username")]);
    if (info.uid) rows.push(["UID", textAt(info, "uid")]);
    const groups = listAt(info, "groups");
    if (groups.length > 0) rows.push(["Groups", `[${groups.join(" ")}]`]);
    for (const [key, values] of Object.entries(objectAt(info, "extra")))
      rows.push([`Extra: ${key}`, `[${(values as readonly string[]).join(" ")}]`]);
    await kube.out(new TabWriter().format(rows));
  },
});

const entry = (name: string, summary: string, one: Command): CommandEntry => ({ name, summary, load: async () => one });

export default commandGroup({
  usage: "auth [flags]",
  about: ["Inspect authorization."],
  subcommands: [
    entry("can-i", "Check whether an action is allowed", canI),
    entry(
      "reconcile",
      "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
      reconcile,
    ),
    entry("whoami", "Experimental: Check self subject attributes", whoami),
  ],
});
