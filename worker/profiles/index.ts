/**
 * Clusters as they are handed to the learner: nodes, address ranges, add-ons, vantage points. Data only; worker/cluster builds them.
 *
 * @module
 */
import { aks } from "./aks.ts";
import { kind } from "./kind.ts";
import type { Profile } from "./profile.ts";

export type { AddOn, AzureCloud, Laptop, NodeProfile, PrivateMachine, Profile } from "./profile.ts";

export const profiles: readonly Profile[] = [kind, aks];

/** @throws Error naming the profiles that there are */
export function profileNamed(name: string): Profile {
  const profile = profiles.find((one) => one.name === name);
  if (!profile) throw new Error(`no profile "${name}"; there are: ${profiles.map((one) => one.name).join(", ")}`);
  return profile;
}
