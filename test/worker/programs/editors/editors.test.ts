import { expect, test } from "vitest";
import { coreutils } from "../../../../worker/programs/coreutils/index.ts";
import { editors } from "../../../../worker/programs/editors/index.ts";
import { openTerminal } from "../../../../worker/shell/index.ts";
import { lab } from "../../shell/lab.ts";

test("vi has the page's editor change the file", async () => {
  const opened: string[] = [];
  const programs = new Map([
    ...coreutils,
    ...editors(async (path, content) => {
      opened.push(path);
      return content.replace("old", "new");
    }),
  ]);
  const { machine, standing, clock } = lab({ programs, files: { "a.yaml": "old: 1\n" } });
  const terminal = openTerminal({ machine, ...standing, command: ["vi", "a.yaml"], size: { columns: 80, rows: 24 } });
  expect(await clock.drive(terminal.done)).toBe(0);
  expect(opened).toEqual(["/home/user/a.yaml"]);
  expect(standing.files.readText("/home/user/a.yaml")).toBe("new: 1\n");
});

test("without a terminal vi says so and changes nothing", async () => {
  const { bash } = lab({ programs: new Map([...coreutils, ...editors()]), files: { f: "x\n" } });
  const result = await bash("vi f; echo $?; cat f");
  expect(result.stdout).toBe("1\nx\n");
  expect(result.stderr).toContain("needs a terminal");
});
