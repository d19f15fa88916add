import { defineConfig } from "vitest/config";

/** The page in Chromium, from the built site. One browser, one test at a time. */
export default defineConfig({
  test: { include: ["test/e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});
