/** Our helm on charts as other people make them: umbrellas, libraries, schemas, lookups, failures; what the real one said, byte for byte. */
import { beforeAll, expect, test } from "vitest";
import { folderOnDisk, type HelmLab, startHelmLab } from "../../worker/programs/helm/lab.ts";
import { PEOPLE, peopleLines, recordedPeople, withoutTime } from "./people.ts";

const recorded = recordedPeople();
let lab: HelmLab;
beforeAll(async () => {
  lab = await startHelmLab();
  lab.put("/root/people", folderOnDisk(PEOPLE));
});

test("what the real helm says to each line is recorded", () => {
  expect(Object.keys(recorded)).toEqual(peopleLines());
});

test.each(peopleLines())("helm %s", async (line) => {
  expect(withoutTime(await lab.helm(line))).toEqual(recorded[line]);
});
