/** One released bundle of the Gateway API: a version in one of its two channels. */
export interface Edition {
  readonly version: "v1.2.1" | "v1.4.1" | "v1.6.1";
  readonly channel: "standard" | "experimental";
}

/** The bundles that there are, the newest last. */
export const VERSIONS: readonly Edition["version"][] = ["v1.2.1", "v1.4.1", "v1.6.1"];
export const CHANNELS: readonly Edition["channel"][] = ["standard", "experimental"];

/** The second number of a version: what conditions speak of. */
export const minorOf = (version: string): number => Number(version.split(".")[1]);
