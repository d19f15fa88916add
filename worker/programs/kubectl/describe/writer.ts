/**
 * Text in levels of indentation, with tabs that become columns: what k8s.io/kubectl/pkg/describe writes through a tabwriter
 * with cells at least 0 wide and two blanks between.
 */
export class DescribeWriter {
  #text = "";

  /** A line or lines, indented by two blanks a level; cells are separated by tabs. */
  write(level: number, text: string): void {
    this.#text += `${"  ".repeat(level)}${text}`;
  }

  line(level: number, text = ""): void {
    this.write(level, `${text}\n`);
  }

  /** "Name:\tweb" */
  field(level: number, name: string, value: string | number | boolean): void {
    this.line(level, `${name}:\t${value}`);
  }

  /** What was written, tabs and all. */
  raw(): string {
    return this.#text;
  }

  /** What was written, with its columns lined up. */
  toString(): string {
    return alignTabs(this.#text);
  }
}

/**
 * Go's tabwriter (minimum 0, padding 2): a column is the run of neighbouring lines that have a cell there which ends in a tab.
 *
 * @see https://pkg.go.dev/text/tabwriter
 */
export function alignTabs(text: string): string {
  const endsWithNewline = text.endsWith("\n");
  const lines = (endsWithNewline ? text.slice(0, -1) : text).split("\n").map((line) => line.split("\t"));
  const widths: number[][] = lines.map(() => []);
  const layOut = (from: number, to: number, column: number): void => {
    for (let at = from; at < to; at++) {
      if (lines[at]!.length - 1 <= column) continue;
      let end = at;
      let width = 0;
      while (end < to && lines[end]!.length - 1 > column) {
        const cell = [...lines[end]![column]!].length;
        width = Math.max(width, cell === 0 ? 0 : cell + 2);
        end += 1;
      }
      // A column of empty cells only takes no room but its padding.
      if (width === 0) width = 2;
      for (let row = at; row < end; row++) widths[row]![column] = width;
      layOut(at, end, column + 1);
      at = end - 1;
    }
  };
  layOut(0, lines.length, 0);
  const laid = lines.map((cells, row) =>
    cells
      .map((cell, column) =>
        column < cells.length - 1 ? cell + " ".repeat(Math.max(0, widths[row]![column]! - [...cell].length)) : cell,
      )
      .join(""),
  );
  return laid.join("\n") + (endsWithNewline ? "\n" : "");
}
