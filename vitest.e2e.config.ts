import { defineConfig } from "vitest/config";

const TIMED = "test/e2e/first.test.ts";

/** The page in Chromium, from the built site: one browser, each test in a context of its own. What is timed runs alone. */
export default defineConfig({
  test: {
    globalSetup: ["test/e2e/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "timed", include: [TIMED], sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/e2e/**/*.test.ts"],
          exclude: [TIMED],
          maxWorkers: 3,
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
