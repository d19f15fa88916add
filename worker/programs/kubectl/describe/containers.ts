import { canonicalQuantity, parseQuantity, quantityMilli } from "../../../base/quantity.ts";
import { dig, isObject, type Json, type JsonObject, listAt, mapAt, numberAt, objectAt, textAt } from "../json.ts";
import { goSorted } from "../print/goSort.ts";
import type { DescribeContext } from "./describer.ts";
import { longTime, orNone } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

/** Containers as pods and pod templates show them; templates have no statuses and stand one blank further in. */
export interface ContainersView {
  readonly title: string;
  readonly containers: readonly Json[];
  readonly statuses: readonly Json[];
  /** "" in a pod, "  " in a template. */
  readonly space: string;
  /** The pod, for values taken from its own fields. */
  readonly pod?: JsonObject;
  readonly context: Pick<DescribeContext, "zoneMinutes">;
}

export function writeContainers(view: ContainersView, out: DescribeWriter): void {
  out.line(0, `${view.space}${view.title}:${view.containers.length === 0 ? " <none>" : ""}`);
  for (const container of view.containers) {
    const name = textAt(container, "name");
    const status = view.statuses.find((one) => textAt(one, "name") === name);
    out.line(1, `${view.space === "" ? "" : " "}${name}:`);
    if (status) out.field(2, "Container ID", textAt(status, "containerID"));
    out.field(2, "Image", textAt(container, "image"));
    if (status) out.field(2, "Image ID", textAt(status, "imageID"));
    writePorts(container, out);
    writeWords("Command", listAt(container, "command"), out);
    writeWords("Args", listAt(container, "args"), out);
    if (status) writeStatus(status, out, view.context);
    writeResources(objectAt(container, "resources"), 2, out);
    writeProbes(container, out);
    writeEnvironment(container, out, view.pod);
    writeMounts(container, out);
  }
}

function writePorts(container: Json, out: DescribeWriter): void {
  const ports = listAt(container, "ports");
  const shown = ports.map((port) => {
    const name = textAt(port, "name");
    return `${numberAt(port, "containerPort")}/${textAt(port, "protocol")}${name ? ` (${name})` : ""}`;
  });
  const host = ports.map((port) => {
    const name = textAt(port, "name");
    return `${numberAt(port, "hostPort") ?? 0}/${textAt(port, "protocol")}${name ? ` (${name})` : ""}`;
  });
  const many = ports.length > 1;
  out.field(2, many ? "Ports" : "Port", orNone(shown.join(", ")));
  out.field(2, many ? "Host Ports" : "Host Port", orNone(host.join(", ")));
  const seccomp = objectAt(container, "securityContext", "seccompProfile");
  if (seccomp.type) out.field(2, "SeccompProfile", textAt(seccomp, "type"));
  if (seccomp.localhostProfile) out.field(3, "LocalhostProfile", textAt(seccomp, "localhostProfile"));
}

function writeWords(title: string, words: readonly Json[], out: DescribeWriter): void {
  if (words.length === 0) return;
  out.line(2, `${title}:`);
  for (const word of words) for (const line of String(word).split("\n")) out.line(3, line);
}

function writeStatus(status: Json, out: DescribeWriter, context: ContainersView["context"]): void {
  writeState("State", dig(status, "state"), out, context);
  if (dig(status, "lastState", "terminated")) writeState("Last State", dig(status, "lastState"), out, context);
  out.field(2, "Ready", dig(status, "ready") === true ? "True" : "False");
  out.field(2, "Restart Count", numberAt(status, "restartCount") ?? 0);
}

function writeState(
  title: string,
  state: Json | undefined,
  out: DescribeWriter,
  context: ContainersView["context"],
): void {
  const running = dig(state, "running");
  const terminated = dig(state, "terminated");
  if (isObject(running)) {
    out.field(2, title, "Running");
    out.field(3, "Started", longTime(textAt(running, "startedAt"), context));
  } else if (isObject(terminated)) {
    out.field(2, title, "Terminated");
    if (textAt(terminated, "reason")) out.field(3, "Reason", textAt(terminated, "reason"));
    if (textAt(terminated, "message")) out.field(3, "Message", textAt(terminated, "message"));
    out.field(3, "Exit Code", numberAt(terminated, "exitCode") ?? 0);
    if (numberAt(terminated, "signal")) out.field(3, "Signal", numberAt(terminated, "signal") ?? 0);
    out.field(3, "Started", longTime(textAt(terminated, "startedAt"), context));
    out.field(3, "Finished", longTime(textAt(terminated, "finishedAt"), context));
  } else {
    out.field(2, title, "Waiting");
    const reason = textAt(state, "waiting", "reason");
    if (reason) out.field(3, "Reason", reason);
  }
}

/** Limits and requests, a line a resource. */
export function writeResources(resources: JsonObject, level: number, out: DescribeWriter): void {
  for (const [title, key] of [
    ["Limits", "limits"],
    ["Requests", "requests"],
  ] as const) {
    const amounts = mapAt(resources, key);
    const names = Object.keys(amounts).sort();
    if (names.length > 0) out.line(level, `${title}:`);
    for (const name of names) out.field(level + 1, name, canonicalQuantity(amounts[name]!));
  }
}

function writeProbes(container: Json, out: DescribeWriter): void {
  for (const [title, key] of [
    ["Liveness", "livenessProbe"],
    ["Readiness", "readinessProbe"],
    ["Startup", "startupProbe"],
  ] as const) {
    const probe = dig(container, key);
    if (isObject(probe)) out.field(2, title, probeWords(probe));
  }
}

function probeWords(probe: JsonObject): string {
  const seconds = (key: string, otherwise: number) => numberAt(probe, key) ?? otherwise;
  const timing = `delay=${seconds("initialDelaySeconds", 0)}s timeout=${seconds("timeoutSeconds", 0)}s period=${seconds("periodSeconds", 0)}s #success=${seconds("successThreshold", 0)} #failure=${seconds("failureThreshold", 0)}`;
  if (isObject(probe.exec)) return `exec [${listAt(probe, "exec", "command").join(" ")}] ${timing}`;
  if (isObject(probe.httpGet)) {
    const { host = "", port = "", path = "", scheme = "" } = probe.httpGet as Record<string, string>;
    const slash = path === "" || path.startsWith("/") ? path : `/${path}`;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${encodeURI(slash)} ${timing}`;
  }
  if (isObject(probe.tcpSocket))
    return `tcp-socket ${textAt(probe, "tcpSocket", "host")}:${String(dig(probe, "tcpSocket", "port"))} ${timing}`;
  if (isObject(probe.grpc))
    return `grpc <pod>:${String(dig(probe, "grpc", "port"))} ${textAt(probe, "grpc", "service")} ${timing}`;
  return `unknown ${timing}`;
}

function writeEnvironment(container: Json, out: DescribeWriter, pod: JsonObject | undefined): void {
  const sources = listAt(container, "envFrom");
  if (sources.length > 0) out.line(2, "Environment Variables from:");
  for (const source of sources) {
    const kind = dig(source, "secretRef") ? "Secret" : "ConfigMap";
    const reference = objectAt(source, kind === "Secret" ? "secretRef" : "configMapRef");
    const prefix = textAt(source, "prefix");
    out.line(
      3,
      `${textAt(reference, "name")}\t${kind}${prefix ? ` with prefix '${prefix}'` : ""}\tOptional: ${reference.optional === true}`,
    );
  }
  const variables = listAt(container, "env");
  out.line(2, `Environment:${variables.length === 0 ? "\t<none>" : ""}`);
  for (const variable of variables) writeVariable(variable, { container, pod }, out);
}

function writeVariable(
  variable: Json,
  { container, pod }: { readonly container: Json; readonly pod: JsonObject | undefined },
  out: DescribeWriter,
): void {
  const name = textAt(variable, "name");
  const from = dig(variable, "valueFrom");
  if (!isObject(from)) {
    textAt(variable, "value")
      .split("\n")
      .forEach((line, index) => {
        out.line(3, index === 0 ? `${name}:\t${line}` : `\t${line}`);
      });
    return;
  }
  if (isObject(from.fieldRef)) {
    const path = textAt(from, "fieldRef", "fieldPath");
    return out.field(3, name, `${fieldValue(pod, path)} (${textAt(from, "fieldRef", "apiVersion") || "v1"}:${path})`);
  }
  if (isObject(from.resourceFieldRef)) {
    const resource = textAt(from, "resourceFieldRef", "resource");
    return out.field(3, name, `${resourceValue(container, from.resourceFieldRef)} (${resource})`);
  }
  if (isObject(from.secretKeyRef)) {
    const reference = from.secretKeyRef;
    return out.line(
      3,
      `${name}:\t<set to the key '${textAt(reference, "key")}' in secret '${textAt(reference, "name")}'>\tOptional: ${reference.optional === true}`,
    );
  }
  const reference = objectAt(from, "configMapKeyRef");
  out.line(
    3,
    `${name}:\t<set to the key '${textAt(reference, "key")}' of config map '${textAt(reference, "name")}'>\tOptional: ${reference.optional === true}`,
  );
}

/** A container's own request or limit in units of the divisor, rounded up; absent ones are those of the node. */
function resourceValue(container: Json, reference: Json): string {
  const resource = textAt(reference, "resource");
  const [side = "", name = ""] = resource.split(/\.(.*)/s);
  const amount = quantityMilli(parseQuantity(textAt(container, "resources", side, name) || "0"));
  const divisor = quantityMilli(parseQuantity(String(dig(reference, "divisor") ?? "1"))) || 1000;
  const value = String(Math.ceil(amount / divisor));
  return value === "0" && (resource === "limits.cpu" || resource === "limits.memory") ? "node allocatable" : value;
}

/** A pod's own field, where kubectl reads it: its name and namespace, nothing else. */
const fieldValue = (pod: JsonObject | undefined, path: string): string =>
  path === "metadata.name" || path === "metadata.namespace" ? textAt(pod, ...path.split(".")) : "";

function writeMounts(container: Json, out: DescribeWriter): void {
  const path = (mount: Json) => textAt(mount, "mountPath");
  const mounts = goSorted(listAt(container, "volumeMounts"), (a, b) => path(a) < path(b));
  out.line(2, `Mounts:${mounts.length === 0 ? "\t<none>" : ""}`);
  for (const mount of mounts) {
    const flags = [dig(mount, "readOnly") === true ? "ro" : "rw"];
    if (textAt(mount, "subPath")) flags.push(`path="${textAt(mount, "subPath")}"`);
    out.line(3, `${path(mount)} from ${textAt(mount, "name")} (${flags.join(",")})`);
  }
}
