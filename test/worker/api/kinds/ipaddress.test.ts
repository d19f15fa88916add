import { IPAddress } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { agreesWithRecordings } from "./recorded.ts";

agreesWithRecordings(IPAddress as unknown as Kind);
