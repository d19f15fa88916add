/**
 * What every namespace starts with: the ServiceAccount "default" and the certificate of the API server.
 *
 * In:   Namespaces, and what was made of them before.
 * Out:  ServiceAccount default, ConfigMap kube-root-ca.crt; made again when deleted or changed.
 * Never: touches other accounts or config maps, or namespaces on their way out.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { ConfigMapObject, NamespaceObject } from "../../api/generated/types.ts";
import { ConfigMap, Namespace, ServiceAccount } from "../../api/kinds/index.ts";
import type { KubeObject } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { namespaceTerminating } from "../workload/pod-control.ts";

const DEFAULT_ACCOUNT = "default";
const ROOT_CA = "kube-root-ca.crt";
const ROOT_CA_SAYS =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/** A change of one object of that name concerns its namespace. */
const namespaceOf = (name: string) => (object: KubeObject) =>
  object.metadata.name === name ? [object.metadata.namespace!] : [];

const isActive = (namespace: NamespaceObject | undefined): namespace is NamespaceObject =>
  namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;

/** Keeps the account that pods get when they name none. */
export function serviceAccountController(): Controller<NamespaceObject> {
  return defineController<NamespaceObject>({
    name: "serviceaccount-controller",
    for: Namespace,
    watches: [on(ServiceAccount, namespaceOf(DEFAULT_ACCOUNT))],
    async reconcile({ name: namespace }, object, { cache, client }) {
      if (!isActive(object) || cache.get(ServiceAccount, { namespace, name: DEFAULT_ACCOUNT })) return;
      const metadata = { name: DEFAULT_ACCOUNT, namespace };
      await unlessThere(client.create(ServiceAccount, { apiVersion: "v1", kind: "ServiceAccount", metadata }));
    },
  });
}

/** Publishes the certificate that pods verify the API server with. @param rootCa PEM */
export function rootCaPublisher(rootCa: string): Controller<NamespaceObject> {
  const data = { "ca.crt": rootCa };
  return defineController<NamespaceObject>({
    name: "root-ca-certificate-publisher-controller",
    for: Namespace,
    watches: [on(ConfigMap, namespaceOf(ROOT_CA))],
    async reconcile({ name: namespace }, object, context) {
      if (!isActive(object)) return;
      await publish(namespace, data, context);
    },
  });
}

async function publish(namespace: string, data: Readonly<Record<string, string>>, { cache, client }: ReconcileContext) {
  const annotations = { "kubernetes.io/description": ROOT_CA_SAYS };
  const current = cache.get(ConfigMap, { namespace, name: ROOT_CA });
  if (!current) {
    const metadata = { name: ROOT_CA, namespace, annotations };
    const fresh: ConfigMapObject = { apiVersion: "v1", kind: "ConfigMap", metadata, data };
    await unlessThere(client.create(ConfigMap, fresh));
    return;
  }
  const described = current.metadata.annotations?.["kubernetes.io/description"] === ROOT_CA_SAYS;
  if (described && deepEqual(current.data, data)) return;
  const metadata = { ...current.metadata, annotations: { ...current.metadata.annotations, ...annotations } };
  await client.replace(ConfigMap, { ...current, metadata, data });
}

/** Somebody else made it, or the namespace is leaving: either way there is nothing more to do. */
async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StatusError && error.is("AlreadyExists")) return;
    if (!namespaceTerminating(error)) throw error;
  }
}
