import { describe, expect, test } from "vitest";
import { fromUtf8 } from "../../../../worker/base/streams.ts";
import { openTerminal } from "../../../../worker/shell/index.ts";
import { readSettings } from "../../../../worker/shell/interpreter/settings.ts";
import { forgetful } from "../../../../worker/shell/machine/index.ts";
import { withoutSequences } from "../../../../worker/shell/terminal/width.ts";
import { lab } from "../lab.ts";

/** What a shell holds that has read this as its start-up file. */
async function shellAfter(startFile: string): Promise<string> {
  const { clock, machine, standing } = lab({ files: { ".bashrc": startFile } });
  const terminal = openTerminal({ machine, ...standing, memory: forgetful(), size: { columns: 500, rows: 10 } });
  let shown = "";
  void (async () => {
    for await (const chunk of terminal.output) shown += fromUtf8(chunk);
  })();
  await clock.advance(2000);
  terminal.write('echo "$?|$_|$PIPESTATUS"; alias; declare -p\r');
  await clock.advance(5000);
  return withoutSequences(shown).replaceAll("\r", "");
}

const PLAIN = [
  "",
  "# nothing\n\n",
  "X=1\n",
  "X=\n",
  "X=''",
  "  X='a b'  # why\n",
  "PS1='\\[\\e[1m\\]\\u:\\w\\$ '\nalias ll='ls -alF'\n",
  "alias la=ls\nalias la='ls -A'\n",
  "PATH=/opt/bin:/usr/bin\nX=a+b@c%d,e-f\nRANDOM=4\n",
  "alias k=kubectl",
  "X='#' # '\n",
];

describe("a start-up file of nothing but settings", () => {
  test.each(PLAIN)("%j sets what the language would set", async (text) => {
    expect(readSettings(text)).toBeDefined();
    // A function needs the language, and running its definition changes nothing else.
    expect(await shellAfter(text)).toBe(await shellAfter(`f() { :; }\n${text}`));
  });

  test.each([
    'X="1"',
    "X=$HOME",
    "X=~/bin",
    "X=~",
    "X=a:~/bin",
    "X=1 Y=2",
    "X=1 env",
    "X=1; Y=2",
    "X='a'b",
    "X='a",
    "X=a#b'",
    "X='a'#b",
    "X+=1",
    "X[0]=1",
    "X=(1 2)",
    "X={a,b}",
    "X=*",
    "X=a\\ b",
    "export X=1",
    "alias a=b c=d",
    "alias -p",
    "alias",
    "alias alias=echo\nalias x=y",
    "echo hi",
    "if true; then X=1; fi",
    "X=1 &",
    "X=1 > file",
    "X=`date`",
    "X=1\r\nY=2",
    "f() { X=1; }",
  ])("%j is for the language", (text) => {
    expect(readSettings(text)).toBeUndefined();
  });
});
