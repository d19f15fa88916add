/**
 * The expressions of Kubernetes: CEL with its libraries.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
import { Environment } from "@marcbachmann/cel-js";
import { registerFormats } from "./formats.ts";
import { registerHas } from "./has.ts";
import { registerLists } from "./lists.ts";
import { registerMacros } from "./macros.ts";
import { registerNetwork } from "./network.ts";
import { registerQuantities } from "./quantities.ts";
import { registerSemver } from "./semver.ts";
import { registerStrings } from "./strings.ts";
import { registerUrls } from "./urls.ts";

/** An environment with everything that does not depend on who asks; clone it to add variables. */
export function kubernetesEnvironment(): Environment {
  const env = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  for (const register of [
    registerHas,
    registerStrings,
    registerLists,
    registerMacros,
    registerNetwork,
    registerUrls,
    registerQuantities,
    registerSemver,
    registerFormats,
  ]) {
    register(env);
  }
  return env;
}
