import { CommandError } from "../cli/errors.ts";
import { generator, intOrString } from "./generate.ts";
import { sortedRecord } from "./sources.ts";

export const quota = generator({
  usage: "create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]",
  about: ["Create a resource quota with the given name, limits, and scopes where wanted."],
  examples: [["Limit CPU, pods and services", "kubectl create quota my-quota --hard=cpu=1,pods=2,services=3"]],
  flags: {
    hard: { type: "string", help: "Limits as resource=quantity, separated by commas." },
    scopes: { type: "string", help: "Scopes that the quota counts, separated by commas." },
  },
  makes: { group: "", version: "v1", plural: "resourcequotas", namespaced: true },
  failure: "failed to create quota:",
  build({ flags }, _kube, name) {
    const hard = flags.hard === "" ? [] : flags.hard.split(",").map(parsePair);
    const scopes = flags.scopes === "" ? [] : flags.scopes.split(",");
    return {
      kind: "ResourceQuota",
      apiVersion: "v1",
      metadata: { name },
      spec: { ...(hard.length > 0 && { hard: sortedRecord(hard) }), ...(scopes.length > 0 && { scopes }) },
      status: {},
    };
  },
});

function parsePair(text: string): [string, string] {
  const parts = text.split("=");
  if (parts.length !== 2) throw new CommandError(`Invalid argument syntax ${text}, expected <resource>=<value>`);
  return [parts[0]!, parts[1]!];
}

export const podDisruptionBudget = generator({
  usage: "create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
  about: ["Create a pod disruption budget: how many of the selected pods must stay available."],
  examples: [
    [
      "At least one pod of app=rails",
      "kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1",
    ],
  ],
  flags: {
    maxUnavailable: { type: "string", help: "Most pods, number or percentage, that may be unavailable." },
    minAvailable: { type: "string", help: "Fewest pods, number or percentage, that must be available." },
    selector: { type: "string", help: "Labels of the pods. Only equality is understood here." },
  },
  makes: { group: "policy", version: "v1", plural: "poddisruptionbudgets", namespaced: true },
  failure: "failed to create poddisruptionbudgets:",
  build({ flags }, _kube, name) {
    if (flags.selector === "") throw new CommandError("a selector must be specified");
    if (flags.maxUnavailable === "" && flags.minAvailable === "") {
      throw new CommandError("one of min-available or max-unavailable must be specified");
    }
    if (flags.maxUnavailable !== "" && flags.minAvailable !== "") {
      throw new CommandError("min-available and max-unavailable cannot be both specified");
    }
    const pairs = flags.selector.split(",").map((part) => {
      const [key = "", value = ""] = part.split(/==?/);
      return [key, value] as const;
    });
    return {
      kind: "PodDisruptionBudget",
      apiVersion: "policy/v1",
      metadata: { name },
      spec: {
        ...(flags.minAvailable !== "" && { minAvailable: intOrString(flags.minAvailable) }),
        selector: { matchLabels: sortedRecord(pairs) },
        ...(flags.maxUnavailable !== "" && { maxUnavailable: intOrString(flags.maxUnavailable) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
});

export const priorityClass = generator({
  usage: "create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
  about: ["Create a priority class with the given name."],
  examples: [
    [
      "A class for important pods",
      'kubectl create priorityclass high-priority --value=1000 --description="high priority"',
    ],
  ],
  flags: {
    description: { type: "string", help: "When to use the class." },
    globalDefault: { type: "bool", help: "Whether pods without a class get this one." },
    preemptionPolicy: { type: "string", value: "PreemptLowerPriority", help: "PreemptLowerPriority or Never." },
    value: { type: "int", help: "The priority itself." },
  },
  makes: { group: "scheduling.k8s.io", version: "v1", plural: "priorityclasses", namespaced: false },
  failure: "failed to create priorityclass:",
  build: ({ flags }, _kube, name) => ({
    kind: "PriorityClass",
    apiVersion: "scheduling.k8s.io/v1",
    metadata: { name },
    value: flags.value,
    ...(flags.globalDefault && { globalDefault: true }),
    ...(flags.description !== "" && { description: flags.description }),
    preemptionPolicy: flags.preemptionPolicy,
  }),
});
