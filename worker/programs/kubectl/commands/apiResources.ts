import { command } from "../cli/command.ts";
import { CommandError, usageError } from "../cli/errors.ts";
import { apiVersionOf, qualifiedPlural } from "../client/discovery.ts";
import { TabWriter } from "../print/tabwriter.ts";

export default command({
  usage: "api-resources [flags]",
  about: ["List the resources that the server offers."],
  examples: [
    ["All", "kubectl api-resources"],
    ["With their verbs and categories", "kubectl api-resources -o wide"],
    ["Those that have no namespaces", "kubectl api-resources --namespaced=false"],
    ["Of one API group", "kubectl api-resources --api-group=rbac.authorization.k8s.io"],
  ],
  flags: {
    apiGroup: { type: "string", help: "Only this API group." },
    cached: { type: "bool", help: "Use what is cached where possible." },
    categories: { type: "list", help: "Only these categories." },
    namespaced: {
      type: "bool",
      value: true,
      help: "Only resources with namespaces, or (false) without; both when absent.",
    },
    noHeaders: { type: "bool", help: "Leave the column heads out." },
    output: { type: "string", short: "o", help: "Output format. One of: (json, yaml, kyaml, name, wide)." },
    showManagedFields: { type: "bool", help: "Keep managedFields when printing JSON or YAML." },
    sortBy: { type: "string", help: "Sort by 'name' or 'kind'." },
    verbs: { type: "list", help: "Only resources that have all of these verbs." },
  },
  async run({ flags, operands, path, changed }, kube) {
    if (operands.length > 0) throw usageError(path, `unexpected arguments: [${operands.join(" ")}]`);
    if (!["", "name", "wide"].includes(flags.output)) {
      throw usageError(path, `--output ${flags.output} is not available`);
    }
    if (!["", "name", "kind"].includes(flags.sortBy)) throw new CommandError("--sort-by accepts only name or kind");
    const all = (await kube.discovery()).preferred.filter(
      (one) =>
        one.verbs.length > 0 &&
        (!changed.has("apiGroup") || one.group === flags.apiGroup) &&
        (!changed.has("namespaced") || one.namespaced === flags.namespaced) &&
        flags.verbs.every((verb) => one.verbs.includes(verb)) &&
        flags.categories.every((category) => one.categories.includes(category)),
    );
    const order = (text: (one: (typeof all)[number]) => string) => (a: (typeof all)[number], b: (typeof all)[number]) =>
      text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
    all.sort(order((one) => `${one.group}\u0000${one.plural}`));
    if (flags.sortBy === "kind") all.sort(order((one) => one.kind));
    if (flags.sortBy === "name") all.sort(order((one) => one.plural));
    if (flags.output === "name") {
      for (const one of all) await kube.out(`${qualifiedPlural(one)}\n`);
      return;
    }
    const wide = flags.output === "wide";
    const rows = all.map((one) => [
      one.plural,
      one.shortNames.join(","),
      apiVersionOf(one),
      String(one.namespaced),
      one.kind,
      ...(wide ? [one.verbs.join(","), one.categories.join(",")] : []),
    ]);
    const head = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", ...(wide ? ["VERBS", "CATEGORIES"] : [])];
    if (!flags.noHeaders) rows.unshift(head);
    await kube.out(new TabWriter().format(rows));
  },
});
