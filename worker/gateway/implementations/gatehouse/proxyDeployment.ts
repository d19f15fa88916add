import type { Container, DeploymentObject } from "../../../api/generated/types.ts";
import type { GatewayObject } from "../../kinds/index.ts";
import { GATEWAY_NAME, gatewayLabel, labelsOf, ownerOf, READY_PORT, resourceName } from "./names.ts";

/** What the controller knows of itself and hands on to proxies. */
export interface ProxyOptions {
  readonly image: string;
  /** "gatehouse-controller.gatehouse-system.svc:18000" */
  readonly controller: string;
}

/** The proxies of a Gateway. How many there are is whoever scales them to say. */
export function proxyDeployment(
  gateway: GatewayObject,
  existing: DeploymentObject | undefined,
  options: ProxyOptions,
): DeploymentObject {
  const { namespace = "" } = gateway.metadata;
  const labels = labelsOf(gateway);
  const annotations = gateway.spec.infrastructure?.annotations;
  const template = existing?.spec.template;
  const [old] = template?.spec?.containers ?? [];
  return {
    ...existing,
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      ...existing?.metadata,
      name: resourceName(gateway),
      namespace,
      labels: { ...existing?.metadata.labels, ...labels },
      ...(annotations && { annotations: { ...existing?.metadata.annotations, ...annotations } }),
      ownerReferences: [ownerOf(gateway)],
    },
    spec: {
      ...existing?.spec,
      selector: existing?.spec.selector ?? { matchLabels: { [GATEWAY_NAME]: gatewayLabel(gateway) } },
      template: {
        ...template,
        metadata: {
          ...template?.metadata,
          labels: { ...template?.metadata?.labels, ...labels },
          ...(annotations && { annotations: { ...template?.metadata?.annotations, ...annotations } }),
        },
        spec: {
          ...template?.spec,
          automountServiceAccountToken: false,
          containers: [proxyContainer(gateway, old, options)],
        },
      },
    },
  };
}

function proxyContainer(
  { metadata }: GatewayObject,
  old: Container | undefined,
  { image, controller }: ProxyOptions,
): Container {
  return {
    ...old,
    name: "proxy",
    image,
    args: [`--gateway=${metadata.namespace}/${metadata.name}`, `--controller=${controller}`],
    ports: old?.ports ?? [{ name: "ready", containerPort: READY_PORT, protocol: "TCP" }],
    readinessProbe: old?.readinessProbe ?? {
      httpGet: { path: "/ready", port: READY_PORT, scheme: "HTTP" },
      periodSeconds: 1,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 2,
    },
  };
}
