import { expect, test } from "vitest";
import { post, startLab } from "../lab.ts";
import { objects, rows } from "./objects.ts";
import { recorded } from "./recorded.ts";

async function labWithObjects() {
  const lab = await startLab();
  for (const { path, object } of objects) expect((await lab.server.handle(post(path, object))).status).toBe(201);
  return lab;
}

const lab = await labWithObjects();

test.each(rows)("%s prints what kubectl v1.36.3 prints", async (row) => {
  const { stdout, stderr } = await lab.run(row);
  expect(stdout + stderr).toBe(recorded[row]);
});
