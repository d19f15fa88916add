import { ServiceCIDR } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { agreesWithRecordings } from "./recorded.ts";

agreesWithRecordings(ServiceCIDR as unknown as Kind);
