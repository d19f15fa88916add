import { goJson, goYaml } from "../../../base/goprint/index.ts";
import type { Helm } from "../helm.ts";

/**
 * Prints a result in the format of -o. JSON keeps the order of fields as given, as Go's structs do; maps inside must be in order.
 */
export async function printAs(
  helm: Helm,
  format: string,
  result: { readonly data: unknown; table(): string | Promise<string> },
): Promise<void> {
  helm.checkOutput(format);
  if (format === "json") await helm.out(`${goStructJson(result.data)}\n`);
  else if (format === "yaml") await helm.out(goYaml(result.data));
  else await helm.out(await result.table());
}

/** JSON with fields in the order given, and Go's escapes. */
export function goStructJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goStructJson).join(",")}]`;
  if (typeof value !== "object" || value === null || "toJSON" in value) return goJson(value);
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${fields.map(([key, one]) => `${goJson(key)}:${goStructJson(one)}`).join(",")}}`;
}
