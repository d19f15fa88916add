import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Has the reader edit a text with the editor of their own ($VISUAL, $EDITOR, vi) at this terminal. Undefined when it fails. */
export async function editOutside(path: string, content: string): Promise<string | undefined> {
  const { env, stdin } = process;
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-"));
  const file = join(folder, basename(path));
  writeFileSync(file, content);
  stdin.setRawMode(false).pause();
  try {
    const editor = spawn(`${env.VISUAL || env.EDITOR || "vi"} "$GATEHOUSE_FILE"`, {
      shell: true,
      stdio: "inherit",
      env: { ...env, GATEHOUSE_FILE: file },
    });
    const exitCode = await new Promise((resolve) => editor.on("close", resolve).on("error", resolve));
    return exitCode === 0 ? readFileSync(file, "utf8") : undefined;
  } finally {
    stdin.setRawMode(true).resume();
    rmSync(folder, { recursive: true });
  }
}
