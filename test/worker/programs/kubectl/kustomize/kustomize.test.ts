import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startLab } from "../lab.ts";

interface Row {
  readonly says: string;
  readonly line: string;
  readonly files: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What kubectl v1.36.3 (kustomize v5.8.1) built of these files. */
const rows = JSON.parse(readFileSync(join(import.meta.dirname, "recorded.json"), "utf8")) as Row[];

/** An address in the real one's memory. */
const masked = (text: string): string => text.replace(/&\{\S+ <nil>\}/g, "&{}");

test.each(rows)("kustomize: $says", async ({ line, files, stdout, stderr, exitCode }) => {
  const lab = await startLab();
  for (const [path, text] of Object.entries(files)) {
    const whole = `/root/${path}`;
    lab.files.makeDirectory(whole.slice(0, whole.lastIndexOf("/")), { parents: true });
    lab.files.write(whole, text);
  }
  const answer = await lab.run(line);
  expect({ ...answer, stderr: masked(answer.stderr) }).toEqual({ stdout, stderr: masked(stderr), exitCode });
});

test("-k takes a folder's objects in the order in which they are to be made", async () => {
  const lab = await startLab();
  lab.files.write("/root/kustomization.yaml", "namePrefix: dev-\nresources: [a.yaml]\n");
  lab.files.write(
    "/root/a.yaml",
    "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
  );
  const steps = [
    ["apply -k .", "configmap/dev-c created\nservice/dev-s created\n"],
    ["get -k . -o name", "configmap/dev-c\nservice/dev-s\n"],
    [
      "delete -k .",
      'configmap "dev-c" deleted from default namespace\nservice "dev-s" deleted from default namespace\n',
    ],
    ["create -k . --dry-run=client", "configmap/dev-c created (dry run)\nservice/dev-s created (dry run)\n"],
    ["apply -k . -f a.yaml", "error: only one of -f or -k can be specified\n"],
    ["apply -k . -R", "error: the -k flag can't be used with -f or -R\n"],
  ] as const;
  for (const [line, says] of steps) {
    const { stdout, stderr } = await lab.run(line);
    expect({ line, says: stdout + stderr }).toEqual({ line, says });
  }
});
