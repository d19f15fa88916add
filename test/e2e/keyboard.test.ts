import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { openPage, ScreenTerminal } from "./site.ts";

let context: BrowserContext;
let page: Page;
let terminal: ScreenTerminal;
beforeAll(async () => {
  context = await openContext();
  ({ page } = await openPage(context, `${site}?seed=5`));
  terminal = new ScreenTerminal(page);
  await terminal.ready();
  await terminal.run("kubectl create deployment web --image=nginx --replicas=2; kubectl rollout status deployment web");
});
afterAll(() => context.close());

beforeEach(() => terminal.press("Control+c"));

const PROMPT = /^learner@laptop:~\$ *$/m;
/** Starts a line on a cleared screen, waits for a sign of it, stops it with Ctrl-C, and waits for the prompt. */
async function interrupted(line: string, sign: RegExp): Promise<string> {
  await terminal.run("true");
  await terminal.type(`clear; ${line}\n`);
  await terminal.waitFor(sign);
  await page.waitForTimeout(100);
  await terminal.press("Control+c");
  await terminal.waitFor(PROMPT);
  return terminal.run("echo still here");
}
const nothing = /^\s*$/;

test("what is typed before the cluster is there waits for the prompt", async () => {
  const early = await openContext();
  let arrive = () => {};
  const late = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  // The worker comes late, as over a slow line.
  await early.route(/\/worker-[^/]*\.js$/, async (route) => {
    await late;
    await route.continue();
  });
  const opened = await openPage(early, `${site}?seed=5`);
  await opened.page.getByText("The cluster is starting").waitFor();
  const impatient = new ScreenTerminal(opened.page);
  await impatient.type("echo $((6 * 7))\n");
  await opened.page.getByText("The cluster is starting").waitFor();
  arrive();
  await impatient.waitFor(/\$ echo \$\(\(6 \* 7\)\)\n42\n/);
  expect(opened.errors).toEqual([]);
  await early.close();
});

describe("Ctrl-C", () => {
  test.each([
    ["while :; do :; done", nothing],
    ["while true; do echo again; done", /again/],
    ["sleep 100", nothing],
    ["kubectl get pods -w", /web-.*\n.*web-/],
    ["watch -n 1 kubectl get pods", /Every 1\.0s[\s\S]*web-/],
    ["seq 100000000", /^\d{3,}$/m],
    ["cat", nothing],
  ])("ends %s", async (line, sign) => {
    expect(await interrupted(line, sign)).toBe("still here");
  });
});

describe("line editing", () => {
  test("arrows go through the line and the history", async () => {
    await terminal.run("echo first");
    await terminal.type("clear\n");
    await terminal.type("echo second");
    await terminal.press("Home", "Delete", "Delete", "Delete", "Delete");
    await terminal.type("printf '%s\\n'");
    await terminal.press("End");
    await terminal.type(" third\n");
    await terminal.waitFor(/^second\nthird$/m);
    await terminal.press("ArrowUp");
    await terminal.waitFor(/\$ printf '%s\\n' second third\s*$/);
    await terminal.press("ArrowLeft", "Control+u", "Control+k", "Control+c");
  });

  test("Ctrl-R finds an earlier command", async () => {
    await terminal.run("echo needle-$((40 + 2))");
    await terminal.run("echo hay");
    await terminal.press("Control+r");
    await terminal.type("needle");
    await terminal.waitFor(/reverse-i-search\)`needle': .*echo needle/);
    await terminal.press("Enter");
    await terminal.waitFor(/^needle-42$/m);
  });

  test("Ctrl-L clears the screen and keeps the line", async () => {
    await terminal.run("echo gone");
    await terminal.type("echo kept");
    await terminal.press("Control+l");
    await terminal.waitFor(/^learner@laptop:~\$ echo kept\s*$/);
    await terminal.press("Enter");
    await terminal.waitFor(/^kept$/m);
  });

  test("Ctrl-D ends what reads, and a shell inside a container", async () => {
    await terminal.run("true");
    await terminal.type("clear; cat > note.txt; cat note.txt\n");
    await terminal.waitFor(nothing);
    await terminal.type("hello there\n");
    await terminal.press("Control+d");
    await terminal.waitFor(/hello there\nhello there\n/);
    await terminal.type("clear; kubectl exec -it deploy/web -- sh\n");
    await terminal.waitFor(/# *$/);
    await terminal.type("hostname\n");
    await terminal.waitFor(/^web-/m);
    await terminal.press("Control+d");
    await terminal.waitFor(PROMPT);
  });

  test.each([
    ["kubectl desc", "kubectl describe "],
    ["kubectl rollout sta", "kubectl rollout status "],
    ["kubectl get deploym", "kubectl get deployments"],
    ["kubectl get deploy w", "kubectl get deploy web "],
    ["kubectl -n kube-sy", "kubectl -n kube-system "],
    ["kubectl get pods --field-s", "kubectl get pods --field-selector"],
    ["k get endpointsl", "k get endpointslices"],
    ["cat /etc/hostn", "cat /etc/hostname "],
  ])("Tab makes %j into %j", async (typed, made) => {
    await terminal.run("true");
    await terminal.type(`clear\n${typed}`);
    await terminal.press("Tab");
    const escaped = made.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    await terminal.waitFor(new RegExp(`\\$ ${escaped}`));
    await terminal.press("Control+c");
  });
});

describe("editors", () => {
  test.each(["vi", "nano"])("%s opens the page's editor", async (name) => {
    await terminal.run(`echo one > ${name}.txt`);
    await terminal.type(`clear; ${name} ${name}.txt; cat ${name}.txt\n`);
    await page.getByRole("dialog").locator(".monaco-editor").waitFor();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor"));
    await page.keyboard.press("Control+End");
    await page.keyboard.type("two");
    await page.keyboard.press("Control+s");
    await terminal.waitFor(/^one\ntwo/m);
  });
});

describe("what floods or hogs the machine", () => {
  const uidOf = () => terminal.run("kubectl get deploy web -o jsonpath='{.metadata.uid} {.status.readyReplicas}'");

  test("a hundred thousand lines", async () => {
    const lines = performance.now();
    expect(await terminal.run("seq 100000")).toMatch(/99999\n100000$/);
    console.log(`seq 100000 shown after ${(performance.now() - lines).toFixed(0)} ms`);
  });

  test("a paste of ten megabytes", async () => {
    const before = await uidOf();
    await terminal.run("true");
    const pasted = performance.now();
    await terminal.paste(`: ${"x".repeat(10 * 1024 * 1024)}`);
    expect(await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done("drawn"))))).toBe("drawn");
    console.log(`a paste of 10 MB let the page draw after ${(performance.now() - pasted).toFixed(0)} ms`);
    await terminal.press("Control+c");
    expect(await terminal.run("echo still here", 30_000)).toContain("still here");
    console.log(`and the prompt was back after ${(performance.now() - pasted).toFixed(0)} ms`);
    expect(await uidOf()).toBe(before);
  });

  test("a fork bomb", async () => {
    const before = await uidOf();
    await terminal.type("clear; bomb() { bomb | bomb; }; bomb\n");
    await page.waitForTimeout(1000);
    const other = new ScreenTerminal(page, "2");
    // No more processes can be had, so nothing but what the shell itself can do.
    await other.type("echo $((6 * 7))\n");
    await other.waitFor(/^42$/m);
    await terminal.press("Control+c");
    expect(await terminal.run("echo still here", 30_000)).toContain("still here");
    expect(await uidOf()).toBe(before);
  });
});

test("Escape and then Tab leaves the terminal by keyboard; Tab comes back to it", async () => {
  await terminal.focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest("[data-terminal]"))).toBe(null);
  await page.keyboard.press("Shift+Tab");
  expect(
    await page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-terminal]")?.dataset.terminal),
  ).toBe("1");
});
