import { eventAge } from "../commands/events.ts";
import { type JsonObject, nameOf, namespaceOf, textAt } from "../json.ts";
import type { DescribeContext } from "./describer.ts";
import type { DescribeWriter } from "./writer.ts";

/** The events about an object, oldest first as kubectl sorts them; none where they may not be read. */
export async function eventsAbout(object: JsonObject, context: DescribeContext): Promise<readonly JsonObject[]> {
  const resource = context.discovery.tryFind("events");
  if (!resource) return [];
  const selector = [
    `involvedObject.name=${nameOf(object)}`,
    `involvedObject.namespace=${namespaceOf(object)}`,
    ...(textAt(object, "kind") ? [`involvedObject.kind=${textAt(object, "kind")}`] : []),
    `involvedObject.uid=${textAt(object, "metadata", "uid")}`,
  ].join(",");
  const namespace = namespaceOf(object) || "default";
  try {
    const { items } = await context.rest.list({ resource, namespace }, [["fieldSelector", selector]]);
    return [...items].sort((a, b) => lastSeen(a) - lastSeen(b));
  } catch {
    return [];
  }
}

const lastSeen = (event: JsonObject): number =>
  Date.parse(
    textAt(event, "series", "lastObservedTime") || textAt(event, "lastTimestamp") || textAt(event, "eventTime"),
  ) || 0;

/** The table under "Events:", or "<none>". */
export function writeEvents(events: readonly JsonObject[], out: DescribeWriter, nowMs: number): void {
  if (events.length === 0) {
    out.line(0, "Events:\t<none>");
    return;
  }
  out.line(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage");
  out.line(1, "----\t------\t----\t----\t-------");
  for (const event of events) {
    const from = textAt(event, "source", "component") || textAt(event, "reportingComponent");
    out.line(
      1,
      `${textAt(event, "type")}\t${textAt(event, "reason")}\t${eventAge(event, nowMs)}\t${from}\t${textAt(event, "message").trim()}`,
    );
  }
}
