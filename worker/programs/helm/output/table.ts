/**
 * Rows as helm prints tables: cells padded to their column, joined by tabs, the last one padded too.
 *
 * @param widest cells that are longer end in "...", as github.com/gosuri/uitable cuts them
 */
export function uiTable(rows: readonly (readonly string[])[], widest = Number.POSITIVE_INFINITY): string {
  const cut = (cell: string): string =>
    [...cell].length > widest ? `${[...cell].slice(0, widest - 3).join("")}...` : cell;
  const cells = rows.map((row) => row.map(cut));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, [...cell].length);
    });
  }
  return cells
    .map((row) => `${row.map((cell, at) => cell + " ".repeat(widths[at]! - [...cell].length)).join("\t")}\n`)
    .join("");
}
