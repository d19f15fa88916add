import { CertificateSigningRequest } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { agreesWithRecordings } from "./recorded.ts";

agreesWithRecordings(CertificateSigningRequest as unknown as Kind);
