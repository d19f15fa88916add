import { ResourceClaim } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { agreesWithRecordings } from "./recorded.ts";

agreesWithRecordings(ResourceClaim as unknown as Kind);
