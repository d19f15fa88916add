import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { openPage, ScreenTerminal } from "./site.ts";

const lessons = resolve(import.meta.dirname, "../../lessons");

/** Goes with Tab to a button of the lesson and presses Enter: forwards from where one is in it, else backwards out of the terminal. */
async function pressByKeyboard(page: Page, name: string): Promise<void> {
  const focus = () =>
    page.evaluate(() => ({
      inLesson: document.activeElement?.closest(".lesson") !== null,
      on: document.activeElement?.textContent ?? "",
    }));
  let tab = "Tab";
  for (let presses = 0; presses < 60; presses++) {
    const { inLesson, on } = await focus();
    if (inLesson && on === name) return page.keyboard.press("Enter");
    if (!inLesson) {
      tab = "Shift+Tab";
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press(tab);
  }
  throw new Error(`no way by keyboard to "${name}"; the focus is on "${(await focus()).on}"`);
}

const verdict = (page: Page) => page.locator(".verdict");

async function seriousProblems(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

const slugs = readdirSync(lessons).flatMap((track) =>
  readdirSync(resolve(lessons, track)).map((folder) => `${track}/${folder}`),
);

test.concurrent.each(slugs)("%s is played to its end by keyboard alone", async (slug) => {
  const index = JSON.parse(readFileSync(resolve(lessons, slug, "index.json"), "utf8"));
  const context = await openContext({ viewport: { width: 1400, height: 900 } });
  const { page, errors } = await openPage(context, `${site}?lesson=${slug}&speed=4`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  expect(await page.title()).toBe(`${index.title} · Gatehouse`);
  const heading = page.getByRole("heading", { level: 1 });
  await heading.waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await pressByKeyboard(page, "Start");
  for (const [step, { title, solution }] of index.details.steps.entries()) {
    await heading.filter({ hasText: title }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    if (step === 0) {
      await pressByKeyboard(page, "Check");
      await verdict(page).locator(".failed pre").waitFor();
      expect(await verdict(page).getAttribute("role")).toBe("status");
      await pressByKeyboard(page, "Hint");
      await page.locator(".hint").first().waitFor();
      await page.evaluate(() => document.querySelector("h1")?.focus());
      await pressByKeyboard(page, "Reset step");
      await terminal.waitFor(/\[this step starts again\]/);
    } else {
      await pressByKeyboard(page, "Check");
      await verdict(page).locator(".failed").waitFor();
    }
    const script = readFileSync(resolve(lessons, slug, solution ?? `step${step + 1}/solution.sh`), "utf8");
    await terminal.run("true");
    await terminal.paste(`clear; {\n${script.trimEnd()}\n}; echo the""-end`);
    await page.keyboard.press("Enter");
    await terminal.waitFor(/^the-end$/m, 60_000);
    await pressByKeyboard(page, "Check");
    await verdict(page).locator(".passed").waitFor({ timeout: 30_000 });
    await pressByKeyboard(page, "Next");
  }
  await page
    .locator(".where")
    .filter({ hasText: `${index.details.steps.length + 2} of ${index.details.steps.length + 2}` })
    .waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

test.concurrent("a reload comes back to the step one was in, which can still be reset", async () => {
  const context = await openContext({ viewport: { width: 1400, height: 900 } });
  const { page } = await openPage(context, `${site}?lesson=services/01-a-pod-and-its-ip`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator(".where").filter({ hasText: "2 of 5" }).waitFor();
  await terminal.run("kubectl create namespace mine");
  await terminal.kept("kind:services/01-a-pod-and-its-ip");
  await page.reload();
  await terminal.ready();
  await page.locator(".where").filter({ hasText: "2 of 5" }).waitFor();
  await page.getByRole("button", { name: "Reset step" }).click();
  await terminal.waitFor(/\[this step starts again\]/);
  expect(await terminal.run("kubectl get namespace mine")).toMatch(/NotFound/);
  await context.close();
});

test.concurrent.each(["dark", "light"])("axe finds nothing serious in %s", async (theme) => {
  const context = await openContext({ viewport: { width: 1280, height: 800 } });
  const { page } = await openPage(context, `${site}?lesson=services/01-a-pod-and-its-ip&theme=${theme}`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await terminal.run("kubectl get nodes; ls --color=always /; curl -sS -m 1 http://10.96.0.99");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Check" }).click();
  await verdict(page).locator(".failed").waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await terminal.run("true");
  await terminal.type("nano note.yaml\n");
  await page.getByRole("dialog").locator(".monaco-editor").waitFor();
  const problems = await seriousProblems(page);
  expect(problems).toEqual([]);
  await context.close();
});

test.concurrent.each([
  ["while a command is being written", "echo one "],
  ["when the reader has just gone to the terminal", ""],
])("a lesson that comes %s leaves the keys to the terminal", async (_, typed) => {
  const context = await openContext();
  let letThrough = () => {};
  const held = new Promise<void>((done) => {
    letThrough = done;
  });
  await context.route(/\/assets\/lesson-[\w-]+\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  const { page } = await openPage(context, `${site}?seed=5&lesson=services/01-a-pod-and-its-ip`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await terminal.type(typed);
  letThrough();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.type(`${"echo one two".slice(typed.length)}\n`);
  await terminal.waitFor(/^one two$/m);
  await context.close();
});
