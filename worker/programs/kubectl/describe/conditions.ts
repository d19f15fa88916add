import { type Json, textAt } from "../json.ts";
import type { DescribeWriter } from "./writer.ts";

/** Type, status and reason of a workload's conditions; nothing where there are none. */
export function writeConditions(conditions: readonly Json[], out: DescribeWriter): void {
  if (conditions.length === 0) return;
  out.line(0, "Conditions:\n  Type\tStatus\tReason");
  out.line(1, "----\t------\t------");
  for (const one of conditions)
    out.line(1, `${textAt(one, "type")} \t${textAt(one, "status")}\t${textAt(one, "reason")}`);
}
