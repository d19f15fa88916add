import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chartModule, chartNames } from "../../../scripts/pack-charts.ts";

const charts = new URL("../../../worker/charts/", import.meta.url).pathname;

test.each(chartNames())("the module of %s holds what its folder holds", (name) => {
  expect(readFileSync(`${charts}generated/${name}.ts`, "utf8")).toBe(chartModule(name));
});
