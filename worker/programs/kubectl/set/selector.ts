import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { textAt, withField } from "../json.ts";
import { SET_FLAGS, setOnObjects } from "./template.ts";

/** @see k8s.io/kubectl/pkg/cmd/set set_selector.go */
export default command({
  usage: "set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
  usageWhole: true,
  about: ["Give a service another selector, in place of the one it has."],
  examples: [["Of a service", "kubectl set selector service web environment=qa"]],
  flags: {
    ...SET_FLAGS,
    resourceVersion: { type: "string", help: "Only if the object is still at this resource version." },
  },
  async run({ flags, operands }, kube) {
    const expression = operands.at(-1);
    if (expression === undefined) throw new CommandError("one selector is required");
    const labels = labelsOf(expression);
    const call = { flags, operands: operands.slice(0, -1), deed: "selector updated" };
    await setOnObjects(kube, call, (object) => {
      if (textAt(object, "kind") !== "Service") {
        throw new CommandError("setting a selector is only supported for Services");
      }
      const at = flags.resourceVersion;
      const versioned = at ? withField(object, ["metadata", "resourceVersion"], at) : object;
      return withField(versioned, ["spec", "selector"], labels);
    });
  },
});

/** Equalities only: a service can ask for nothing else. */
function labelsOf(expression: string): Readonly<Record<string, string>> {
  const pairs = expression.split(",").map((part) => {
    const equal = /^\s*([^=!\s]+)\s*==?\s*([^=\s]*)\s*$/.exec(part);
    if (equal) return [equal[1]!, equal[2]!] as const;
    const key = part.replace(/[\s!=(].*$/, "").trim() || part.replace("!", "").trim();
    const operator = part.includes("!=") ? "NotIn" : part.trim().startsWith("!") ? "DoesNotExist" : "Exists";
    const values = part.includes("!=") ? ` [${part.split("!=")[1]!.trim()}]` : " []";
    throw new CommandError(`match expression [{${key} ${operator}${values}}] not supported on this object`);
  });
  return Object.fromEntries(pairs);
}
