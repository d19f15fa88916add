import { beforeAll, expect, test } from "vitest";
import { type Lab, post, startLab } from "./lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "b" } };
  await lab.server.handle(post("/api/v1/namespaces/default/configmaps", map));
});

// As recorded from kubectl v1.36.3.
test.each([
  ["expose cm settings --port=80", "error: cannot expose a ConfigMap\n"],
  ["get po/", "error: arguments in resource/name form must have a single resource and name\n"],
  ["get po/a/b", "error: arguments in resource/name form may not have more than one slash\n"],
  [
    "taint nodes n1 k=v:Bad",
    "error: invalid taint effect: Bad, unsupported taint effect\nSee 'kubectl taint -h' for help and examples\n",
  ],
])("%s fails in kubectl's words", async (line, words) => {
  expect(await lab.run(line)).toEqual({ stdout: "", stderr: words, exitCode: 1 });
});

test("view-last-applied says nothing of objects that were never applied", async () => {
  expect(await lab.run("apply view-last-applied cm/settings")).toEqual({ stdout: "", stderr: "", exitCode: 0 });
});
