import { parseRfc3339 } from "../../../base/time.ts";
import { eventAge } from "../commands/events.ts";
import { type JsonObject, nameOf, namespaceOf, textAt } from "../json.ts";
import { goSorted } from "../print/goSort.ts";
import type { DescribeContext } from "./describer.ts";
import type { DescribeWriter } from "./writer.ts";

/** The events about an object, oldest first as kubectl sorts them; none where they may not be read. */
export async function eventsAbout(
  object: JsonObject,
  context: DescribeContext,
  uids: readonly string[] = [textAt(object, "metadata", "uid")],
): Promise<readonly JsonObject[]> {
  const resource = context.discovery.tryFind("events");
  if (!resource) return [];
  const kind = textAt(object, "kind");
  const namespace = namespaceOf(object) || "default";
  try {
    const found: JsonObject[] = [];
    for (const uid of uids) {
      const selector = [
        `involvedObject.name=${nameOf(object)}`,
        `involvedObject.namespace=${namespaceOf(object)}`,
        ...(kind ? [`involvedObject.kind=${kind}`] : []),
        `involvedObject.uid=${uid}`,
      ].join(",");
      found.push(...(await context.rest.list({ resource, namespace }, [["fieldSelector", selector]])).items);
    }
    return goSorted(found, (a, b) => lastSeen(a) < lastSeen(b));
  } catch {
    return [];
  }
}

/** Events of the newer kind have no last time; they come first. */
const lastSeen = (event: JsonObject): number =>
  parseRfc3339(textAt(event, "lastTimestamp")) ?? Number.NEGATIVE_INFINITY;

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
    const field = textAt(event, "involvedObject", "fieldPath");
    const message = `${field ? `${field}: ` : ""}${textAt(event, "message").trim()}`;
    out.line(1, `${textAt(event, "type")}\t${textAt(event, "reason")}\t${eventAge(event, nowMs)}\t${from}\t${message}`);
  }
}
