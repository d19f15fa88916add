import { takeOptions, UsageError } from "../options.ts";
import { AddressRange } from "./range.ts";
import type { ServeOptions } from "./serve.ts";

/**
 * Reads what only `serve` takes.
 *
 * @returns the values, and the words that are left for the options that every command has
 * @throws UsageError
 */
export function serveOptions(
  args: readonly string[],
): Pick<ServeOptions, "kubeconfig" | "speed" | "lbRange"> & { readonly words: readonly string[] } {
  const { values, words } = takeOptions(args, ["--kubeconfig", "--speed", "--lb-range"]);
  const given = values.get("--speed") ?? "1";
  const speed = given === "max" ? given : Number(given);
  if (speed !== "max" && !(speed > 0 && speed <= 1000))
    throw new UsageError('--speed takes a number above 0, at most 1000, or "max"');
  const lbRange = values.get("--lb-range");
  if (lbRange !== undefined) {
    try {
      new AddressRange(lbRange);
    } catch (error) {
      throw new UsageError(`--lb-range: ${(error as Error).message}`);
    }
  }
  return {
    kubeconfig: values.get("--kubeconfig") ?? "gatehouse.kubeconfig",
    speed,
    words,
    ...(lbRange === undefined ? {} : { lbRange }),
  };
}
