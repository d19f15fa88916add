import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { startHelmLab } from "../../programs/helm/lab.ts";
import { sprigChart, valuesIn } from "./chart.ts";

/** Recorded from helm v4.2.3. */
const recorded = JSON.parse(
  readFileSync(new URL("./recorded/values.json", import.meta.url), "utf8"),
) as readonly (readonly [expression: string, value: string])[];

describe("functions of templates, as the real helm answers them", () => {
  let values: readonly string[] = [];
  beforeAll(async () => {
    const lab = await startHelmLab();
    lab.put("/root/sprig", sprigChart);
    const answer = await lab.helm("template rel ./sprig");
    expect(answer.stderr).toBe("");
    values = valuesIn(answer.stdout);
  });

  test.each(recorded.map(([expression, value], at) => ({ expression, value, at })))(
    "{{ $expression }}",
    ({ value, at }) => {
      expect(values[at]).toBe(value);
    },
  );
});
