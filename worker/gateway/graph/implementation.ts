import type { ProtocolName } from "./protocols.ts";

/** What an implementation of Gateway API supports: all that the meaning of objects depends on. */
export interface Implementation {
  /** As messages call it: "gatehouse". */
  readonly name: string;
  readonly controllerName: string;
  readonly protocols: readonly ProtocolName[];
  /** Types of HTTPRoute filters. */
  readonly filters: ReadonlySet<string>;
  /** spec.addresses[].type */
  readonly addressTypes: readonly string[];
  /** status.supportedFeatures. https://gateway-api.sigs.k8s.io/guides/implementers/#supported-features */
  readonly features: readonly string[];
  /** Minor versions of Gateway API 1.x whose definitions it knows, inclusive. */
  readonly minorVersions: readonly [first: number, last: number];
}
