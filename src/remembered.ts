/** Small choices between visits. Storage may be blocked in a third-party frame; then they last as long as the page. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`gatehouse.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`gatehouse.${key}`, value);
  } catch {
    // Blocked storage: nothing to keep it in.
  }
}
