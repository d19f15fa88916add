import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "./ours.ts";
import { type Answer, play } from "./play.ts";
import { differences, forgetDifferences, recordingOf, scenariosOf, subjects } from "./scenarios.ts";

/**
 * Each answer of ours beside the one that a real kube-apiserver gave to the same request; see play.ts and record.ts. Answers that are known
 * to differ stand in differences.yaml; UPDATE=1 takes from it what differs no longer.
 */

const shown = (answer: Answer | undefined) => JSON.stringify(answer, null, 1);

const count = { equal: 0, different: 0 };
const settled: (readonly [scenario: string, says: string])[] = [];
let version = "";

afterAll(() => {
  if (process.env.UPDATE) forgetDifferences(settled);
  const { equal, different } = count;
  process.stdout.write(
    `server oracle, kube-apiserver ${version}: ${equal + different}/${equal + different} answers as expected, ` +
      `${equal} the same and ${different} that are known to differ\n`,
  );
});

describe.each(subjects)("%s", (subject) => {
  const recording = recordingOf(subject);
  version = recording.version;
  describe.each(scenariosOf(subject))("$name", (scenario) => {
    const recorded = recording.scenarios[scenario.name] ?? [];
    const known = differences[scenario.name] ?? {};
    let ours: readonly Answer[] = [];

    beforeAll(async () => {
      ours = await play(scenario, await startServer(recording.version));
    });

    test("has a recording of every step, and no known difference of others", () => {
      const steps = scenario.steps.map(({ says }) => says);
      expect(recorded.map(({ says }) => says)).toEqual(steps);
      expect(Object.keys(known).filter((says) => !steps.includes(says))).toEqual([]);
    });

    test.each(scenario.steps.map(({ says }, i) => ({ says, i })))("$says", ({ says, i }) => {
      const [own, real] = [shown(ours[i]), shown(recorded[i])];
      if (known[says]) {
        if (own === real) settled.push([scenario.name, says]);
        expect(own, `no longer different (${known[says]}): take it from differences.yaml`).not.toBe(real);
        count.different++;
      } else {
        expect(own).toBe(real);
        count.equal++;
      }
    });
  });
});
