/** What an oracle asks: groups of command lines, each before a fresh pair of clusters. */
export interface Group {
  readonly name: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly line: string;
  /** How long both clusters are left alone first. */
  readonly afterMs: number;
}

/** `# name` begins a group; `@pass 30s` leaves both clusters alone; any other line is a command line. */
export function readGroups(text: string): readonly Group[] {
  const groups: { name: string; lines: Line[] }[] = [];
  let afterMs = 0;
  for (const line of text.split("\n")) {
    const pass = /^@pass (\d+)s$/.exec(line);
    if (pass) afterMs = Number(pass[1]) * 1000;
    else if (line.startsWith("# ")) groups.push({ name: line.slice(2), lines: [] });
    else if (line !== "") {
      groups.at(-1)?.lines.push({ line, afterMs });
      afterMs = 0;
    }
  }
  return groups.filter(({ lines }) => lines.length > 0);
}
