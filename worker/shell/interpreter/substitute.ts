import type { Redirection, Script } from "unbash";
import { BrokenPipe, type ByteWriter, concatBytes, fromUtf8 } from "../../base/streams.ts";
import { Description } from "../machine/index.ts";
import { RedirectionFailure } from "./control.ts";
import { applyRedirections } from "./redirect.ts";
import type { Runner } from "./runner.ts";
import { Source } from "./source.ts";

/** How much a command substitution may print. */
const MOST_BYTES = 64 * 1024 * 1024;

/** `$(…)`: what a script prints in a subshell, without the newlines at its end; `$(<FILE)` is the file's content. */
export async function substitute(script: Script, shell: Runner): Promise<string> {
  const only = script.commands.length === 1 ? script.commands[0]!.command : undefined;
  if (only?.type === "Command" && !only.name && only.prefix.length === 1) {
    const redirect = only.prefix[0]!;
    if (redirect.type === "Redirect" && redirect.operator === "<" && !redirect.descriptor) {
      return fileContent(redirect, shell);
    }
  }
  const child = await shell.fork("bash");
  child.substitutionDepth += 1;
  // Unless asked, a failing command does not end a command substitution.
  if (!shell.options.posix && !shell.shopts.get("inherit_errexit")) child.options.errexit = false;
  const capture = boundedCapture();
  child.descriptors.set(1, new Description({ writer: capture.writer }));
  if (script.source !== undefined) child.source = new Source(script.source, shell.line);
  shell.substituted = await child.runAsSubshell(script);
  shell.status = shell.substituted;
  if (shell.signal.aborted) throw shell.signal.reason;
  return trimNewlines(capture.text());
}

async function fileContent(redirect: Redirection, shell: Runner): Promise<string> {
  const saved = shell.descriptors.get(0)?.retain();
  try {
    await applyRedirections([redirect], shell);
    const chunks: Uint8Array[] = [];
    const input = shell.descriptors.get(0)!;
    for (let chunk = await input.read(shell.signal); chunk; chunk = await input.read(shell.signal)) chunks.push(chunk);
    shell.substituted = 0;
    return trimNewlines(fromUtf8(concatBytes(chunks)));
  } catch (error) {
    if (!(error instanceof RedirectionFailure)) throw error;
    await shell.complain(error.message);
    shell.substituted = 1;
    return "";
  } finally {
    if (saved) {
      shell.descriptors.set(0, saved);
      saved.release();
    }
  }
}

const trimNewlines = (text: string): string => text.replace(/\n+$/, "").replaceAll("\0", "");

function boundedCapture(): { writer: ByteWriter; text(): string } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    writer: {
      async write(chunk) {
        const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
        size += bytes.length;
        if (size > MOST_BYTES) throw new BrokenPipe();
        chunks.push(bytes);
      },
      close() {},
    },
    text: () => fromUtf8(concatBytes(chunks)),
  };
}
