import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Answer, startLab } from "./lab.ts";

/** Generators of roles, bindings, ingresses, budgets and classes, as kubectl v1.36.3 answers. */
const rows = JSON.parse(readFileSync(join(import.meta.dirname, "create.json"), "utf8")) as [string, Answer][];

const lab = await startLab();

test.each(rows)("%s", async (line, answer) => {
  expect(await lab.run(line)).toEqual(answer);
});
