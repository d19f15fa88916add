/** `listener "a"`, `listeners "a", "b"`. */
export const listenerNames = (names: readonly string[]): string =>
  `${names.length === 1 ? "listener" : "listeners"} ${names.map((name) => `"${name}"`).join(", ")}`;
