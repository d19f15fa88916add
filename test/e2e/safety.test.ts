import { expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { openPage, ScreenTerminal } from "./site.ts";

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

test.concurrent("a lesson's text cannot run script", async () => {
  const context = await openContext();
  await context.route("**/assets/text-*.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `export default ${JSON.stringify(HOSTILE)};` }),
  );
  const { page } = await openPage(context, `${site}?lesson=services/01-a-pod-and-its-ip`);
  await page.locator(".prose").getByText("Hostile text").waitFor();
  for (const link of await page.locator(".prose a").all()) await link.click({ timeout: 2000 }).catch(() => {});
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  const prose = await page.locator(".prose").innerHTML();
  expect(prose).not.toMatch(/<script|<iframe|javascript:|<[^>]*\son\w+=/i);
  await context.close();
});

test.concurrent("what a server answers is only text in the terminal and in the picture", async () => {
  const context = await openContext();
  const { page } = await openPage(context, site);
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
