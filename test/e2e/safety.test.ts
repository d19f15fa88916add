import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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

const HOSTILE = [
  "Hostile text",
  '<img src="x" onerror="window.ran = \'img\'">',
  "<script>window.ran = 'script'</script>",
  "<svg onload=\"window.ran = 'svg'\"></svg>",
  '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  "[a link](javascript:window.ran='link')",
  '<a href="javascript:window.ran=1">another</a>',
  "`<b onmouseover=window.ran=1>`{{exec}}",
].join("\n\n");

test("a lesson's text cannot run script", async () => {
  const context = await browser.newContext();
  await context.route("**/assets/text-*.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `export default ${JSON.stringify(HOSTILE)};` }),
  );
  const { page } = await openPage(context, `${site.url}?lesson=services/01-a-pod-and-its-ip`);
  await page.locator(".prose").getByText("Hostile text").waitFor();
  for (const link of await page.locator(".prose a").all()) await link.click({ timeout: 2000 }).catch(() => {});
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  const prose = await page.locator(".prose").innerHTML();
  expect(prose).not.toMatch(/<script|<iframe|javascript:|<[^>]*\son\w+=/i);
  await context.close();
});

test("what a server answers is only text in the terminal and in the picture", async () => {
  const context = await browser.newContext();
  const { page } = await openPage(context, site.url);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  const tag = "<img/src=x/onerror=window.ran=1>";
  await terminal.run(`echo '${tag}'; curl -sS 'http://127.0.0.1:9/${tag}'`);
  await page.locator("footer .request").click();
  await page.locator(".picture svg.drawing").waitFor();
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  expect(await page.locator("[data-terminal] img, footer img").count()).toBe(0);
  await context.close();
});
