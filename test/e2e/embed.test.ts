import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { blockStorage, eventually, openPage, ScreenTerminal, type Served, serve } from "./site.ts";

const LESSON = "services/01-a-pod-and-its-ip";
const origin = new URL(site).origin;
/** docs/embedding.md promises that no more is needed. */
const CSP = `default-src 'none'; script-src ${origin}; frame-src ${origin}`;

const ARTICLE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>An article</title><script async src="${site}embed.js"></script></head><body>
<h1>An article</h1><p><a id="before" href="#">A link before</a></p>
<gatehouse-lab id="lesson" lesson="${LESSON}" step="1" theme="light">A pod, and what it answers.</gatehouse-lab>
<p><a id="between" href="#">A link between</a></p>
<gatehouse-lab id="free" profile="aks" theme="dark" height="420" label="Start a cluster"></gatehouse-lab>
<p><a id="after" href="#">A link after</a></p>
</body></html>`;

/** Serves an article as somebody else's site would: another host, another port, a strict policy. */
async function publish(article = ARTICLE, policy = CSP): Promise<Served> {
  const { url, close } = await serve("/", (_path, response) => {
    response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": policy }).end(article);
  });
  return { url: url.replace("127.0.0.1", "localhost"), close };
}

async function reading(act: (page: Page, context: BrowserContext) => Promise<void>, article?: string): Promise<void> {
  const host = await publish(article);
  const context = await openContext({ viewport: { width: 1000, height: 900 } });
  await blockStorage(context);
  const { page, errors } = await openPage(context, host.url);
  await page.evaluate(() => {
    const told: { lab: string; type: string; detail: unknown }[] = [];
    Object.assign(window, { told });
    for (const type of ["ready", "step", "check"])
      document.addEventListener(type, (event) => {
        told.push({ lab: (event.target as HTMLElement).id, type, detail: (event as CustomEvent).detail });
      });
  });
  await act(page, context);
  expect(errors).toEqual([]);
  await context.close();
  host.close();
}
interface Told {
  readonly lab: string;
  readonly type: string;
  readonly detail: unknown;
}
const told = (page: Page): Promise<readonly Told[]> =>
  page.evaluate(() => (window as unknown as { told: Told[] }).told);

const labOf = (page: Page, id: string) => page.locator(`gatehouse-lab#${id}`);
const frameOf = (page: Page, id: string) => page.frameLocator(`gatehouse-lab#${id} >> iframe`);
const heightOf = (page: Page, id: string) =>
  page.locator(`gatehouse-lab#${id} >> iframe`).evaluate((frame) => frame.getBoundingClientRect().height);
/** Where the focus of the article is: an element's id, or the lab's. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? "");

interface Focus {
  readonly stop: string;
  readonly within: number;
  readonly settled: boolean;
  readonly inTerminal: boolean;
}

/** The same, and which of the lab's elements it is on; settled when it is on nothing no longer, and the lab knows too that it is in it. */
async function whereFocusIs(page: Page): Promise<Focus> {
  const stop = await focused(page);
  if (stop !== "lesson" && stop !== "free") return { stop, within: -1, settled: stop !== "", inTerminal: false };
  const inner = await frameOf(page, stop)
    .locator("html")
    .evaluate(() => ({
      within: [...document.querySelectorAll("*")].indexOf(document.activeElement!),
      settled: document.hasFocus() && document.activeElement !== document.body,
      inTerminal: document.activeElement?.closest("[data-terminal]") !== null,
    }));
  return { stop, ...inner };
}

test.concurrent("two labs in an article of another origin, under a strict policy, with storage blocked", () =>
  reading(async (page) => {
    expect(page.frames()).toHaveLength(1);
    await labOf(page, "lesson").getByRole("button", { name: "Start the lab" }).click();
    await labOf(page, "free").getByRole("button", { name: "Start a cluster" }).click();
    const lesson = new ScreenTerminal(page, "1", frameOf(page, "lesson"));
    const free = new ScreenTerminal(page, "1", frameOf(page, "free"));
    await Promise.all([lesson.ready(), free.ready()]);
    await lesson.type("kubectl run demo --image=nginx --port=80\n");
    await lesson.waitFor(/^pod\/demo created$/m);
    expect(await lesson.run("kubectl get nodes -o name")).toMatch(/kind-control-plane/);
    expect(await free.run("kubectl get nodes -o name")).toMatch(/aks-npuser2/);
    expect(await free.run("kubectl get pod demo")).toMatch(/NotFound/);
    await frameOf(page, "free").getByText("the session lasts as long as this page").waitFor();

    await lesson.run("kubectl wait --for=condition=Ready pod/demo");
    await frameOf(page, "lesson").getByRole("button", { name: "Check", exact: true }).click();
    await frameOf(page, "lesson").locator(".verdict .passed").waitFor();
    await frameOf(page, "lesson").getByRole("button", { name: "Next" }).click();
    await frameOf(page, "lesson").locator(".where").filter({ hasText: "3 of 5" }).waitFor();
    const events = await told(page);
    expect(events).toContainEqual({ lab: "lesson", type: "ready", detail: { lesson: LESSON, profile: "kind" } });
    expect(events).toContainEqual({ lab: "free", type: "ready", detail: { profile: "aks" } });
    expect(events.filter(({ type }) => type === "step").map(({ detail }) => detail)).toMatchObject([
      { step: 1, steps: 5 },
      { step: 2, steps: 5 },
    ]);
    expect(events.filter(({ type }) => type === "check").map(({ detail }) => detail)).toMatchObject([
      { step: 1, passed: true },
    ]);

    await labOf(page, "lesson").evaluate((lab) => lab.setAttribute("theme", "dark"));
    await frameOf(page, "lesson").locator("html[data-theme='dark']").waitFor();
    await labOf(page, "lesson").evaluate((lab) => lab.setAttribute("step", "0"));
    await frameOf(page, "lesson").locator(".where").filter({ hasText: "1 of 5" }).waitFor();
  }));

test.concurrent("a lab is as high as its content, unless the article fixes it", () =>
  reading(async (page) => {
    await labOf(page, "lesson").getByRole("button").click();
    await labOf(page, "free").getByRole("button").click();
    const lesson = frameOf(page, "lesson");
    const terminal = new ScreenTerminal(page, "1", lesson);
    await terminal.ready();
    await lesson.getByRole("heading", { level: 1 }).waitFor();
    /** No bar to scroll with, and no more than a line of nothing. */
    const fits = () =>
      lesson
        .locator("html")
        .evaluate(
          (root) =>
            root.scrollHeight - root.clientHeight <= 1 &&
            innerHeight - document.getElementById("app")!.offsetHeight <= 3,
        );
    await eventually(fits, Boolean);
    const before = await heightOf(page, "lesson");
    await terminal.run("kubectl run demo --image=nginx; curl -sS -m 1 http://10.96.0.99");
    await lesson.locator("footer .request").click();
    await lesson.locator("svg.drawing").waitFor();
    await eventually(
      () => heightOf(page, "lesson"),
      (now) => now > before + 100,
    );
    await eventually(fits, Boolean);
    await page.setViewportSize({ width: 420, height: 800 });
    await eventually(fits, Boolean);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420);
    expect(await heightOf(page, "free")).toBe(420);
  }));

test.concurrent("Tab goes through the labs and out again, in both directions, and nothing takes the focus by itself", () =>
  reading(async (page) => {
    await page.locator("#before").focus();
    await labOf(page, "lesson").evaluate((lab) => (lab as HTMLElement & { load(): void }).load());
    await labOf(page, "free").evaluate((lab) => (lab as HTMLElement & { load(): void }).load());
    await new ScreenTerminal(page, "1", frameOf(page, "lesson")).ready();
    await new ScreenTerminal(page, "1", frameOf(page, "free")).ready();
    await frameOf(page, "lesson").getByRole("heading", { level: 1 }).waitFor();
    expect(await focused(page)).toBe("before");
    expect(await page.evaluate(() => scrollY)).toBe(0);

    const through = async (key: string, goal: string) => {
      let at = await whereFocusIs(page);
      const passed = [at.stop];
      for (let presses = 0; presses < 60 && at.stop !== goal; presses++) {
        if (at.inTerminal) await page.keyboard.press("Escape");
        await page.keyboard.press(key);
        // Frames of another origin are processes of their own: the focus takes its time from one to the other.
        const before = at;
        at = await eventually(
          () => whereFocusIs(page),
          (now) => now.settled && (now.stop !== before.stop || now.within !== before.within),
        );
        if (at.stop !== passed.at(-1)) passed.push(at.stop);
      }
      return passed;
    };
    expect(await through("Tab", "after")).toEqual(["before", "lesson", "between", "free", "after"]);
    expect(await through("Shift+Tab", "before")).toEqual(["after", "free", "between", "lesson", "before"]);
  }));

test.concurrent("a lab that loads when it comes into view", () =>
  reading(
    async (page) => {
      expect(await page.locator("gatehouse-lab >> iframe").count()).toBe(0);
      await page.locator("gatehouse-lab").scrollIntoViewIfNeeded();
      const terminal = new ScreenTerminal(page, "1", page.frameLocator("gatehouse-lab >> iframe"));
      await terminal.ready();
      expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
      expect(await terminal.run("echo $((6 * 7))")).toBe("42");
    },
    `<!doctype html><html lang="en"><title>Long</title><body><script src="${site}embed.js"></script>${"<p>Text.</p>".repeat(120)}
     <gatehouse-lab load="visible"></gatehouse-lab></body></html>`,
  ));

test.concurrent("messages of others are not believed", () =>
  reading(async (page) => {
    await labOf(page, "lesson").getByRole("button").click();
    const lesson = frameOf(page, "lesson");
    await new ScreenTerminal(page, "1", lesson).ready();
    await lesson.getByRole("heading", { level: 1 }).waitFor();
    const before = (await told(page)).length;
    // The article itself, and a frame in it, speak as if they were the lab.
    await page.evaluate(() => {
      window.postMessage({ gatehouse: "check", step: 1, passed: true, output: "" }, "*");
      window.postMessage({ gatehouse: "height", height: 5000 }, "*");
    });
    // The lab hears what its parent says, not what it says to itself.
    await lesson.locator("html").evaluate(() => window.postMessage({ gatehouse: "theme", theme: "dark" }, "*"));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect((await told(page)).length).toBe(before);
    expect(await heightOf(page, "lesson")).toBeLessThan(2000);
    expect(await lesson.locator("html").getAttribute("data-theme")).toBe("light");
  }));

test.concurrent("a plain frame needs no script of ours", () =>
  reading(
    async (page) => {
      const frame = page.frameLocator("iframe");
      const terminal = new ScreenTerminal(page, "1", frame);
      await terminal.ready();
      await frame.getByRole("heading", { name: "Run a pod and find its IP" }).waitFor();
      expect(await frame.locator("html").getAttribute("data-theme")).toBe("light");
      expect(await frame.locator("[data-terminal]").count()).toBe(1);
      expect(await terminal.run("echo $((6 * 7))")).toBe("42");
      expect(await frame.locator("html").evaluate((root) => root.scrollHeight - root.clientHeight)).toBe(0);
      expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
    },
    `<!doctype html><html lang="en"><title>Plain</title><body>
     <iframe title="A lab" width="900" height="600" src="${site}?embed=1&lesson=${LESSON}&step=1&theme=light"></iframe></body></html>`,
  ));

test.concurrent.each(["dark", "light"])("axe finds nothing serious around and in a lab, in %s", (theme) =>
  reading(
    async (page) => {
      const around = await new AxeBuilder({ page }).analyze();
      await page.locator("gatehouse-lab").getByRole("button").click();
      const terminal = new ScreenTerminal(page, "1", page.frameLocator("gatehouse-lab >> iframe"));
      await terminal.ready();
      const within = await new AxeBuilder({ page }).analyze();
      expect(
        [...around.violations, ...within.violations]
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`),
      ).toEqual([]);
    },
    ARTICLE.replace(/<gatehouse-lab id="free"[\s\S]*?<\/gatehouse-lab>/, "").replace(
      'theme="light"',
      `theme="${theme}"`,
    ),
  ),
);
