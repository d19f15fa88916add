import { dig, isObject, nameOf, namespaceOf, numberAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import type { Describer } from "./describer.ts";
import { orNone } from "./metadata.ts";

export const podDisruptionBudgetDescriber: Describer = {
  group: "policy",
  kind: "PodDisruptionBudget",
  describe(budget, out) {
    out.field(0, "Name", nameOf(budget));
    out.field(0, "Namespace", namespaceOf(budget));
    const least = dig(budget, "spec", "minAvailable");
    const most = dig(budget, "spec", "maxUnavailable");
    if (least !== undefined) out.field(0, "Min available", String(least));
    else if (most !== undefined) out.field(0, "Max unavailable", String(most));
    const selector = dig(budget, "spec", "selector");
    out.field(0, "Selector", isObject(selector) ? orNone(selectorText(selector)) : "<unset>");
    out.line(0, "Status:");
    const count = (name: string, field: string) => out.field(2, name, numberAt(budget, "status", field) ?? 0);
    count("Allowed disruptions", "disruptionsAllowed");
    count("Current", "currentHealthy");
    count("Desired", "desiredHealthy");
    count("Total", "expectedPods");
  },
};
