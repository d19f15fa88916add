import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { openPage, ScreenTerminal } from "./site.ts";

const SETUP =
  "kubectl create deployment web --image=nginx --replicas=3; kubectl expose deployment web --port=80; kubectl run box --image=nginx; " +
  "kubectl rollout status deployment web; kubectl wait --for=condition=Ready pod/box";

test.concurrent.each(["dark", "light"])("the way of a good and of a failing request, in %s", async (theme) => {
  const context = await openContext();
  const { page, errors } = await openPage(context, `${site}?theme=${theme}&speed=4`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await terminal.run(SETUP);
  await terminal.run("kubectl exec box -- curl -s -o /dev/null http://web");
  const line = page.locator("footer .request");
  await line.filter({ hasText: "http://web/ 200" }).click();

  const picture = page.getByRole("region", { name: "The last request's way" });
  const box = (state: string) => picture.locator(`svg .box.${state} .name`).allTextContents();
  await picture.locator("svg.drawing").waitFor();
  const good = await box("way");
  expect(good.slice(0, 3)).toEqual(["pod default/box", "web", "web"]);
  expect(good.at(-1)).toMatch(/^web-[a-z0-9]+-[a-z0-9]{5}$/);
  expect(await box("other")).toHaveLength(2);
  expect(await box("good")).toEqual(["200 OK"]);
  const list = picture.getByRole("list", { name: "The way, hop by hop" });
  await list.getByText("cluster IP").waitFor();
  expect(await list.getByText("33.3%").count()).toBe(3);
  expect(await picture.locator(".outcome").count()).toBe(0);

  // A wrong port: the reason is in the last line at once, and the object to look at in the picture.
  await terminal.run(`kubectl patch service web -p '{"spec":{"ports":[{"port":80,"targetPort":8080}]}}'; sleep 1`);
  await terminal.run("kubectl exec box -- curl -sS http://web");
  await picture.locator(".outcome").getByText("targetPort is 8080").waitFor();
  expect(await picture.locator(".outcome").textContent()).toContain(
    "Look at Service default/web spec.ports[0].targetPort",
  );
  expect(await box("bad")).toEqual(["refused"]);
  expect(await box("look")).toEqual(["web"]);
  expect(await picture.locator("svg .box.look .sign").textContent()).toBe("look here");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
  ).toEqual([]);

  // By keyboard: from the list Escape shuts it, and the line can open it again.
  await list.focus();
  await page.keyboard.press("Escape");
  expect(await picture.count()).toBe(0);
  expect(await line.textContent()).toContain("targetPort is 8080");
  expect(await page.evaluate(() => document.activeElement?.className)).toContain("request");
  await page.keyboard.press("Enter");
  await picture.locator("svg.drawing").waitFor();
  await page.reload();
  await terminal.ready();
  await picture.waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

test.concurrent("a loop of requests does not keep the page from drawing", async () => {
  const context = await openContext();
  const { page } = await openPage(context, `${site}?speed=4`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await terminal.run(`${SETUP}; kubectl exec box -- curl -s -o /dev/null http://web`);
  await page.locator("footer .request").click();
  await page.locator("svg.drawing").waitFor();
  await page.evaluate(() => {
    const gaps: number[] = [];
    Object.assign(window, { gaps });
    let last = performance.now();
    const drawn = (now: number) => {
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(drawn);
    };
    requestAnimationFrame(drawn);
  });
  await terminal.run("kubectl exec box -- sh -c 'for i in $(seq 300); do curl -s -o /dev/null http://web; done'");
  const gaps = await page.evaluate(() => (window as unknown as { gaps: number[] }).gaps);
  console.log(`300 requests: ${gaps.length} frames, the longest ${Math.max(...gaps).toFixed(0)} ms`);
  expect(Math.max(...gaps)).toBeLessThan(1000);
  await context.close();
});
