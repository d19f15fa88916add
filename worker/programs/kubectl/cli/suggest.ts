import type { CommandEntry } from "./command.ts";

/** Commands that are at most two edits away, or that the word begins; in the order they are listed (cobra's rule). */
export function suggestionsFor(word: string, entries: readonly Pick<CommandEntry, "name" | "hidden">[]): string[] {
  const typed = word.toLowerCase();
  return entries
    .filter((entry) => !entry.hidden)
    .map((entry) => entry.name)
    .filter((name) => distance(typed, name) <= 2 || name.startsWith(typed));
}

/** Levenshtein distance. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row[to.length]!;
}
