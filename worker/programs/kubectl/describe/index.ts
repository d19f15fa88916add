/**
 * What `kubectl describe` knows of each kind: one file a kind. Kinds without one are shown field by field.
 *
 * In:   an object, and the API to look at what belongs to it.
 * Out:  the text below which the events come.
 *
 * To add a kind: a file that exports a Describer, and its line in `describers`.
 *
 * @module
 */
import { deploymentDescriber } from "./deployment.ts";
import type { Describer } from "./describer.ts";
import { podDescriber } from "./pod.ts";
import { serviceDescriber } from "./service.ts";

export type { DescribeContext, Describer } from "./describer.ts";

export const describers: readonly Describer[] = [podDescriber, serviceDescriber, deploymentDescriber];
