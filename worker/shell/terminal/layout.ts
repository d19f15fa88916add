import { charWidth, withoutSequences } from "./width.ts";

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where the cursor is after a text was written from a column on, on a screen so wide; lines wrap as an xterm's do. */
export function placeAfter(text: string, columns: number, start = 0): Place {
  let row = 0;
  let column = start;
  for (const char of withoutSequences(text)) {
    if (char === "\n") {
      row += 1;
      column = 0;
      continue;
    }
    const width = charWidth(char);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  if (column >= columns) {
    row += 1;
    column = 0;
  }
  return { row, column };
}
