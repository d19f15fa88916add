import type { IngressClassObject, IngressObject } from "../api/generated/types.ts";
import { claimOf } from "./claim.ts";
import { invalidAnnotation, nginxFeatures, PREFIX, RISKS, type Risk, riskyGroup } from "./nginx/index.ts";
import { configSwitch, type IngressOptions } from "./options.ts";

/** `annotations-risk-level` of the ConfigMap. */
export function maxRisk(config: Readonly<Record<string, string>>): Risk {
  return RISKS.find((one) => one.toLowerCase() === config["annotations-risk-level"]?.toLowerCase()) ?? "High";
}

export interface CheckAround {
  /** The other Ingresses of the cluster. */
  readonly ingresses: readonly IngressObject[];
  readonly classes: readonly IngressClassObject[];
  readonly options: IngressOptions;
  /** `strict-validate-path-type` when the ConfigMap does not say: on since 1.12. */
  readonly strictPaths: boolean;
}

/**
 * Why the admission webhook refuses an Ingress, in its words; undefined when it accepts.
 *
 * @see kubernetes/ingress-nginx internal/ingress/controller CheckIngress
 */
export function refusalOf(ingress: IngressObject, around: CheckAround): string | undefined {
  const { options, classes, strictPaths } = around;
  if (ingress.metadata.deletionTimestamp) return undefined;
  if (!claimOf(ingress, classes, options).ours) return undefined;
  const { config, disableCatchAll } = options;
  if (disableCatchAll && ingress.spec.defaultBackend) {
    return "this deployment is trying to create a catch-all ingress while DisableCatchAll flag is set to true. Remove '.spec.defaultBackend' or set DisableCatchAll flag to false";
  }
  if (configSwitch(config, "strict-validate-path-type") ?? strictPaths) {
    const wrong = wrongPaths(ingress);
    if (wrong.length > 0) return `ingress contains invalid paths: ${wrong.join("\n")}`;
  }
  const blocked = (config["annotation-value-word-blocklist"] ?? "").split(",").filter((word) => word.trim() !== "");
  const annotations = Object.entries(ingress.metadata.annotations ?? {});
  for (const [name, value] of annotations) {
    const word = name.startsWith(PREFIX) ? blocked.find((one) => value.includes(one.trim())) : undefined;
    if (word !== undefined) return `${name} annotation contains invalid word ${word}`;
    if (name.endsWith("-snippet") && !configSwitch(config, "allow-snippet-annotations")) {
      return `${name} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`;
    }
  }
  const risky = riskyGroup(ingress, nginxFeatures, maxRisk(config));
  if (risky !== undefined) return `annotation group ${risky} contains risky annotation based on ingress configuration`;
  const bad = invalidAnnotation(ingress, nginxFeatures);
  if (bad !== undefined) return `annotation ${bad} contains invalid value`;
  return overlap(ingress, around);
}

/** What the webhook warns of, whether it accepts or not. */
export function warningsOf(ingress: IngressObject): readonly string[] {
  return wrongPaths(ingress);
}

/** Paths of type Exact or Prefix that look like expressions. @see internal/ingress/inspector ValidatePathType */
function wrongPaths({ spec }: IngressObject): readonly string[] {
  const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return paths
    .filter(
      ({ path, pathType }) =>
        path && (pathType === "Exact" || pathType === "Prefix") && !/^\/[A-Za-z0-9._\-/]*$/.test(path),
    )
    .map(({ path, pathType }) => `path ${path} cannot be used with pathType ${pathType}`);
}

const CANARY = `${PREFIX}canary`;

/** Two Ingresses without a word about canaries, or two canaries, must not have the same host and path. */
function overlap(ingress: IngressObject, { ingresses, classes, options }: CheckAround): string | undefined {
  const own = ingress.metadata.annotations?.[CANARY];
  const others = ingresses.filter(
    (other) =>
      !(other.metadata.name === ingress.metadata.name && other.metadata.namespace === ingress.metadata.namespace) &&
      claimOf(other, classes, options).ours,
  );
  for (const { host, http } of ingress.spec.rules ?? []) {
    for (const { path } of http?.paths ?? []) {
      const wanted = path || "/";
      for (const other of others) {
        const canary = other.metadata.annotations?.[CANARY];
        const alike = (own === undefined && canary === undefined) || (own === "true" && canary === "true");
        if (!alike || !hasPath(other, host, wanted)) continue;
        const { namespace, name } = other.metadata;
        return `host "${host || "_"}" and path "${wanted}" is already defined in ingress ${namespace}/${name}`;
      }
    }
  }
  return undefined;
}

const hasPath = ({ spec }: IngressObject, host: string | undefined, path: string): boolean =>
  (spec.rules ?? []).some(
    (rule) => (rule.host || "") === (host || "") && (rule.http?.paths ?? []).some((one) => (one.path || "/") === path),
  );
