import { expect, test } from "vitest";
import { coreutils } from "../../../../worker/programs/coreutils/index.ts";
import { tools } from "../../../../worker/programs/coreutils/tools.ts";

test("every tool can be found by its name, and every name has its tool", () => {
  expect([...coreutils.keys()].sort()).toEqual([...tools.keys()].sort());
});
