import type { ConfigMapObject, Container, PodObject, SecretObject, ServiceObject } from "../api/generated/types.ts";
import { fromBase64 } from "../base/base64.ts";
import { expand } from "./expansion.ts";
import { podField, resourceField, type Surroundings } from "./fields.ts";

/** What the kubelet may read of the API for a pod. */
export interface ObjectSource {
  configMap(namespace: string, name: string): ConfigMapObject | undefined;
  secret(namespace: string, name: string): SecretObject | undefined;
  services(): readonly ServiceObject[];
}

/** Why a container cannot be made: the message of CreateContainerConfigError. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}

/**
 * The variables that a container starts with, beside its image's own.
 * @throws ConfigError in the kubelet's words when an object or key is missing
 * @see k8s.io/kubernetes pkg/kubelet kubelet_pods.go makeEnvironmentVariables
 */
export function environmentOf(
  pod: PodObject,
  container: Container,
  { objects, surroundings }: { objects: ObjectSource; surroundings: Surroundings },
): Record<string, string> {
  const namespace = pod.metadata.namespace ?? "default";
  const services = serviceVariables(namespace, pod.spec.enableServiceLinks !== false, objects.services());
  const own: Record<string, string> = {};

  for (const { configMapRef, secretRef, prefix = "" } of container.envFrom ?? []) {
    const data = configMapRef
      ? configMapData(objects, namespace, configMapRef)
      : secretRef
        ? secretData(objects, namespace, secretRef)
        : undefined;
    for (const [key, value] of Object.entries(data ?? {})) own[prefix + key] = value;
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (value) {
      own[name] = expand(value, (wanted) => own[wanted] ?? services[wanted]);
      continue;
    }
    if (!valueFrom) {
      own[name] = "";
      continue;
    }
    const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
    let found: string | undefined = "";
    if (fieldRef) found = podField(pod, fieldRef.fieldPath, surroundings);
    else if (resourceFieldRef) found = resourceField(container, resourceFieldRef, surroundings);
    else if (configMapKeyRef) {
      const data = configMapData(objects, namespace, configMapKeyRef);
      found = keyOf(data, configMapKeyRef, `ConfigMap ${namespace}/${configMapKeyRef.name ?? ""}`);
    } else if (secretKeyRef) {
      const data = secretData(objects, namespace, secretKeyRef);
      found = keyOf(data, secretKeyRef, `Secret ${namespace}/${secretKeyRef.name ?? ""}`);
    }
    if (found !== undefined) own[name] = found;
  }
  return { ...services, ...own };
}

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

function configMapData(
  objects: ObjectSource,
  namespace: string,
  { name = "", optional }: Reference,
): Readonly<Record<string, string>> | undefined {
  const map = objects.configMap(namespace, name);
  if (!map && !optional) throw new ConfigError(`configmap "${name}" not found`);
  return map && (map.data ?? {});
}

function secretData(
  objects: ObjectSource,
  namespace: string,
  { name = "", optional }: Reference,
): Readonly<Record<string, string>> | undefined {
  const secret = objects.secret(namespace, name);
  if (!secret && !optional) throw new ConfigError(`secret "${name}" not found`);
  if (!secret) return undefined;
  return Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, fromBase64(value)]));
}

function keyOf(
  data: Readonly<Record<string, string>> | undefined,
  { key, optional }: { readonly key: string; readonly optional?: boolean },
  where: string,
): string | undefined {
  const value = data && Object.hasOwn(data, key) ? data[key] : undefined;
  if (value === undefined && !optional) throw new ConfigError(`couldn't find key ${key} in ${where}`);
  return value;
}

const linked = new WeakMap<readonly ServiceObject[], Map<string, Readonly<Record<string, string>>>>();

/**
 * The variables that name services, as Docker's links once did.
 * @see k8s.io/kubernetes pkg/kubelet/envvars FromServices
 */
export function serviceVariables(
  namespace: string,
  links: boolean,
  services: readonly ServiceObject[],
): Readonly<Record<string, string>> {
  let known = linked.get(services);
  if (!known) linked.set(services, (known = new Map()));
  const key = links ? namespace : "";
  let variables = known.get(key);
  if (!variables) known.set(key, (variables = makeServiceVariables(namespace, links, services)));
  return variables;
}

function makeServiceVariables(
  namespace: string,
  links: boolean,
  services: readonly ServiceObject[],
): Readonly<Record<string, string>> {
  const chosen = new Map<string, ServiceObject>();
  for (const service of services) {
    const ip = service.spec?.clusterIP;
    if (!ip || ip === "None") continue;
    const { name, namespace: home } = service.metadata;
    if (home === "default" && name === "kubernetes") {
      if (!chosen.has(name)) chosen.set(name, service);
    } else if (links && home === namespace) chosen.set(name, service);
  }
  const variables: Record<string, string> = {};
  for (const service of chosen.values()) {
    const ip = service.spec!.clusterIP!;
    const prefix = variableName(service.metadata.name);
    const ports = service.spec!.ports ?? [];
    variables[`${prefix}_SERVICE_HOST`] = ip;
    ports.forEach((port, index) => {
      if (index === 0) variables[`${prefix}_SERVICE_PORT`] = String(port.port);
      if (port.name) variables[`${prefix}_SERVICE_PORT_${variableName(port.name)}`] = String(port.port);
      const protocol = port.protocol ?? "TCP";
      const url = `${protocol.toLowerCase()}://${ip}:${port.port}`;
      if (index === 0) variables[`${prefix}_PORT`] = url;
      const one = `${prefix}_PORT_${port.port}_${protocol}`;
      variables[one] = url;
      variables[`${one}_PROTO`] = protocol.toLowerCase();
      variables[`${one}_PORT`] = String(port.port);
      variables[`${one}_ADDR`] = ip;
    });
  }
  return variables;
}

const variableName = (name: string): string => name.replaceAll("-", "_").toUpperCase();
