import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

function targets(file: string, imports: RegExp): readonly string[] {
  return [...read(file).matchAll(imports)].map(([, path = ""]) =>
    path.startsWith(".") ? relative(root, resolve(root, dirname(file), path)) : path,
  );
}
/** What a file imports when it needs it; not the types that it names that way. */
const later = (file: string) => targets(file, /(?<!typeof )\bimport\(\s*"([^"]+)"\s*,?\s*\)(?!\.[A-Z])/g);
const atOnce = (file: string) => targets(file, /^(?:import|export) (?!type )[^"]*?from "([^"]+)"/gm);

function withImports(files: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    if (existsSync(join(root, file))) atOnce(file).forEach(visit);
  };
  files.forEach(visit);
  return seen;
}

test("the browser's worker fetches ahead all that is imported later", () => {
  const files = readdirSync(join(root, "worker"), { recursive: true, encoding: "utf8" })
    .map((name) => join("worker", name))
    .filter((file) => file.endsWith(".ts") && !file.startsWith("worker/hosts/"));
  // The trees of commands are walked, as far as there are subcommands; so is the list of loops.
  const commands = files.filter(
    (file) => /^worker\/programs\/(?:kubectl|helm)\//.test(file) && /subcommands: |helmGroup\(/.test(read(file)),
  );
  const walked = ["worker/controllers/late.ts", "worker/programs/kubectl/commands/index.ts", ...commands].flatMap(
    later,
  );
  const fetched = withImports([
    "worker/hosts/browser/worker.ts",
    ...later("worker/hosts/browser/prefetch.ts"),
    ...later("worker/hosts/browser/ahead.ts"),
    ...walked,
  ]);
  const missing = files.flatMap((file) => later(file).filter((path) => !fetched.has(path)));
  expect([...new Set(missing)]).toEqual([]);
});
