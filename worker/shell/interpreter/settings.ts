import type { Interpreter } from "./interpreter.ts";

interface Setting {
  readonly sets: "variable" | "alias";
  readonly name: string;
  readonly text: string;
}

/** `NAME=plain`, `NAME='anything'`, or the same after `alias`; then blanks, or a comment. */
const SETTING = /^\s*(alias[ \t]+)?([A-Za-z_]\w*)=(?:'([^']*)'|([\w./:@%+,-]*))[ \t]*(?:[ \t]#.*)?$/;
const NOTHING = /^[ \t]*(?:#.*)?$/;

/** What a text of nothing but settings sets, in order; undefined when there is anything else in it. */
export function readSettings(text: string): readonly Setting[] | undefined {
  const settings: Setting[] = [];
  for (const line of text.split("\n")) {
    if (NOTHING.test(line)) continue;
    const [, alias, name = "", quoted, plain = ""] = SETTING.exec(line) ?? [];
    // After `alias alias=…` the word means something else.
    if (name === "" || name === "alias") return undefined;
    settings.push({ sets: alias ? "alias" : "variable", name, text: quoted ?? plain });
  }
  return settings;
}

/**
 * Runs a start-up file that only sets variables and aliases, as most do, without the language: so a first prompt need not wait for it.
 * @returns false when the text says anything else; nothing has been done then
 */
export async function applySettings(text: string, shell: Interpreter): Promise<boolean> {
  const settings = readSettings(text);
  if (!settings || settings.some(({ name }) => shell.variables.find(name)?.readOnly)) return false;
  for (const { sets, name, text: value } of settings) {
    await shell.checkSignals();
    if (sets === "variable") shell.variables.assign(name, value);
    else {
      shell.aliases.set(name, value);
      shell.lastArgument = `${name}=${value}`;
    }
    shell.variables.setPipeStatus([0]);
  }
  return true;
}
