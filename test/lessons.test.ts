import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import { findLessons, lessonsFolder, readLesson } from "../worker/hosts/node/lessonFiles.ts";
import { testLesson } from "../worker/hosts/node/lessonTest.ts";

const LIMIT_MS = 120_000;
const lessons = findLessons(lessonsFolder());

test("there are lessons", () => expect(lessons.length).toBeGreaterThanOrEqual(2));

/** Not the seed that `gatehouse lesson test` takes by itself: what a lesson draws is drawn once more. */
const SEED = 2;

/** Verify fails before, says why on each wrong answer, passes after the solution and each alternative. */
test.each(lessons.map((folder) => ({ folder, name: relative(lessonsFolder(), folder) })))(
  "$name holds what it promises",
  async ({ folder }) => expect(await testLesson(readLesson(folder), SEED)).toEqual([]),
  LIMIT_MS,
);

/** The tester itself must notice a lesson that does not hold. */
describe("a lesson that does not hold is found out", () => {
  const lesson = (files: Readonly<Record<string, string>>) => ({
    "index.json": JSON.stringify({ details: { steps: [{ title: "S", text: "s/text.md", verify: "s/verify.sh" }] } }),
    "s/text.md": "do it",
    "s/verify.sh": '[ -e done ] || { echo "not done"; exit 1; }',
    "s/solution.sh": "touch done",
    ...files,
  });
  test.each([
    { says: "a sound one has no problems", files: lesson({}), problems: [] },
    { says: "verify passes at once", files: lesson({ "s/verify.sh": "true" }), problems: ["verify passes before"] },
    {
      says: "the solution is none",
      files: lesson({ "s/solution.sh": "true" }),
      problems: ["the solution does not pass"],
    },
    {
      says: "an alternative is none",
      files: lesson({ "s/alternatives/a.sh": "true" }),
      problems: ["the alternative a does not pass"],
    },
    {
      says: "a wrong answer passes",
      files: lesson({ "s/wrong/w.sh": "# says: no\ntouch done" }),
      problems: ["the wrong answer w passes"],
    },
    {
      says: "a wrong answer is told something else",
      files: lesson({ "s/wrong/w.sh": "# says: you forgot\ntrue" }),
      problems: ['the wrong answer w must say "you forgot"'],
    },
    {
      says: "an answer waits for ever",
      files: lesson({ "s/solution.sh": "touch done; until false; do sleep 1; done" }),
      problems: ["solution does not come to an end"],
    },
    {
      says: "verify waits for ever",
      files: lesson({ "s/verify.sh": "while :; do sleep 1; done" }),
      problems: ["the solution does not pass\nThe check did not come to an end"],
    },
  ])(
    "$says",
    async ({ files, problems }) => {
      const found = await testLesson(files);
      expect(found).toHaveLength(problems.length);
      for (const [at, problem] of problems.entries()) expect(found[at]).toContain(problem);
    },
    LIMIT_MS,
  );
});
