import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openBrowser, openPage, ScreenTerminal, serveSite } from "./site.ts";

/** A worker that can be told to hang, as a bug of ours would make it. */
const HANGS_WHEN_TOLD = 'new BroadcastChannel("hang").onmessage = () => { for (;;); };';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let terminal: ScreenTerminal;
beforeAll(async () => {
  site = await serveSite(HANGS_WHEN_TOLD);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  ({ page } = await openPage(context, site.url));
  terminal = new ScreenTerminal(page);
  await terminal.ready();
});
afterEach(() => context.close());

/** What is kept of the session now: its hash. */
const keptHash = () =>
  page.evaluate(
    () =>
      new Promise<string | undefined>((resolve, reject) => {
        const opening = indexedDB.open("gatehouse");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction("sessions").objectStore("sessions").get("kind:");
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result?.snapshot.hash);
          };
        };
      }),
  );
/** Waits until nothing more is saved. */
async function saved(): Promise<string> {
  let before: string | undefined;
  for (;;) {
    await page.waitForTimeout(900);
    const now = await keptHash();
    if (now !== undefined && now === before) return now;
    before = now;
  }
}

describe("reload", () => {
  test("loses nothing: objects, files, variables, history, and what the terminal showed", async () => {
    await terminal.run("kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web");
    const uid = await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid} {.status.podIP}'");
    await terminal.run("echo some words > note.txt; colour=green; greet() { echo hello $1; }");
    await terminal.type("clear; echo seen before\n");
    await terminal.waitFor(/^seen before$/m);
    await saved();
    await page.reload();
    await terminal.ready();
    await terminal.waitFor(/^seen before\n.*\$\s*$/m);
    await terminal.press("ArrowUp");
    await terminal.waitFor(/\$ clear; echo seen before\s*$/);
    await terminal.press("Control+c");
    expect(await terminal.run('cat note.txt; echo "$colour"; greet you')).toBe("some words\ngreen\nhello you");
    expect(await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid} {.status.podIP}'")).toBe(uid);
    expect(await terminal.run("kubectl exec web -- curl -s -o /dev/null -w '%{http_code}' localhost")).toBe("200");
  });

  test("Start over gives a fresh cluster", async () => {
    await terminal.run("kubectl create namespace mine; touch mine");
    await saved();
    await page.getByRole("button", { name: "Start over" }).click();
    await page.getByText("The cluster is starting").first().waitFor();
    await terminal.ready();
    expect(await terminal.run("kubectl get namespace mine; ls")).toBe(
      'Error from server (NotFound): namespaces "mine" not found',
    );
  });
});

describe("undo", () => {
  test("the button brings a deleted pod back, and every terminal says so", async () => {
    await terminal.run("kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web");
    const uid = await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid}'");
    await terminal.type("clear; kubectl delete pod web\n");
    await terminal.waitFor(/^pod "web" deleted/m);
    await terminal.waitFor(/\$\s*$/);
    await page.getByRole("button", { name: "Undo" }).click();
    await terminal.waitFor(/^\[undone: clear; kubectl delete pod web\]$/m);
    await new ScreenTerminal(page, "2").waitFor(/^\[undone: clear; kubectl delete pod web\]\n.*\$\s*$/m);
    expect(await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid}'")).toBe(uid);
  });

  test("so does the command, typed in the other terminal", async () => {
    const other = new ScreenTerminal(page, "2");
    await terminal.run("kubectl create configmap colours --from-literal=sky=blue");
    await terminal.type("clear; kubectl delete configmap colours\n");
    await terminal.waitFor(/^configmap "colours" deleted/m);
    await other.type("undo\n");
    await other.waitFor(/^\[undone: .*delete configmap colours\]\n.*\$\s*$/m);
    expect(await other.run("kubectl get configmap colours -o jsonpath='{.data.sky}'")).toBe("blue");
    expect(await terminal.run("echo $((6 * 7))")).toBe("42");
  });
});

test("a worker that hangs is started again from the last save", async () => {
  await terminal.run("kubectl create namespace mine");
  await saved();
  await page.evaluate(() => new BroadcastChannel("hang").postMessage("now"));
  await page.getByText("it was started again from the last save").waitFor({ timeout: 40_000 });
  await terminal.ready();
  expect(await terminal.run("kubectl get namespace mine")).toMatch(/mine +Active/);
});
