import type { CustomResourceDefinitionCondition, CustomResourceDefinitionObject } from "../../generated/types.ts";
import { timestamp } from "../../machinery/values.ts";
import type { ConditionDraft } from "./names.ts";

export function conditionOf(
  { status }: CustomResourceDefinitionObject,
  type: string,
): CustomResourceDefinitionCondition | undefined {
  return status?.conditions?.find((one) => one.type === type);
}

export const isTrue = (crd: CustomResourceDefinitionObject, type: string): boolean =>
  conditionOf(crd, type)?.status === "True";

/** A definition with a condition on it; its time moves only with its status. */
export function withCondition(
  crd: CustomResourceDefinitionObject,
  draft: ConditionDraft,
  nowMs: number,
): CustomResourceDefinitionObject {
  const conditions = crd.status?.conditions ?? [];
  const old = conditionOf(crd, draft.type);
  const lastTransitionTime =
    old?.status === draft.status && old.lastTransitionTime ? old.lastTransitionTime : timestamp(nowMs);
  const next = { ...draft, lastTransitionTime };
  const all = old ? conditions.map((one) => (one === old ? next : one)) : [...conditions, next];
  return { ...crd, status: { ...crd.status, conditions: all } };
}

export const INSTALLING: ConditionDraft = {
  type: "Established",
  status: "False",
  reason: "Installing",
  message: "the initial names have been accepted",
};

export const NOT_ACCEPTED: ConditionDraft = {
  type: "Established",
  status: "False",
  reason: "NotAccepted",
  message: "not all names are accepted",
};

export const ESTABLISHED: ConditionDraft = {
  type: "Established",
  status: "True",
  reason: "InitialNamesAccepted",
  message: "the initial names have been accepted",
};

export const DELETION_PENDING: ConditionDraft = {
  type: "Terminating",
  status: "True",
  reason: "InstanceDeletionPending",
  message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
};

export const DELETION_IN_PROGRESS: ConditionDraft = {
  type: "Terminating",
  status: "True",
  reason: "InstanceDeletionInProgress",
  message: "CustomResource deletion is in progress",
};

export const DELETION_COMPLETED: ConditionDraft = {
  type: "Terminating",
  status: "False",
  reason: "InstanceDeletionCompleted",
  message: "removed all instances",
};

export const NEVER_ESTABLISHED: ConditionDraft = {
  type: "Terminating",
  status: "False",
  reason: "NeverEstablished",
  message: "resource was never established",
};
