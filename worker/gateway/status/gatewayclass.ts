import type { GatewayClassNode, Implementation } from "../graph/index.ts";
import type { GatewayClassStatus } from "../kinds/index.ts";
import { settleConditions } from "./settle.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclassstatus */
export function gatewayClassStatus(
  { object, conditions }: GatewayClassNode,
  { features }: Implementation,
  { now, tellsFeatures }: { readonly now: string; readonly tellsFeatures: boolean },
): GatewayClassStatus {
  const at = { now, generation: object.metadata.generation ?? 0 };
  return {
    conditions: settleConditions(object.status?.conditions, conditions, ["Accepted", "SupportedVersion"], at),
    ...(tellsFeatures && { supportedFeatures: [...features].sort().map((name) => ({ name })) }),
  };
}

/**
 * Whether the installed definition has status.supportedFeatures: from v1.4 on, in the experimental channel from v1.2 on.
 *
 * @see https://github.com/kubernetes-sigs/gateway-api/tree/main/CHANGELOG
 */
export function tellsFeatures(bundleVersion: string | undefined, channel: string | undefined): boolean {
  const [, minor] = /^v1\.(\d+)\./.exec(bundleVersion ?? "") ?? [];
  return minor !== undefined && Number(minor) >= (channel === "experimental" ? 2 : 4);
}
