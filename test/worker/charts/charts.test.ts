import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chartModule, chartNames } from "../../../scripts/pack-charts.ts";
import { folderOnDisk, startHelmLab } from "../programs/helm/lab.ts";
import { CASES, fileOf } from "./cases.ts";

const charts = new URL("../../../worker/charts/", import.meta.url).pathname;
const recorded = new URL("./recorded/", import.meta.url).pathname;

test.each(chartNames())("the module of %s holds what its folder holds", (name) => {
  expect(readFileSync(`${charts}generated/${name}.ts`, "utf8")).toBe(chartModule(name));
});

/** Recordings of helm v4.2.3: scripts/record-charts.ts */
describe.each(Object.entries(CASES))("%s", (chart, cases) => {
  test.each(Object.entries(cases))("renders byte for byte as the real helm does: %s", async (name, flags) => {
    const lab = await startHelmLab();
    lab.put(`/root/${chart}`, folderOnDisk(`${charts}${chart}`));
    const [release, ...rest] = flags.split(" ");
    const answer = await lab.helm(`template ${release} ./${chart} ${rest.join(" ")}`);
    expect(answer.stderr).toBe("");
    expect(answer.stdout).toBe(readFileSync(`${recorded}${fileOf(chart, name)}`, "utf8"));
  });
});
