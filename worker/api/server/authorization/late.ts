/** What is fetched with the first request that has to be judged, or that can see a role or a binding. */

export { refuseEscalation } from "./escalationCheck.ts";
export { Evaluator } from "./evaluator.ts";
export { aggregated, bootstrapObjects, nodeRules, storedPolicy } from "./policy.ts";
export { Reflectors } from "./reflectors.ts";
