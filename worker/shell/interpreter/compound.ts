import type { ArithmeticFor, Case, CompoundList, For, If, Select, While } from "unbash";
import { fromUtf8 } from "../../base/streams.ts";
import { evaluateText } from "./calculate.ts";
import { BreakLoop } from "./control.ts";
import { expandPattern, expandRaw, expandText, expandWords } from "./expand.ts";
import { patternRegExp } from "./pattern.ts";
import { type Runner, tracePrefix, untested } from "./runner.ts";

export async function ifCommand(node: If, shell: Runner): Promise<number> {
  for (const branch of [node, ...node.elif]) {
    if ((await untested(shell, () => shell.executeList(branch.clause))) === 0) return shell.executeList(branch.then);
  }
  return node.else ? shell.executeList(node.else) : 0;
}

/** Runs a loop's body once; false when `break` ends the loop. */
async function oneRound(body: CompoundList, shell: Runner): Promise<boolean> {
  try {
    await shell.executeList(body);
    return true;
  } catch (error) {
    if (!(error instanceof BreakLoop)) throw error;
    shell.status = 0;
    if (error.levels > 1) {
      error.levels -= 1;
      throw error;
    }
    return error.kind === "continue";
  }
}

async function inLoop(shell: Runner, work: () => Promise<number>): Promise<number> {
  shell.loops += 1;
  try {
    return await work();
  } finally {
    shell.loops -= 1;
  }
}

/** while and until. */
export async function whileLoop(node: While, shell: Runner): Promise<number> {
  return inLoop(shell, async () => {
    let status = 0;
    for (;;) {
      await shell.checkSignals();
      let holds: number;
      try {
        holds = await untested(shell, () => shell.executeList(node.clause));
      } catch (error) {
        if (!(error instanceof BreakLoop)) throw error;
        if (error.levels > 1) {
          error.levels -= 1;
          throw error;
        }
        if (error.kind === "continue") continue;
        return 0;
      }
      if ((holds === 0) !== (node.kind === "while")) return status;
      if (!(await oneRound(node.body, shell))) return 0;
      status = shell.status;
    }
  });
}

export async function forLoop(node: For, shell: Runner): Promise<number> {
  const words = node.wordlist ? await expandWords(node.wordlist, shell) : shell.positional;
  const head = `for ${node.name.value} in ${(node.wordlist ?? []).map((word) => word.text).join(" ") || '"$@"'}`;
  return inLoop(shell, async () => {
    shell.status = 0;
    for (const word of words) {
      await shell.checkSignals();
      if (shell.options.xtrace) await shell.write(2, `${tracePrefix(shell)}${head}\n`);
      shell.variables.assign(node.name.value, word);
      if (!(await oneRound(node.body, shell))) return 0;
    }
    return shell.status;
  });
}

export async function arithmeticFor(node: ArithmeticFor, shell: Runner): Promise<number> {
  const text = (part: { readonly pos: number; readonly end: number } | undefined) =>
    part ? shell.source.text.slice(part.pos, part.end) : undefined;
  const value = async (part: string | undefined) =>
    part === undefined ? 1n : evaluateText(await expandRaw(part, shell), shell, expandRaw);
  const [initialize, test, update] = [text(node.initialize), text(node.test), text(node.update)];
  await value(initialize);
  return inLoop(shell, async () => {
    shell.status = 0;
    while ((await value(test)) !== 0n) {
      await shell.checkSignals();
      if (!(await oneRound(node.body, shell))) return 0;
      await value(update);
    }
    return shell.status;
  });
}

export async function arithmeticCommand(body: string, shell: Runner): Promise<number> {
  try {
    return (await evaluateText(await expandRaw(body, shell), shell, expandRaw)) === 0n ? 1 : 0;
  } catch (error) {
    if (error instanceof Error && error.name === "Error" && "fatal" in error && !error.fatal) {
      await shell.complain(`((: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

export async function caseCommand(node: Case, shell: Runner): Promise<number> {
  const word = await expandText(node.word, shell);
  const ignoreCase = shell.shopts.get("nocasematch") ?? false;
  let status = 0;
  let fallThrough = false;
  for (const item of node.items) {
    let matches = fallThrough;
    for (const pattern of matches ? [] : item.pattern) {
      if (patternRegExp(await expandPattern(pattern, shell), { ignoreCase }).test(word)) {
        matches = true;
        break;
      }
    }
    if (!matches) continue;
    shell.status = 0;
    status = await shell.executeList(item.body);
    fallThrough = item.terminator === ";&";
    if (!fallThrough && item.terminator !== ";;&") return status;
  }
  return status;
}

export async function selectLoop(node: Select, shell: Runner): Promise<number> {
  const words = node.wordlist ? await expandWords(node.wordlist, shell) : shell.positional;
  if (words.length === 0) return 0;
  return inLoop(shell, async () => {
    let menu = true;
    for (;;) {
      if (menu) await shell.write(2, words.map((word, at) => `${at + 1}) ${word}\n`).join(""));
      await shell.write(2, shell.variables.text("PS3") ?? "#? ");
      const line = await readLine(shell);
      if (line === undefined) {
        await shell.write(2, "\n");
        return 1;
      }
      menu = line === "";
      if (menu) continue;
      shell.variables.assign("REPLY", line);
      shell.variables.assign(node.name.value, words[Number(line) - 1] ?? "");
      if (!(await oneRound(node.body, shell))) return 0;
    }
  });
}

async function readLine(shell: Runner): Promise<string | undefined> {
  const input = shell.descriptors.get(0);
  let line = "";
  for (;;) {
    const chunk = await input?.read(shell.signal);
    if (!chunk) return line === "" ? undefined : line;
    const end = chunk.indexOf(10);
    if (end >= 0) {
      input!.unread(chunk.subarray(end + 1));
      return line + fromUtf8(chunk.subarray(0, end));
    }
    line += fromUtf8(chunk);
  }
}
