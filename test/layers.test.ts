import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

/** The house's lines, from docs/architecture.md: a folder imports itself and lower lines, never a neighbour, never upward. */
const RANK: Record<string, number> = {
  "worker/base": 0,
  "worker/api": 1,
  "worker/shell": 1,
  "worker/network": 1,
  "worker/routing": 1,
  "worker/programs": 2,
  "worker/controllers": 3,
  "worker/kubelet": 3,
  "worker/ingress": 3,
  "worker/gateway": 3,
  "worker/images": 4,
  "worker/charts": 4,
  "worker/internet": 4,
  "worker/profiles": 4,
  "worker/cluster": 5,
  "worker/lesson": 6,
  "worker/hosts": 7,
  lessons: 8,
  src: 9,
};
const root = resolve(import.meta.dirname, "..");
/** The session interface is types only, the one door that hosts and page share; anyone from `cluster` upward may read it. */
const SESSION = "worker/session.ts";

function sources(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

const room = (file: string): string | undefined => {
  const parts = file.split("/");
  return parts[0] === "worker" ? parts.slice(0, 2).join("/") : parts[0];
};

interface Import {
  readonly file: string;
  readonly target: string;
}

const imports: Import[] = [...sources("worker"), ...sources("src")].flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)].map((match) => ({
    file,
    target: relative(root, resolve(root, dirname(file), match[1]!)).replace(/\?.*$/, ""),
  })),
);

describe("imports run one way", () => {
  test("every import goes to its own folder or to a lower line", () => {
    const wrong = imports.filter(({ file, target }) => {
      const from = room(file)!;
      const to = room(target)!;
      if (from === to) return false;
      if (target === SESSION) return (RANK[from] ?? 99) < RANK["worker/cluster"]!;
      if (file === SESSION) return (RANK[to] ?? 99) >= RANK["worker/cluster"]!;
      return !(RANK[to] !== undefined && RANK[from] !== undefined && RANK[to]! < RANK[from]!);
    });
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  test("no file takes part in a cycle", () => {
    const graph = new Map<string, string[]>();
    for (const { file, target } of imports) graph.set(file, [...(graph.get(file) ?? []), target]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
