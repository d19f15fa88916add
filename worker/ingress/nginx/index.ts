/**
 * The annotations of ingress-nginx, a family a file. What an annotation may say and what it does stands in one place.
 *
 * @module
 */
import type { IngressObject } from "../../api/generated/types.ts";
import { basicAuth, externalAuth } from "./auth.ts";
import { canary } from "./canary.ts";
import { cors } from "./cors.ts";
import { type AnnotationFeature, type Around, annotationsOf, draftOf, type LocationDraft, PREFIX } from "./feature.ts";
import { inertFeatures } from "./inert.ts";
import { addressList, denyList, rateLimit } from "./limits.ts";
import { proxy } from "./proxy.ts";
import { redirect } from "./redirect.ts";
import { rewrite } from "./rewrite.ts";
import {
  affinity,
  backendProtocol,
  defaultBackend,
  forwardedPrefix,
  serverAlias,
  serviceUpstream,
  upstreamHash,
  upstreamVhost,
} from "./upstream.ts";

export const nginxFeatures: readonly AnnotationFeature[] = [
  rewrite,
  redirect,
  canary,
  proxy,
  cors,
  rateLimit,
  addressList,
  denyList,
  basicAuth,
  externalAuth,
  affinity,
  upstreamHash,
  backendProtocol,
  serviceUpstream,
  upstreamVhost,
  forwardedPrefix,
  serverAlias,
  defaultBackend,
  ...inertFeatures,
];

/** What the annotations of an Ingress make of its locations. */
export function readAnnotations(around: Around): LocationDraft {
  const draft = draftOf(around.config);
  for (const feature of nginxFeatures) feature.apply?.(annotationsOf(around.ingress, feature), draft, around);
  return draft;
}

/** Annotations that are set and have no effect here, without those that say what happens anyway. */
export function inertAnnotations(ingress: IngressObject): readonly string[] {
  const inert = new Set(inertFeatures.flatMap(({ fields }) => Object.keys(fields)));
  return Object.keys(ingress.metadata.annotations ?? {}).filter(
    (name) => name.startsWith(PREFIX) && inert.has(name.slice(PREFIX.length)),
  );
}

export {
  type Canary,
  invalidAnnotation,
  type LocationDraft,
  PREFIX,
  RISKS,
  type Risk,
  riskyGroup,
  STAGES,
} from "./feature.ts";
