import { type JsonObject, listAt, namespaceOf, objectAt, textAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import type { DescribeContext } from "./describer.ts";

/** "3 Running / 0 Waiting / 0 Succeeded / 0 Failed": the pods that the object controls. @throws what the server answers */
export async function podStatuses(owner: JsonObject, { rest, discovery }: DescribeContext): Promise<string> {
  const resource = discovery.tryFind("pods");
  const pods = resource
    ? (
        await rest.list({ resource, namespace: namespaceOf(owner) }, [
          ["labelSelector", selectorText(objectAt(owner, "spec", "selector"))],
        ])
      ).items
    : [];
  const uid = textAt(owner, "metadata", "uid");
  const own = pods.filter((pod) =>
    listAt(pod, "metadata", "ownerReferences").some(
      (one) => objectAt(one).controller === true && textAt(one, "uid") === uid,
    ),
  );
  const inPhase = (phase: string) => own.filter((pod) => textAt(pod, "status", "phase") === phase).length;
  return `${inPhase("Running")} Running / ${inPhase("Pending")} Waiting / ${inPhase("Succeeded")} Succeeded / ${inPhase("Failed")} Failed`;
}
