/**
 * The API's facts, in the notation of `../notation.ts`: which fields there are, of which type and within which limits, the rules they
 * keep, and since when. One text serves every bundle: what holds for some has a condition before it.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 * @module
 */
import { common } from "./common.ts";
import { gateway } from "./gateway.ts";
import { gatewayClass } from "./gatewayClass.ts";
import { grpcRoute } from "./grpcRoute.ts";
import { httpRoute } from "./httpRoute.ts";
import { kinds } from "./kinds.ts";
import { otherRoutes } from "./otherRoutes.ts";
import { policies } from "./policies.ts";
import { referenceGrant } from "./referenceGrant.ts";

export const definitions: readonly string[] = [
  kinds,
  common,
  gatewayClass,
  gateway,
  httpRoute,
  grpcRoute,
  otherRoutes,
  policies,
  referenceGrant,
];
