import type { Redirection } from "unbash";
import { FileError, resolvePath } from "../files.ts";
import type { Description } from "../machine/index.ts";
import { ExpansionFailure, RedirectionFailure } from "./control.ts";
import { expandHereDoc, expandText, expandWords } from "./expand.ts";
import { descriptionOf, openPath } from "./open.ts";
import type { Shell } from "./shell.ts";

/** What a descriptor was before a redirection. */
type Before = readonly [fd: number, description: Description | undefined];

/** Makes redirections for the time `work` takes. @throws RedirectionFailure before work is begun */
export async function withRedirections<T>(
  redirections: readonly Redirection[],
  shell: Shell,
  work: () => Promise<T>,
): Promise<T> {
  if (redirections.length === 0) return work();
  const before: Before[] = [];
  try {
    for (const redirection of redirections) await redirect(redirection, shell, before);
    return await work();
  } finally {
    undo(before, shell);
  }
}

/** Makes redirections that stay. @throws RedirectionFailure */
export async function applyRedirections(redirections: readonly Redirection[], shell: Shell): Promise<void> {
  const before: Before[] = [];
  for (const redirection of redirections) await redirect(redirection, shell, before);
  for (const [, description] of before) description?.release();
}

function undo(before: Before[], { descriptors }: Shell): void {
  for (const [fd, description] of before.reverse()) {
    if (!description) descriptors.close(fd);
    else {
      descriptors.set(fd, description);
      description.release();
    }
  }
}

async function redirect(redirection: Redirection, shell: Shell, before: Before[]): Promise<void> {
  const set = (fd: number, description: Description | undefined): void => {
    before.push([fd, shell.descriptors.get(fd)?.retain()]);
    if (description) shell.descriptors.set(fd, description);
    else shell.descriptors.close(fd);
  };
  if (redirection.type === "HereDoc") {
    const text = await expandHereDoc(redirection.body, shell, redirection.operator === "<<-");
    return set(descriptorOf(redirection, 0, shell), descriptionOf(text));
  }
  if (redirection.type === "HereString") {
    const text = redirection.target ? await expandText(redirection.target, shell) : "";
    return set(descriptorOf(redirection, 0, shell), descriptionOf(`${text}\n`));
  }
  const { operator } = redirection;
  if (redirection.descriptor?.type === "FileDescriptorVariable" && redirection.target?.text === "-") {
    return set(Number(shell.variables.text(redirection.descriptor.name) ?? -1), undefined);
  }
  const target = await targetOf(redirection, shell);
  const reads = operator === "<" || operator === "<&" || operator === "<>";
  const fd = descriptorOf(redirection, reads ? 0 : 1, shell);
  if (operator === "<&" || operator === ">&") {
    if (target === "-") return set(fd, undefined);
    const move = /^(\d+)(-?)$/.exec(target);
    if (move) {
      const from = shell.descriptors.get(Number(move[1]));
      if (!from) throw new RedirectionFailure(`${target}: Bad file descriptor`);
      set(fd, from);
      if (move[2]) set(Number(move[1]), undefined);
      return;
    }
    if (operator === "<&" || redirection.descriptor) throw new RedirectionFailure(`${target}: ambiguous redirect`);
  }
  const opened = openTarget(target, operator, shell);
  set(fd, opened);
  if (operator === "&>" || operator === "&>>" || operator === ">&") set(2, opened);
}

function openTarget(target: string, operator: string, shell: Shell): Description {
  try {
    if (operator === "<") return openPath(target, "read", shell);
    if (operator === "<>") return openPath(target, "both", shell);
    if (operator === ">>" || operator === "&>>") return openPath(target, "append", shell);
    if (operator === ">" && shell.options.noclobber) {
      const there = shell.files.stat(resolvePath(shell.cwd, target));
      if (there?.type === "file") throw new RedirectionFailure(`${target}: cannot overwrite existing file`);
    }
    return openPath(target, "write", shell);
  } catch (error) {
    if (error instanceof FileError) throw new RedirectionFailure(`${target}: ${error.message}`);
    throw error;
  }
}

async function targetOf(redirection: Extract<Redirection, { type: "Redirect" }>, shell: Shell): Promise<string> {
  if (!redirection.target) return "";
  const words = await expandWords([redirection.target], shell);
  if (words.length !== 1) throw new RedirectionFailure(`${redirection.target.text}: ambiguous redirect`);
  return words[0]!;
}

function descriptorOf(redirection: Redirection, usual: number, shell: Shell): number {
  const { descriptor } = redirection;
  if (!descriptor) return usual;
  if (descriptor.type === "FileDescriptor") return descriptor.value;
  const fd = shell.descriptors.free(10);
  shell.variables.assign(descriptor.name, String(fd));
  if (fd > 1024) throw new ExpansionFailure("Too many open files");
  return fd;
}
