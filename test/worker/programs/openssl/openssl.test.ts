import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { COMMANDS, FILES, MAKING, ours, READING, SEED, withoutThreads } from "./cases.ts";
import recorded from "./recorded.json" with { type: "json" };

const inRoot = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`/root/${name}`, text]));

/** The real one's answers, by command line. */
const answers = new Map(recorded.answers.map((one) => [one.line, one]));
const readings = new Map(recorded.readings.map((one) => [one.line, one]));

async function answerOf(line: string, files: Record<string, string>) {
  const { stdout, stderr, code } = await ours(line, files);
  return { line, stdout, stderr: withoutThreads(stderr), code };
}

describe("answers as the real openssl did", () => {
  test.each(COMMANDS)("openssl %s", async (line) => {
    expect(await answerOf(line, inRoot(FILES))).toEqual(answers.get(line));
  });
});

describe("what it makes", () => {
  test("follows from the seed, and is what the real openssl has read", async () => {
    const files = inRoot(FILES);
    const random = new SeededRandom(SEED);
    for (const line of MAKING) expect((await ours(line, files, { random })).code).toBe(0);
    for (const [name, text] of Object.entries(recorded.made))
      expect([name, files[`/root/${name}`]]).toEqual([name, text]);
  });
  test.each(READING)("is read alike: openssl %s", async (line) => {
    expect(await answerOf(line, inRoot({ ...FILES, ...recorded.made }))).toEqual(readings.get(line));
  });
});
