import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    outDir: "dist/site",
    emptyOutDir: true,
    manifest: true,
  },
  worker: { format: "es" },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
} as Parameters<typeof defineConfig>[0]);
