import { expect, test } from "vitest";
import { post, startLab } from "../lab.ts";
import { objects, recorded } from "./policies.ts";

const lab = await startLab();
for (const { path, object } of objects) expect((await lab.server.handle(post(path, object))).status).toBe(201);

test.each(Object.entries(recorded))("%s prints what kubectl v1.36.3 prints", async (row, text) => {
  const { stdout, stderr } = await lab.run(row);
  expect(stdout + stderr).toBe(text);
});
