/** A text that was parsed, and which of its lines a position is on. */
export class Source {
  readonly text: string;
  readonly #firstLine: number;
  #starts: number[] | undefined;

  constructor(text: string, firstLine = 1) {
    this.text = text;
    this.#firstLine = firstLine;
  }

  lineAt(position: number): number {
    if (!this.#starts) {
      this.#starts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
    }
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low + this.#firstLine;
  }

  /** The text of a line, counted as `lineAt` does. */
  line(number: number): string {
    return this.text.split("\n")[number - this.#firstLine] ?? "";
  }

  get lastLine(): number {
    return this.#firstLine + this.text.split("\n").length - 1;
  }
}
