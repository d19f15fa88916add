import { StatusError } from "../../../api/machinery/status.ts";
import { type JsonObject, mapAt } from "../../kubectl/json.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { type Target, targetText } from "./objects.ts";

export interface Owner {
  readonly name: string;
  readonly namespace: string;
}

const MANAGED_BY = "app.kubernetes.io/managed-by";
const RELEASE_NAME = "meta.helm.sh/release-name";
const RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

/** The object with the marks by which helm knows its own. */
export function owned(target: Target, owner: Owner): Target {
  const { object } = target;
  const metadata = {
    ...(object.metadata as JsonObject),
    labels: { ...mapAt(object, "metadata", "labels"), [MANAGED_BY]: "Helm" },
    annotations: {
      ...mapAt(object, "metadata", "annotations"),
      [RELEASE_NAME]: owner.name,
      [RELEASE_NAMESPACE]: owner.namespace,
    },
  };
  return { ...target, object: { ...object, metadata } };
}

/** What is wrong with the marks of an object that is already there; undefined where it is ours. */
export function ownershipTrouble(object: JsonObject, owner: Owner): string | undefined {
  const wrong = (marks: Readonly<Record<string, string>>, key: string, value: string): string | undefined => {
    const actual = marks[key];
    if (actual === undefined) return `missing key ${JSON.stringify(key)}: must be set to ${JSON.stringify(value)}`;
    if (actual === value) return undefined;
    return `key ${JSON.stringify(key)} must equal ${JSON.stringify(value)}: current value is ${JSON.stringify(actual)}`;
  };
  const annotations = mapAt(object, "metadata", "annotations");
  const label = wrong(mapAt(object, "metadata", "labels"), MANAGED_BY, "Helm");
  const name = wrong(annotations, RELEASE_NAME, owner.name);
  const namespace = wrong(annotations, RELEASE_NAMESPACE, owner.namespace);
  const says = [
    ...(label ? [`label validation error: ${label}`] : []),
    ...[name, namespace].flatMap((one) => (one ? [`annotation validation error: ${one}`] : [])),
  ];
  return says.length > 0 ? `invalid ownership metadata; ${says.join("; ")}` : undefined;
}

/** The object as it is on the server; undefined where it is not there. */
export async function liveObject(helm: Helm, target: Target): Promise<JsonObject | undefined> {
  const rest = await helm.kube.rest();
  try {
    return await rest.get(target.place);
  } catch (error) {
    if (error instanceof StatusError && error.is("NotFound")) return undefined;
    throw error;
  }
}

/**
 * Those of the objects that are there already and may be taken over.
 *
 * @throws HelmError "… exists and cannot be imported into the current release: …"
 */
export async function adoptable(
  helm: Helm,
  targets: readonly Target[],
  owner: Owner,
  takesOwnership: boolean,
): Promise<readonly Target[]> {
  const found: Target[] = [];
  for (const target of targets) {
    if (target.place.name === "") continue;
    let live: JsonObject | undefined;
    try {
      live = await liveObject(helm, target);
    } catch (error) {
      throw new HelmError(`could not get information about the resource ${targetText(target)}: ${messageOf(error)}`);
    }
    if (!live) continue;
    const trouble = takesOwnership ? undefined : ownershipTrouble(live, owner);
    if (trouble) {
      throw new HelmError(`${targetText(target)} exists and cannot be imported into the current release: ${trouble}`);
    }
    found.push({ ...target, object: live });
  }
  return found;
}
