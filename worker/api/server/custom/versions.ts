const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STAGES = ["alpha", "beta", undefined];

/**
 * Compares versions the way discovery prefers them: v2, v1, v1beta2, v1alpha1, then all others by name. Negative when the
 * first is preferred.
 *
 * @see k8s.io/apimachinery pkg/version CompareKubeAwareVersionStrings
 */
export function byPreference(a: string, b: string): number {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0;
  return (
    STAGES.indexOf(right[2]) - STAGES.indexOf(left[2]) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
