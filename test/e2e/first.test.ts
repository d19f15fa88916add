import { describe, expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { blockStorage, openPage, ScreenTerminal } from "./site.ts";

/** Opens the page, types a command at the first prompt; gives when the prompt stood there and when its answer did, in ms after navigation. */
async function visit(url: string, command: string, answer: RegExp): Promise<{ prompt: number; answered: number }> {
  const context = await openContext({ viewport: { width: 1280, height: 800 } });
  const { page, errors } = await openPage(context, "about:blank");
  // A new window keeps Chromium busy with pages of its own; a visitor's is open already.
  await page.waitForTimeout(1000);
  await page.goto(url);
  // Looked at frame by frame: a slower look would be part of the figure.
  const shown = (pattern: RegExp) =>
    page.waitForFunction(
      ({ source, flags }) => {
        const rows = [...document.querySelectorAll('[data-terminal="1"] .xterm-rows > div')];
        const text = rows.map((row) => row.textContent?.replaceAll("\u00a0", " ").trimEnd()).join("\n");
        return new RegExp(source, flags).test(text.trimEnd()) && performance.now();
      },
      { source: pattern.source, flags: pattern.flags },
      { polling: "raf" },
    );
  const prompt = Number(await (await shown(/\$$/)).jsonValue());
  await new ScreenTerminal(page).type(`${command}\n`);
  const answered = Number(await (await shown(answer)).jsonValue());
  expect(errors).toEqual([]);
  await context.close();
  return { prompt, answered };
}

describe("a first visit", () => {
  test.each([
    ["kind", 3],
    ["aks", 3],
  ])("%s: kubectl get nodes shows every node Ready within 1.5 s of navigation", async (profile, nodes) => {
    const ready = new RegExp(`^NAME[^\\n]*\\n(\\S+ +Ready +[^\\n]*\\n){${nodes}}`, "m");
    const visits = [];
    for (let visited = 0; visited < 3; visited++) {
      visits.push(await visit(`${site}?profile=${profile}`, "kubectl get nodes", ready));
    }
    for (const { prompt, answered } of visits) {
      console.log(`${profile}: prompt after ${prompt.toFixed(0)} ms, nodes Ready after ${answered.toFixed(0)} ms`);
    }
    // The machine may be busy with something else during one of them.
    expect(Math.min(...visits.map(({ answered }) => answered))).toBeLessThan(1500);
  });

  test("works where the browser keeps nothing, and says so", async () => {
    const context = await openContext();
    await blockStorage(context);
    const { page, errors } = await openPage(context, site);
    const terminal = new ScreenTerminal(page);
    await terminal.ready();
    expect(await terminal.run("kubectl get namespace default")).toMatch(/default +Active/);
    await page.getByText("the session lasts as long as this page").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("in portrait on a phone there is one terminal, and nothing is wider than the screen", async () => {
    const context = await openContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const { page } = await openPage(context, `${site}?lesson=services/01-a-pod-and-its-ip`);
    await new ScreenTerminal(page).ready();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.locator("[data-terminal]:visible").count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await context.close();
  });
});
