import { describe, expect, test } from "vitest";
import { coreutils } from "../../../../worker/programs/coreutils/index.ts";
import { textPrograms } from "../../../../worker/programs/text/index.ts";
import { lab } from "../../shell/lab.ts";

const run = (script: string) => lab({ programs: new Map([...coreutils, ...textPrograms]) }).bash(script);

describe("sed, awk and jq", () => {
  test.each([
    { script: "printf 'ab\\ncd\\n' | sed -n 's/a\\(b\\)/X\\1/p'", stdout: "Xb\n" },
    { script: "echo hello > f; sed -i s/l/L/ f; cat f", stdout: "heLlo\n" },
    { script: "printf 'a 1\\nb 2\\n' | awk '{s+=$2} END {print NR, s}'", stdout: "2 3\n" },
    { script: "awk -F: -v n=1 '$3 == n*1000 {print $1}' /etc/passwd", stdout: "user\n" },
    { script: `echo '{"items":[{"n":"a"},{"n":"b"}]}' | jq -r '.items[].n'`, stdout: "a\nb\n" },
    { script: "jq -n '{a: 1}' | jq -c .", stdout: '{"a":1}\n' },
    { script: `echo '{"a":"x"}' > f.json; jq .a f.json`, stdout: '"x"\n' },
  ])("$script", async ({ script, stdout }) => {
    expect(await run(script)).toEqual({ stdout, stderr: "", exitCode: 0 });
  });

  test.each([
    {
      script: "echo '{}' | jq '.a |'",
      exitCode: 3,
      stderr:
        "jq: error: syntax error, unexpected end of file (Unix shell quoting issues?) at <top-level>, line 1:\n.a |\njq: 1 compile error\n",
    },
    {
      script: `echo '{"a":1}' | jq .a.b`,
      exitCode: 5,
      stderr: 'jq: error (at <stdin>:1): Cannot index number with "b"\n',
    },
    { script: "sed s/a/b/ nope", exitCode: 1, stderr: "sed: nope: No such file or directory\n" },
  ])("$script fails with $exitCode", async ({ script, stderr, exitCode }) => {
    expect(await run(script)).toEqual({ stdout: "", stderr, exitCode });
  });

  test("jq colours what it prints when asked to, and not into a pipe", async () => {
    expect((await run("echo '{\"a\":null}' | jq -cC .")).stdout).toBe(
      '\u001b[1;39m{\u001b[0m\u001b[34;1m"a"\u001b[0m\u001b[1;39m:\u001b[0m\u001b[1;30mnull\u001b[0m\u001b[1;39m}\u001b[0m\n',
    );
    expect((await run("echo '{\"a\":null}' | jq -c . | cat")).stdout).toBe('{"a":null}\n');
  });
});
