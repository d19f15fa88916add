import { dig, isObject, type Json, listAt, numberAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { longTime, writeHead } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

export const horizontalPodAutoscalerDescriber: Describer = {
  group: "autoscaling",
  kind: "HorizontalPodAutoscaler",
  describe(scaler, out, context) {
    writeHead(scaler, out);
    out.field(0, "CreationTimestamp", longTime(textAt(scaler, "metadata", "creationTimestamp"), context));
    const kind = textAt(scaler, "spec", "scaleTargetRef", "kind");
    out.field(0, "Reference", `${kind}/${textAt(scaler, "spec", "scaleTargetRef", "name")}`);
    out.field(0, "Metrics", "( current / target )");
    const reported = listAt(scaler, "status", "currentMetrics");
    for (const [i, metric] of listAt(scaler, "spec", "metrics").entries()) writeMetric(out, metric, reported[i]);
    const least = numberAt(scaler, "spec", "minReplicas");
    out.field(0, "Min replicas", least ?? "<unset>");
    out.field(0, "Max replicas", numberAt(scaler, "spec", "maxReplicas") ?? 0);
    const behavior = dig(scaler, "spec", "behavior");
    if (isObject(behavior)) {
      out.line(0, "Behavior:");
      writeScaling(out, "Scale Up", dig(behavior, "scaleUp"));
      writeScaling(out, "Scale Down", dig(behavior, "scaleDown"));
    }
    const now = numberAt(scaler, "status", "currentReplicas") ?? 0;
    const wanted = numberAt(scaler, "status", "desiredReplicas") ?? 0;
    out.line(0, `${kind} pods:\t${now} current / ${wanted} desired`);
    const conditions = listAt(scaler, "status", "conditions");
    if (conditions.length === 0) return;
    out.line(0, "Conditions:\n  Type\tStatus\tReason\tMessage");
    out.line(1, "----\t------\t------\t-------");
    for (const one of conditions) {
      const cells = ["type", "status", "reason", "message"].map((field) => textAt(one, field));
      out.line(1, cells.join("\t"));
    }
  },
};

const UNKNOWN = "<unknown>";

/** The field of a metric that its type names: "ContainerResource" is in containerResource. */
const fieldOf = (type: string): string => `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;

function writeMetric(out: DescribeWriter, metric: Json, reported: Json | undefined): void {
  const type = textAt(metric, "type");
  const source = dig(metric, fieldOf(type));
  const is = dig(reported, fieldOf(type), "current");
  const average = textAt(source, "target", "averageValue");
  const current = (field: string) => textAt(is, field) || UNKNOWN;
  if (type === "Resource" || type === "ContainerResource") {
    const where = type === "Resource" ? "" : ` of container ${JSON.stringify(textAt(source, "container"))}`;
    const name = `resource ${textAt(source, "name")}${where} on pods`;
    if (average) return out.line(1, `${name}:\t${current("averageValue")} / ${average}`);
    const percent = numberAt(is, "averageUtilization");
    const now = percent === undefined ? UNKNOWN : `${percent}% (${textAt(is, "averageValue")})`;
    const wanted = numberAt(source, "target", "averageUtilization");
    return out.line(
      1,
      `${name}  (as a percentage of request):\t${now} / ${wanted === undefined ? "<auto>" : `${wanted}%`}`,
    );
  }
  const name = JSON.stringify(textAt(source, "metric", "name"));
  if (type === "Pods") return out.line(1, `${name} on pods:\t${current("averageValue")} / ${average}`);
  const described = `${textAt(source, "describedObject", "kind")}/${textAt(source, "describedObject", "name")}`;
  const on = type === "Object" ? ` on ${described}` : "";
  if (average) return out.line(1, `${name}${on} (target average value):\t${current("averageValue")} / ${average}`);
  out.line(1, `${name}${on} (target value):\t${current("value")} / ${textAt(source, "target", "value")}`);
}

function writeScaling(out: DescribeWriter, name: string, rules: Json | undefined): void {
  if (!isObject(rules)) return;
  out.line(1, `${name}:`);
  const window = numberAt(rules, "stabilizationWindowSeconds");
  if (window !== undefined) out.line(2, `Stabilization Window: ${window} seconds`);
  const policies = listAt(rules, "policies");
  if (policies.length === 0) return;
  out.line(2, `Select Policy: ${textAt(rules, "selectPolicy") || "Max"}`);
  out.line(2, "Policies:");
  for (const policy of policies) {
    const seconds = numberAt(policy, "periodSeconds") ?? 0;
    out.line(
      3,
      `- Type: ${textAt(policy, "type")}\tValue: ${numberAt(policy, "value") ?? 0}\tPeriod: ${seconds} seconds`,
    );
  }
}
