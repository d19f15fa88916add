import type { AppArmorProfile, Container, PodObject, PodSpec } from "../../generated/types.ts";
import { type FieldPath, fieldPath } from "../../machinery/field.ts";
import type { Draft } from "../../machinery/object.ts";
import { deepEqual, joined } from "../../machinery/values.ts";

/** The annotations that were AppArmor's before it had fields. k8s.io/kubernetes pkg/registry/core/pod applyAppArmorVersionSkew */

const PREFIX = "container.apparmor.security.beta.kubernetes.io/";
const LOCALHOST = "localhost/";
const MOST_CHARACTERS = 4095;

type Annotations = Readonly<Record<string, string>> | undefined;

function profileOf(annotation: string): AppArmorProfile | undefined {
  if (annotation === "unconfined") return { type: "Unconfined" };
  if (annotation === "runtime/default") return { type: "RuntimeDefault" };
  if (!annotation.startsWith(LOCALHOST)) return undefined;
  const localhostProfile = annotation.slice(LOCALHOST.length);
  const valid =
    localhostProfile !== "" &&
    localhostProfile.trim() === localhostProfile &&
    localhostProfile.length <= MOST_CHARACTERS;
  return valid ? { type: "Localhost", localhostProfile } : undefined;
}

const warning = (at: FieldPath, key: string): string => {
  const annotation = at.child("annotations").key(key).text;
  return `${annotation}: deprecated since v1.30; use the "appArmorProfile" field instead`;
};

/** Whether any annotation is AppArmor's: hardly a pod has one. */
const isAnnotated = (annotations: Annotations): boolean => {
  for (const key in annotations) if (key.startsWith(PREFIX)) return true;
  return false;
};

/** Writes what a new pod's annotations say into its fields; what of that is warned of. */
export function takeAppArmorAnnotations({ metadata, spec }: Draft<PodObject>): readonly string[] {
  const { annotations } = metadata;
  if (!isAnnotated(annotations) || spec.os?.name === "windows") return [];
  const ofPod = spec.securityContext?.appArmorProfile;
  const containers = joined(spec.initContainers ?? [], spec.containers) as Draft<Container>[];
  return containers.flatMap((container) => {
    const key = PREFIX + container.name;
    const annotation = annotations?.[key];
    if (annotation === undefined || container.securityContext?.appArmorProfile) return [];
    const profile = profileOf(annotation);
    if (profile && deepEqual(profile, ofPod)) return [];
    if (profile) container.securityContext = { ...container.securityContext, appArmorProfile: profile };
    return [warning(fieldPath("metadata"), key)];
  });
}

/** What is said of such an annotation in a template, whose pods will get the fields. */
export function appArmorWarning(
  { name, securityContext }: Container,
  annotations: Annotations,
  { spec, metadata }: { readonly spec: PodSpec; readonly metadata: FieldPath },
): readonly string[] {
  const key = PREFIX + name;
  const annotation = annotations?.[key];
  if (annotation === undefined || securityContext?.appArmorProfile) return [];
  const ofPod = spec.securityContext?.appArmorProfile;
  return ofPod && deepEqual(ofPod, profileOf(annotation)) ? [] : [warning(metadata, key)];
}
