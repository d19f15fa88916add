import type { Condition, ConditionDraft } from "../kinds/index.ts";

/** When a status is written, and for which generation of the object. */
export interface Moment {
  readonly generation: number;
  /** RFC 3339. */
  readonly now: string;
}

/** The transition time moves only when the status does. */
function settleCondition(old: Condition | undefined, draft: ConditionDraft, { generation, now }: Moment): Condition {
  const lastTransitionTime = old?.status === draft.status ? old.lastTransitionTime : now;
  return { ...draft, observedGeneration: generation, lastTransitionTime };
}

/**
 * The conditions as they are to be written: ours anew, those of types that are nobody's here as they stand, those of ours that no
 * longer hold gone.
 */
export function settleConditions(
  old: readonly Condition[] | undefined,
  drafts: readonly ConditionDraft[],
  own: readonly string[],
  at: Moment,
): readonly Condition[] {
  const before = old ?? [];
  const oldOf = (draft: ConditionDraft) => before.find(({ type }) => type === draft.type);
  return [
    ...drafts.map((draft) => settleCondition(oldOf(draft), draft, at)),
    ...before.filter(({ type }) => !own.includes(type)),
  ];
}
