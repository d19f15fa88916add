import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { eventually, openPage, ScreenTerminal } from "./site.ts";

/** The middle of a text on the screen of the first terminal, in pixels. */
function middleOf(page: Page, text: string): Promise<{ x: number; y: number }> {
  return page.evaluate((wanted) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-terminal="1"] .xterm-rows > div')];
    const row = rows.find((one) => one.textContent?.startsWith(wanted))!;
    const range = document.createRange();
    range.selectNodeContents(row);
    const { left, top, height } = range.getBoundingClientRect();
    const screen = document.querySelector('[data-terminal="1"] .xterm-screen')!.getBoundingClientRect();
    const columns = Number(document.querySelector<HTMLElement>('[data-terminal="1"]')!.dataset.columns);
    return { x: left + (screen.width / columns) * (wanted.length / 2), y: top + height / 2 };
  }, text);
}

test.concurrent("Ctrl-Shift-C copies what is selected; Ctrl-C stays the shell's", async () => {
  const context = await openContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page, errors } = await openPage(context, site);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await terminal.run("echo some-words-to-copy");
  const { x, y } = await middleOf(page, "some-words-to-copy");
  await page.mouse.dblclick(x, y);
  await page.keyboard.press("Control+Shift+C");
  await page.getByText("Copied.").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("some-words-to-copy");
  await terminal.type("sleep 100\n");
  await page.keyboard.press("Control+c");
  expect(await terminal.run("echo free again")).toBe("free again");
  expect(errors).toEqual([]);
  await context.close();
});

test.concurrent("a public address opens a tab by Ctrl-click only; one of the sandbox does not", async () => {
  const context = await openContext();
  await context.route("https://kubernetes.io/**", (route) => route.fulfill({ body: "the real internet" }));
  const { page } = await openPage(context, site);
  const opened: string[] = [];
  context.on("page", (tab) => opened.push(tab.url()));
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await terminal.run("echo https://kubernetes.io/docs; echo http://10.96.0.1/docs");
  const click = async (text: string, ...held: readonly string[]) => {
    const { x, y } = await middleOf(page, text);
    await page.mouse.move(x, y);
    await page.mouse.move(x + 1, y);
    for (const key of held) await page.keyboard.down(key);
    await page.mouse.click(x + 1, y);
    for (const key of held) await page.keyboard.up(key);
  };
  await click("http://10.96.0.1/docs", "Control");
  await click("https://kubernetes.io/docs");
  await page.getByText("Ctrl-click opens this address").waitFor();
  const [tab] = await Promise.all([context.waitForEvent("page"), click("https://kubernetes.io/docs", "Control")]);
  await tab.waitForURL("https://kubernetes.io/docs");
  expect(opened).toHaveLength(1);
  expect(await tab.evaluate(() => window.opener)).toBe(null);
  await context.close();
});

test.concurrent("COLUMNS and LINES follow the window, and so does the size of text", async () => {
  const context = await openContext();
  const { page } = await openPage(context, site);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  const size = async () => (await terminal.run("echo $COLUMNS $LINES; stty size")).split(/\s/).map(Number);
  const [columns, lines, rowsOfTty, columnsOfTty] = await size();
  expect([columnsOfTty, rowsOfTty]).toEqual([columns, lines]);
  await page.setViewportSize({ width: 800, height: 600 });
  const [narrow] = await eventually(size, ([now]) => now! < columns! * 0.7);
  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("button", { name: "Larger text" }).click();
  await page.getByRole("button", { name: "Larger text" }).click();
  await page.keyboard.press("Escape");
  await eventually(size, ([now]) => now! < narrow!);
  await context.close();
});
