import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../../../../../worker/hosts/node/options.ts";
import { serveOptions } from "../../../../../worker/hosts/node/serve/index.ts";
import { commandLine } from "../../../../commandLine.ts";

describe("gatehouse serve", () => {
  const { build, remove, run } = commandLine("serve-test");
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-serve-"));
  beforeAll(() => void build());
  afterAll(() => {
    remove();
    rmSync(folder, { recursive: true });
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "writes a kubeconfig when it is ready, and stops cleanly on %s",
    async (name) => {
      const file = join(folder, "config");
      let written = "";
      const { exitCode, stdout, stderr } = await run(["serve", "--kubeconfig", file], {
        onOutput: (text, signal) => {
          if (!text.includes("export KUBECONFIG=")) return;
          written ||= readFileSync(file, "utf8");
          signal(name);
        },
      });
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^Serving kind at https:\/\/127\.0\.0\.1:\d+\nexport KUBECONFIG=\S+\/config\n$/);
      expect(written).toContain(`server: ${/https:\S+/.exec(stdout)?.[0]}\n`);
      expect(existsSync(file)).toBe(false);
    },
  );
});

test.each([
  { args: [], options: { kubeconfig: "gatehouse.kubeconfig", speed: 1, words: [] } },
  {
    args: ["--speed=max", "--profile", "aks", "--kubeconfig", "k"],
    options: { kubeconfig: "k", speed: "max", words: ["--profile", "aks"] },
  },
  {
    args: ["--lb-range", "127.0.64.0/24", "--speed", "2.5"],
    options: { kubeconfig: "gatehouse.kubeconfig", speed: 2.5, words: [], lbRange: "127.0.64.0/24" },
  },
])("$args", ({ args, options }) => {
  expect(serveOptions(args)).toEqual(options);
});

test.each([
  { args: ["--speed", "0"], says: '--speed takes a number above 0, at most 1000, or "max"' },
  { args: ["--speed", "fast"], says: '--speed takes a number above 0, at most 1000, or "max"' },
  { args: ["--lb-range=10.0.0.0/24"], says: '"10.0.0.0/24" is no range of loopback addresses, such as 127.0.64.0/24' },
  { args: ["--kubeconfig"], says: "--kubeconfig needs a value" },
])("$args is refused: $says", ({ args, says }) => {
  expect(() => serveOptions(args)).toThrow(UsageError);
  expect(() => serveOptions(args)).toThrow(says);
});
