import { describe, expect, test } from "vitest";
import { Player, readScenario, type Stage } from "../../../worker/lesson/index.ts";

const files = {
  "index.json": JSON.stringify({
    title: "T",
    details: {
      intro: { text: "intro.md", courseData: "prepare.sh" },
      steps: [
        { title: "One", text: "step1/text.md", verify: "step1/verify.sh", foreground: "step1/type.sh" },
        { text: "step2/text.md" },
      ],
      finish: { text: "missing.md" },
      assets: { host01: [{ file: "**/*.yaml", target: "/root", chmod: "+x" }] },
    },
    unknown: true,
  }),
  "intro.md": "hello",
  "prepare.sh": "prepare",
  "step1/text.md": "do it",
  "step1/type.sh": "ls",
  "step1/verify.sh": "verify one",
  "step1/hints.md": "## First\n\nlook\n\n## Second\nlook closer\n",
  "step1/wrong/a.sh": "# says: no\nfalse\n",
  "step1/alternatives/b.sh": "true\n",
  "step2/text.md": "more",
  "assets/deep/er/x.yaml": "x: 1",
};

describe("reading a lesson's folder", () => {
  const scenario = readScenario(files);
  test.each([
    {
      says: "intro, steps and finish are units",
      got: scenario.units.map((unit) => unit.outline.kind),
      want: ["intro", "step", "step", "finish"],
    },
    { says: "a step without a title is called by its number", got: scenario.units[2]?.outline.title, want: "Step 2" },
    { says: "courseData is Katacoda's name for background", got: scenario.units[0]?.background, want: "prepare" },
    {
      says: "a step without verify is not checked",
      got: scenario.units.map((unit) => unit.outline.checked),
      want: [false, true, false, false],
    },
    {
      says: "each ## section is a hint",
      got: scenario.units[1]?.outline.hints.map((hint) => hint.title),
      want: ["First", "Second"],
    },
    { says: "a wrong answer says what the learner must read", got: scenario.units[1]?.wrong[0]?.says, want: "no" },
    { says: "a text that is missing is empty", got: scenario.units[3]?.outline.markdown, want: "" },
    { says: "a lesson that names no profile plays on kind", got: scenario.profile, want: "kind" },
  ])("$says", ({ got, want }) => expect(got).toEqual(want));

  test.each([
    { says: "a folder without index.json is refused", files: {} as Record<string, string>, error: "no index.json" },
    {
      says: "an index.json that is no JSON is refused",
      files: { "index.json": "{" } as Record<string, string>,
      error: "cannot be read",
    },
  ])("$says", ({ files, error }) => expect(() => readScenario(files)).toThrow(error));

  test("a byte order mark is accepted", () => {
    expect(readScenario({ "index.json": "\uFEFF{}" }).title).toBe("Untitled");
  });
});

describe("playing a lesson", () => {
  function stage() {
    const ran: string[] = [];
    const written = new Map<string, number>();
    const restored: number[] = [];
    const run = async (script: string) => {
      ran.push(script);
      return { exitCode: script === "verify one" ? 3 : 0, stdout: "out", stderr: "err", timedOut: false };
    };
    const own: Stage<number> = {
      run,
      prepare: run,
      writeFile: (path, _content, mode) => void written.set(path, mode),
      provideInternet: () => {},
      save: async () => ran.length,
      restore: async (state) => void restored.push(state),
    };
    return { own, ran, written, restored };
  }

  test("assets below a glob keep their folders and modes, and check is put on the PATH", () => {
    const { own, written } = stage();
    new Player(readScenario(files), files, own);
    expect([...written]).toEqual([
      ["/usr/local/bin/check", 0o755],
      ["/root/deep/er/x.yaml", 0o755],
    ]);
  });

  test("entering runs the background script once and gives back what to type", async () => {
    const { own, ran } = stage();
    const player = new Player(readScenario(files), files, own);
    expect(await player.enter(0)).toEqual({});
    expect(await player.enter(1)).toEqual({ foreground: "ls" });
    await player.enter(0);
    await player.settled();
    expect(ran).toEqual(["prepare", "prepare"]);
  });

  test("units that are skipped are prepared and solved; going back does nothing of the kind", async () => {
    const { own, ran } = stage();
    const player = new Player(readScenario({ ...files, "step1/solution.sh": "solve one" }), files, own);
    await player.enter(2);
    await player.settled();
    expect(ran).toEqual(["prepare", "solve one"]);
    await player.enter(0);
    await player.enter(1);
    await player.settled();
    expect(ran).toEqual(["prepare", "solve one", "prepare"]);
  });

  test("only the exit code of verify decides, and all it printed is shown", async () => {
    const { own } = stage();
    const player = new Player(readScenario(files), files, own);
    expect(await player.check(1)).toEqual({ passed: false, output: "outerr" });
    expect(await player.check(2)).toEqual({ passed: true, output: "" });
  });

  test("a verify that had to be killed says so", async () => {
    const { own } = stage();
    const killed = { exitCode: 137, stdout: "waiting\n", stderr: "", timedOut: true };
    const player = new Player(readScenario(files), files, { ...own, run: async () => killed });
    expect(await player.check(1)).toEqual({
      passed: false,
      output: "waiting\nThe check did not come to an end within a minute.\n",
    });
  });

  test("reset goes back to when the unit's background script was through", async () => {
    const { own, restored } = stage();
    const player = new Player(readScenario(files), files, own);
    await player.enter(0);
    await player.reset();
    expect(restored).toEqual([1]);
  });
});
