import type { NodeSettings } from "./node.ts";

/** Since then the messages leave out the container's name, which the event's field has. kubernetes/kubernetes#134043 */
const NAMELESS_SINCE = 35;

/** What the kubelet of a node says of a container that has been created or started. */
export function containerEvent(verb: "created" | "started", container: string, { version }: NodeSettings): string {
  const minor = Number(/^v1\.(\d+)/.exec(version)?.[1]);
  if (minor >= NAMELESS_SINCE) return `Container ${verb}`;
  return `${verb === "created" ? "Created" : "Started"} container ${container}`;
}
