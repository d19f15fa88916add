import { type FieldError, fieldPath, invalid } from "../../machinery/field.ts";

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type Level = "privileged" | "baseline" | "restricted";

/** A level of the standards as they were in a minor version of Kubernetes, or as they are now. */
export interface Standard {
  readonly level: Level;
  readonly version: number | "latest";
}

/** What a namespace asks of its pods. */
export interface Policy {
  readonly enforce: Standard;
  readonly audit: Standard;
  readonly warn: Standard;
}

export const PREFIX = "pod-security.kubernetes.io/";
const LEVELS: readonly Level[] = ["privileged", "baseline", "restricted"];
const NOTHING: Standard = { level: "privileged", version: "latest" };
const LABELS = fieldPath("metadata.labels");

export const strictness = (level: Level): number => LEVELS.indexOf(level);

/** "restricted:latest", "baseline:v1.30" */
export const standardText = ({ level, version }: Standard): string =>
  `${level}:${version === "latest" ? version : `v1.${version}`}`;

export const sameStandard = (a: Standard, b: Standard): boolean => a.level === b.level && a.version === b.version;

/**
 * The policy that the labels of a namespace state, and what is wrong with them. What cannot be read is enforced as the strictest
 * level, and neither audited nor warned of.
 *
 * @see k8s.io/pod-security-admission api PolicyToEvaluate
 */
export function policyOf(labels: Readonly<Record<string, string>> = {}): {
  readonly policy: Policy;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  const label = (name: string) => labels[PREFIX + name];
  const wrong = (name: string, value: string, words: string) => {
    errors.push(invalid(LABELS.key(PREFIX + name), value, words));
  };
  const standard = (mode: string, unreadable: Level): Standard => {
    const [level, version] = [label(mode), label(`${mode}-version`)];
    const known = LEVELS.find((one) => one === level);
    if (level !== undefined && !known) wrong(mode, level, `must be one of ${LEVELS.join(", ")}`);
    const minor = /^v1\.(0|[1-9]\d*)$/.exec(version ?? "")?.[1];
    if (version !== undefined && version !== "latest" && minor === undefined) {
      wrong(`${mode}-version`, version, 'must be "latest" or "v1.x"');
    }
    return {
      level: known ?? (level === undefined ? NOTHING.level : unreadable),
      version: minor === undefined ? "latest" : Number(minor),
    };
  };
  const enforce = standard("enforce", "restricted");
  const audit = standard("audit", "privileged");
  const warn = standard("warn", "privileged");
  const stricter =
    label("warn") === undefined &&
    LEVELS.some((one) => one === label("enforce")) &&
    strictness(enforce.level) > strictness(warn.level);
  if (!stricter) return { policy: { enforce, audit, warn }, errors };
  const version = label("warn-version") === undefined ? enforce.version : warn.version;
  return { policy: { enforce, audit, warn: { level: enforce.level, version } }, errors };
}
