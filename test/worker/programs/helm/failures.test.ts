import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type HelmLab, startHelmLab } from "./lab.ts";

/** A line of a template, and all that `helm template r CHART` of helm v4.2.3 says. */
const recorded = JSON.parse(
  readFileSync(new URL("./recorded/failures.json", import.meta.url), "utf8"),
) as readonly (readonly [line: string, answer: string])[];

const CHART = {
  "Chart.yaml": "apiVersion: v2\nname: errs\nversion: 0.1.0\n",
  "values.yaml": "a: {b: 1}\nlist: [1]\n",
  "templates/_t.tpl":
    '{{ define "t.bad" }}\nx: {{ .Values.a.c.d }}\n{{ end }}{{ define "t.fail" }}{{ fail "no way" }}{{ end }}{{ define "t.loop" }}{{ include "t.loop" . }}{{ end }}',
};

describe("what is told of a template that fails", () => {
  let lab: HelmLab;
  beforeAll(async () => {
    lab = await startHelmLab();
    lab.put("/root/errs", CHART);
  });

  test.each(recorded)("%s", async (line, answer) => {
    lab.put("/root/errs", { "templates/e.yaml": `a: 1\n${line}\n` });
    const { stdout, stderr } = await lab.helm("template r ./errs");
    expect(stdout + stderr).toBe(answer);
  });
});
