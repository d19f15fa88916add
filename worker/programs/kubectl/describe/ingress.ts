import {
  dig,
  isObject,
  type Json,
  type JsonObject,
  listAt,
  mapAt,
  nameOf,
  namespaceOf,
  numberAt,
  objectAt,
  textAt,
} from "../json.ts";
import type { DescribeContext, Describer } from "./describer.ts";
import { readyEndpoints, slicesOf } from "./endpointList.ts";
import { joined, writeAnnotations, writeMap } from "./metadata.ts";

export const ingressDescriber: Describer = {
  group: "networking.k8s.io",
  kind: "Ingress",
  async describe(ingress, out, context) {
    const namespace = namespaceOf(ingress);
    out.field(0, "Name", nameOf(ingress));
    writeMap(out, 0, "Labels", mapAt(ingress, "metadata", "labels"));
    out.field(0, "Namespace", namespace);
    const addresses = listAt(ingress, "status", "loadBalancer", "ingress").map(
      (one) => textAt(one, "ip") || textAt(one, "hostname"),
    );
    out.field(0, "Address", [...new Set(addresses.filter((one) => one !== ""))].sort().join(","));
    const className = dig(ingress, "spec", "ingressClassName");
    out.field(0, "Ingress Class", typeof className === "string" ? className : "<none>");
    const byDefault = dig(ingress, "spec", "defaultBackend");
    const fallback = isObject(byDefault) ? await backendText(byDefault, namespace, context) : "<default>";
    out.field(0, "Default backend", fallback);
    const tls = listAt(ingress, "spec", "tls");
    if (tls.length > 0) out.line(0, "TLS:");
    for (const one of tls) {
      const secret = textAt(one, "secretName");
      out.line(1, secret ? `${secret} terminates ${joined(one, "hosts")}` : `SNI routes ${joined(one, "hosts")}`);
    }
    out.line(0, "Rules:\n  Host\tPath\tBackends");
    out.line(1, "----\t----\t--------");
    const rules = listAt(ingress, "spec", "rules").filter((rule) => isObject(dig(rule, "http")));
    for (const rule of rules) {
      out.line(1, `${textAt(rule, "host") || "*"}\t`);
      for (const path of listAt(rule, "http", "paths")) {
        const backend = await backendText(objectAt(path, "backend"), namespace, context);
        out.line(2, `\t${textAt(path, "path")} \t${backend}`);
      }
    }
    if (rules.length === 0) out.line(1, `*\t*\t${fallback}`);
    writeAnnotations(out, 0, mapAt(ingress, "metadata", "annotations"));
  },
};

/** "web:80 (10.244.1.2:80)", or why the endpoints cannot be told. */
async function backendText(backend: JsonObject, namespace: string, context: DescribeContext): Promise<string> {
  const service = dig(backend, "service");
  if (isObject(service)) {
    const name = textAt(service, "name");
    const port = objectAt(service, "port");
    const shown = `${name}:${numberAt(port, "number") || textAt(port, "name")}`;
    try {
      const slices = await slicesOf({ name, namespace }, context);
      const resource = context.discovery.find("services");
      const found = await context.rest.get({ resource, namespace, name });
      return `${shown} (${readyEndpoints(slices, portName(found, port))})`;
    } catch (error) {
      return `${shown} (<error: ${error instanceof Error ? error.message : String(error)}>)`;
    }
  }
  const resource = dig(backend, "resource");
  if (!isObject(resource)) return "";
  const group = dig(resource, "apiGroup") ?? "<none>";
  return `APIGroup: ${String(group)}, Kind: ${textAt(resource, "kind")}, Name: ${textAt(resource, "name")}`;
}

/** The name of the service's port that a backend means; the last that fits. */
function portName(service: Json, wanted: JsonObject): string {
  const fitting = listAt(service, "spec", "ports").filter(
    (port) =>
      (wanted.number ? numberAt(port, "port") === wanted.number : false) ||
      (textAt(wanted, "name") !== "" && textAt(port, "name") === wanted.name),
  );
  return textAt(fitting.at(-1), "name");
}
