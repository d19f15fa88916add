/** `helm template` of every chart that we ship, ours beside the real one: the same bytes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderOnDisk, type HelmLab, startHelmLab } from "../../worker/programs/helm/lab.ts";
import { CASES } from "./cases.ts";
import { chartFolder, lineFor, realOutputs, recordedOutputs } from "./real.ts";

const folder = chartFolder();
const recorded = recordedOutputs();
const count = { same: 0, all: 0 };
afterAll(() => {
  folder.remove();
  process.stdout.write(`chart oracle: ${count.same}/${count.all}\n`);
});

describe.each(Object.entries(CASES))("%s", (chart, cases) => {
  let lab: HelmLab;
  beforeAll(async () => {
    lab = await startHelmLab();
    lab.put(`/root/${chart}`, folderOnDisk(`${folder.path}/${chart}`));
  });

  test("has its defaults and at least ten sets of values", () => {
    expect(Object.keys(cases).length).toBeGreaterThan(10);
    expect(Object.keys(recorded[chart] ?? {})).toEqual(Object.keys(cases));
  });

  test.each(Object.entries(cases))("%s", async (name, flags) => {
    count.all += 1;
    expect(await lab.helm(lineFor(flags, `./${chart}`))).toEqual({
      stdout: recorded[chart]?.[name],
      stderr: "",
      exitCode: 0,
    });
    count.same += 1;
  });
});

test("the real helm still makes of our charts what was recorded, of our starter what it makes of its own", async () => {
  expect(await realOutputs(folder.path)).toEqual(recorded);
}, 60_000);
