/** The part that all condition types of the workload kinds share. */
interface AnyCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** Finds a condition by type. */
export function conditionOf<C extends AnyCondition>(conditions: readonly C[] | undefined, type: string): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * Sets a condition the way the workload controllers do: nothing happens while status and reason stay, the transition time
 * moves only with the status, and a changed condition goes to the end of the list.
 */
export function withCondition<C extends AnyCondition>(conditions: readonly C[], condition: C): readonly C[] {
  const current = conditionOf(conditions, condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason) return conditions;
  const settled =
    current?.status === condition.status && current.lastTransitionTime !== undefined
      ? { ...condition, lastTransitionTime: current.lastTransitionTime }
      : condition;
  return [...withoutCondition(conditions, condition.type), settled];
}

export function withoutCondition<C extends AnyCondition>(conditions: readonly C[], type: string): readonly C[] {
  return conditions.some((condition) => condition.type === type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions;
}
