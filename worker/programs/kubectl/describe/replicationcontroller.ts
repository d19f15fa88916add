import { objectAt, withField } from "../json.ts";
import type { Describer } from "./describer.ts";
import { replicaSetDescriber } from "./replicaset.ts";

/** Its selector is plain labels; all else reads as a ReplicaSet's does. */
export const replicationControllerDescriber: Describer = {
  group: "",
  kind: "ReplicationController",
  describe: (controller, out, context) =>
    replicaSetDescriber.describe(
      withField(controller, ["spec", "selector"], { matchLabels: objectAt(controller, "spec", "selector") }),
      out,
      context,
    ),
};
