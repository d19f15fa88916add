/** Cells longer than this end in "...", as github.com/gosuri/uitable cuts them. */
const WIDEST = 80;

/** Rows as helm prints tables: cells padded to their column, joined by tabs, the last one padded too. */
export function uiTable(rows: readonly (readonly string[])[], widest = WIDEST): string {
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
