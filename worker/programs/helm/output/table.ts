/**
 * Rows as helm prints tables: cells padded to their column, joined by tabs, the last one padded too.
 *
 * @param widest cells that are longer end in "...", as github.com/gosuri/uitable cuts them; a cell of several lines counts as wide as its
 *   longest, and is cut to that
 */
export function uiTable(rows: readonly (readonly string[])[], widest = Number.POSITIVE_INFINITY): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      const longest = Math.max(...cell.split("\n").map((line) => [...line].length));
      widths[at] = Math.max(widths[at] ?? 0, Math.min(longest, widest));
    });
  }
  const cut = (cell: string, width: number): string =>
    [...cell].length > width ? `${[...cell].slice(0, width - 3).join("")}...` : cell;
  return rows
    .map((row) => row.map((cell, at) => cut(cell, widths[at]!)))
    .map((row) => `${row.map((cell, at) => cell + " ".repeat(widths[at]! - [...cell].length)).join("\t")}\n`)
    .join("");
}
