import { build } from "esbuild";
import { defineConfig, type Plugin } from "vite";

/** `embed.js` beside the page: one classic script without imports, under a name that other people's pages can rely on. */
function embedScript(): Plugin {
  const script = async () => {
    const { outputFiles } = await build({
      entryPoints: ["src/embed/element.ts"],
      bundle: true,
      format: "iife",
      minify: true,
      target: "es2022",
      write: false,
    });
    return outputFiles[0]!.text;
  };
  return {
    name: "embed-script",
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: "embed.js", source: await script() });
    },
    configureServer({ middlewares }) {
      middlewares.use("/embed.js", async (_request, response) => {
        response.setHeader("Content-Type", "text/javascript").end(await script());
      });
    },
  };
}

export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    outDir: "dist/site",
    emptyOutDir: true,
    manifest: true,
  },
  worker: {
    format: "es",
    // One file to fetch before the cluster boots, not one for each module that somebody else imports too.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } } },
  },
  plugins: [embedScript()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
} as Parameters<typeof defineConfig>[0]);
