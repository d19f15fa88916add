/**
 * A unified diff without a header, as the server puts it into messages: three lines of context, the longest common run first,
 * and (in texts of 200 lines or more) lines that are everywhere do not start a run.
 *
 * @see github.com/pmezard/go-difflib
 */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split("\n");
  const b = after.split("\n");
  return hunks(edits(matchingRuns(a, b), a.length, b.length))
    .map((hunk) => {
      const first = hunk[0]!;
      const last = hunk.at(-1)!;
      const lines = hunk.flatMap(({ same, a: [a1, a2], b: [b1, b2] }) =>
        same
          ? a.slice(a1, a2).map((line) => ` ${line}\n`)
          : [...a.slice(a1, a2).map((line) => `-${line}\n`), ...b.slice(b1, b2).map((line) => `+${line}\n`)],
      );
      return `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n${lines.join("")}`;
    })
    .join("");
}

type Span = readonly [from: number, to: number];

interface Run {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Edit {
  readonly same: boolean;
  readonly a: Span;
  readonly b: Span;
}

const CONTEXT = 3;
const CROWD = 200;

function range(from: number, to: number): string {
  if (to - from === 1) return String(from + 1);
  return to === from ? `${from},0` : `${from + 1},${to - from}`;
}

/** The longest run that both have, then the longest before it and after it, and so on. */
function matchingRuns(a: readonly string[], b: readonly string[]): Run[] {
  const places = new Map<string, number[]>();
  b.forEach((line, j) => {
    const known = places.get(line);
    if (known) known.push(j);
    else places.set(line, [j]);
  });
  if (b.length >= CROWD) {
    for (const [line, at] of places) if (at.length > Math.floor(b.length / 100) + 1) places.delete(line);
  }
  const longest = ([aFrom, aTo]: Span, [bFrom, bTo]: Span): Run => {
    let best: Run = { a: aFrom, b: bFrom, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aFrom; i < aTo; i++) {
      const next = new Map<number, number>();
      for (const j of places.get(a[i]!) ?? []) {
        if (j < bFrom || j >= bTo) continue;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    let { a: start, b: other, size } = best;
    while (start > aFrom && other > bFrom && a[start - 1] === b[other - 1]) {
      start--;
      other--;
      size++;
    }
    while (start + size < aTo && other + size < bTo && a[start + size] === b[other + size]) size++;
    return { a: start, b: other, size };
  };
  const runs: Run[] = [];
  const visit = (inA: Span, inB: Span): void => {
    const run = longest(inA, inB);
    if (run.size === 0) return;
    if (inA[0] < run.a && inB[0] < run.b) visit([inA[0], run.a], [inB[0], run.b]);
    runs.push(run);
    if (run.a + run.size < inA[1] && run.b + run.size < inB[1]) {
      visit([run.a + run.size, inA[1]], [run.b + run.size, inB[1]]);
    }
  };
  visit([0, a.length], [0, b.length]);
  return runs;
}

function edits(runs: readonly Run[], aLength: number, bLength: number): Edit[] {
  const result: Edit[] = [];
  let a = 0;
  let b = 0;
  for (const run of [...runs, { a: aLength, b: bLength, size: 0 }]) {
    if (a < run.a || b < run.b) result.push({ same: false, a: [a, run.a], b: [b, run.b] });
    if (run.size > 0) {
      const before = result.at(-1);
      const joined = before?.same ? result.pop()! : undefined;
      result.push({
        same: true,
        a: [joined?.a[0] ?? run.a, run.a + run.size],
        b: [joined?.b[0] ?? run.b, run.b + run.size],
      });
    }
    a = run.a + run.size;
    b = run.b + run.size;
  }
  return result;
}

/** Changes that are near each other, with their context. */
function hunks(all: readonly Edit[]): Edit[][] {
  const result: Edit[][] = [];
  let hunk: Edit[] = [];
  all.forEach((edit, i) => {
    if (!edit.same) {
      hunk.push(edit);
      return;
    }
    const head: Edit = {
      ...edit,
      a: [edit.a[0], Math.min(edit.a[1], edit.a[0] + CONTEXT)],
      b: [edit.b[0], Math.min(edit.b[1], edit.b[0] + CONTEXT)],
    };
    const tail: Edit = {
      ...edit,
      a: [Math.max(edit.a[0], edit.a[1] - CONTEXT), edit.a[1]],
      b: [Math.max(edit.b[0], edit.b[1] - CONTEXT), edit.b[1]],
    };
    if (hunk.length === 0) {
      hunk.push(tail);
      return;
    }
    if (i < all.length - 1 && edit.a[1] - edit.a[0] <= 2 * CONTEXT) {
      hunk.push(edit);
      return;
    }
    result.push([...hunk, head]);
    hunk = [tail];
  });
  if (hunk.some(({ same }) => !same)) result.push(hunk);
  return result;
}
