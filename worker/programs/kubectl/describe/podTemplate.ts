import { dig, isObject, type Json, type JsonObject, listAt, mapAt, numberAt, textAt } from "../json.ts";
import { goSorted } from "../print/goSort.ts";
import { selectorText } from "../resource/labels.ts";
import { writeContainers } from "./containers.ts";
import { orNone, writeAnnotations, writeMap } from "./metadata.ts";
import { writeVolumes } from "./volumes.ts";
import { DescribeWriter } from "./writer.ts";

/** The "Pod Template:" section of workloads. */
export function writePodTemplate(template: JsonObject, out: DescribeWriter): void {
  out.line(0, "Pod Template:");
  writeMap(out, 0, "  Labels", mapAt(template, "metadata", "labels"));
  const annotations = mapAt(template, "metadata", "annotations");
  if (Object.keys(annotations).length > 0) writeAnnotations(out, 1, annotations);
  const account = textAt(template, "spec", "serviceAccountName");
  if (account) out.field(0, "  Service Account", account);
  const common = { statuses: [], space: "  ", context: { zoneMinutes: 0 } };
  const init = listAt(template, "spec", "initContainers");
  if (init.length > 0) writeContainers({ title: "Init Containers", containers: init, ...common }, out);
  writeContainers({ title: "Containers", containers: listAt(template, "spec", "containers"), ...common }, out);
  writeVolumes(listAt(template, "spec", "volumes"), "  ", out);
  writeSpread("  ", listAt(template, "spec", "topologySpreadConstraints"), out);
  const priority = textAt(template, "spec", "priorityClassName");
  if (priority) out.field(0, "  Priority Class Name", priority);
  writeMap(out, 0, "  Node-Selectors", mapAt(template, "spec", "nodeSelector"));
  writeTolerations("  ", listAt(template, "spec", "tolerations"), out);
}

/** The section alone, for `rollout history --revision`, which does not line its columns up. */
export function describeTemplate(template: JsonObject): string {
  const out = new DescribeWriter();
  writePodTemplate(template, out);
  return out.raw();
}

/** "zone:DoNotSchedule when max skew 1 is exceeded for selector app=web", a line each; nothing where there are none. */
export function writeSpread(space: string, constraints: readonly Json[], out: DescribeWriter): void {
  if (constraints.length === 0) return;
  const key = (one: Json) => textAt(one, "topologyKey");
  const lines = goSorted(constraints, (a, b) => key(a) < key(b)).map((one) => {
    const selector = dig(one, "labelSelector");
    const matching = isObject(selector) ? ` for selector ${orNone(selectorText(selector))}` : "";
    const action = textAt(one, "whenUnsatisfiable");
    return `${key(one)}:${action} when max skew ${numberAt(one, "maxSkew") ?? 0} is exceeded${matching}`;
  });
  out.line(0, `${space}Topology Spread Constraints:\t${lines.join(`\n${space}\t`)}`);
}

/** "node.kubernetes.io/not-ready:NoExecute op=Exists for 300s", a line each. */
export function writeTolerations(space: string, tolerations: readonly Json[], out: DescribeWriter): void {
  out.write(0, `${space}Tolerations:\t`);
  if (tolerations.length === 0) return out.line(0, "<none>");
  const sorted = goSorted(tolerations, (a, b) => textAt(a, "key") < textAt(b, "key"));
  sorted.forEach((toleration, index) => {
    const key = textAt(toleration, "key");
    const value = textAt(toleration, "value");
    const effect = textAt(toleration, "effect");
    let text = `${key}${value ? `=${value}` : ""}${effect ? `:${effect}` : ""}`;
    if (textAt(toleration, "operator") === "Exists" && value === "") text += text === "" ? "op=Exists" : " op=Exists";
    const seconds = numberAt(toleration, "tolerationSeconds");
    if (seconds !== undefined) text += ` for ${seconds}s`;
    out.line(0, index === 0 ? text : `${space}\t${text}`);
  });
}
