import { expect, test } from "vitest";
import { unifiedDiff } from "../../../../worker/api/kinds/unifiedDiff.ts";

const lines = (...all: (string | number)[]) => all.join("\n");
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html */
test.each([
  { says: "nothing for equal texts", before: lines("a", "b"), after: lines("a", "b"), diff: "" },
  {
    says: "a changed line with three lines of context",
    before: lines(...count(1, 9)),
    after: lines(1, 2, 3, 4, "five", 6, 7, 8, 9),
    diff: "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
  },
  { says: "a single line without a count", before: "a", after: "b", diff: "@@ -1 +1 @@\n-a\n+b\n" },
  { says: "added lines", before: lines("a"), after: lines("a", "b"), diff: "@@ -1 +1,2 @@\n a\n+b\n" },
  {
    says: "changes that are near each other in one piece",
    before: lines(...count(1, 8)),
    after: lines("one", ...count(2, 7), "eight"),
    diff: "@@ -1,8 +1,8 @@\n-1\n+one\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+eight\n",
  },
  {
    says: "changes far from each other in two pieces",
    before: lines(...count(1, 12)),
    after: lines("one", ...count(2, 11), "twelve"),
    diff: "@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -9,4 +9,4 @@\n 9\n 10\n 11\n-12\n+twelve\n",
  },
])("shows $says", ({ before, after, diff }) => {
  expect(unifiedDiff(before, after)).toBe(diff);
});
