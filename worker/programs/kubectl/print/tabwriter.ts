/** Go's text/tabwriter as kubectl sets it up: cells at least six wide, three blanks between, widths remembered between flushes. */
export class TabWriter {
  readonly #minimum: number;
  readonly #padding: number;
  #widths: number[] = [];

  constructor({ minimum = 6, padding = 3 }: { readonly minimum?: number; readonly padding?: number } = {}) {
    this.#minimum = minimum;
    this.#padding = padding;
  }

  /** Lays rows out; the last cell of a row ends its line and is not padded. */
  format(rows: readonly (readonly string[])[]): string {
    for (const row of rows) {
      for (let column = 0; column < row.length - 1; column++) {
        const width = Math.max(this.#minimum, widthOf(row[column]!) + this.#padding);
        this.#widths[column] = Math.max(this.#widths[column] ?? 0, width);
      }
    }
    return rows
      .map((row) => {
        const cells = row.map((cell, column) =>
          column === row.length - 1 ? cell : cell + " ".repeat(Math.max(0, this.#widths[column]! - widthOf(cell))),
        );
        return `${cells.join("")}\n`;
      })
      .join("");
  }
}

/** Characters, not UTF-16 units. */
const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : [...text].length);
