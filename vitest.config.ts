import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What runs the tests waits for the most part: on two cores two work.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
