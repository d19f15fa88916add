/** Words in columns, downwards first, as wide as the screen. */
export function inColumns(words: readonly string[], width: number, gap = 2): string {
  if (words.length === 0) return "";
  const length = (word: string) => [...word.replace(/\u001b\[[\d;]*m/g, "")].length;
  for (let rows = 1; rows <= words.length; rows++) {
    const columns = Math.ceil(words.length / rows);
    const widths = Array.from({ length: columns }, (_, at) =>
      Math.max(...words.slice(at * rows, (at + 1) * rows).map(length)),
    );
    const total = widths.reduce((sum, one) => sum + one + gap, -gap);
    if (total > width && rows < words.length) continue;
    let text = "";
    for (let row = 0; row < rows; row++) {
      const cells = widths.flatMap((size, at) => {
        const word = words[at * rows + row];
        if (word === undefined) return [];
        const last = words[(at + 1) * rows + row] === undefined;
        return [last ? word : word + " ".repeat(size + gap - length(word))];
      });
      text += `${cells.join("")}\n`;
    }
    return text;
  }
  return "";
}
