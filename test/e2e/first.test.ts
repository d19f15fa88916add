import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openPage, ScreenTerminal, serveSite } from "./site.ts";

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
beforeAll(async () => {
  site = await serveSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
});

describe("a first visit", () => {
  test.each([
    ["kind", 3],
    ["aks", 3],
  ])("%s: kubectl get nodes shows every node Ready soon after navigation", async (profile, nodes) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const started = performance.now();
    const { page, errors } = await openPage(context, `${site.url}?profile=${profile}`);
    const terminal = new ScreenTerminal(page);
    await terminal.ready();
    const prompt = performance.now() - started;
    await terminal.type("kubectl get nodes\n");
    const screen = await terminal.waitFor(new RegExp(`(^\\S+ +Ready[\\s\\S]*?){${nodes}}`, "m"));
    const ready = performance.now() - started;
    console.log(
      `${profile}: prompt after ${prompt.toFixed(0)} ms, nodes Ready on the screen after ${ready.toFixed(0)} ms`,
    );
    expect(screen).not.toMatch(/NotReady/);
    expect(ready).toBeLessThan(15_000);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("works where the browser keeps nothing, and says so", async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      for (const name of ["indexedDB", "localStorage"]) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException("blocked", "SecurityError");
          },
        });
      }
    });
    const { page, errors } = await openPage(context, site.url);
    const terminal = new ScreenTerminal(page);
    await terminal.ready();
    expect(await terminal.run("kubectl get namespace default")).toMatch(/default +Active/);
    await page.getByText("the session lasts as long as this page").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("in portrait on a phone there is one terminal, and nothing is wider than the screen", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const { page } = await openPage(context, `${site.url}?lesson=services/01-a-pod-and-its-ip`);
    await new ScreenTerminal(page).ready();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.locator("[data-terminal]:visible").count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await context.close();
  });
});
