import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Answer, startLab } from "./lab.ts";

/** One kubeconfig's life from nothing, as kubectl v1.36.3 answers line by line. */
const rows = JSON.parse(readFileSync(join(import.meta.dirname, "config.json"), "utf8")) as [string, Answer][];

const lab = await startLab();
lab.files.remove("/root/.kube/config");
lab.files.write("/root/ca.crt", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");

/** Help is in words of its own, addresses in memory differ. */
const shown = (answer: Answer): Answer => ({
  ...answer,
  stdout: answer.stdout.includes("\nUsage:\n") ? "HELP" : answer.stdout,
  stderr: answer.stderr.includes("\nUsage:\n") ? "HELP" : answer.stderr.replace(/:0x[0-9a-f]+/g, ":0x"),
});

test.each(rows)("%s", async (line, answer) => {
  expect(shown(await lab.run(line))).toEqual(shown(answer));
});
