import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { openPage, ScreenTerminal } from "./site.ts";

/** A worker that can be told to hang, as a bug of ours would make it. */
const HANGS_WHEN_TOLD = 'new BroadcastChannel("hang").onmessage = () => { for (;;); };';

/** A page with a terminal in it, for one test. */
interface Lab {
  readonly page: Page;
  readonly terminal: ScreenTerminal;
}
const inLab = (act: (lab: Lab) => Promise<void>) => async () => {
  const context = await openContext();
  await context.route("**/assets/worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: HANGS_WHEN_TOLD + (await response.text()) });
  });
  const { page } = await openPage(context, site);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  await act({ page, terminal });
  await context.close();
};

/** Under which name the page keeps its session. */
const SESSION = "kind:";

describe("reload", () => {
  test.concurrent(
    "loses nothing: objects, files, variables, history, and what the terminal showed",
    inLab(async ({ page, terminal }) => {
      await terminal.run("kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web");
      const uid = await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid} {.status.podIP}'");
      await terminal.run("echo some words > note.txt; colour=green; greet() { echo hello $1; }");
      await terminal.type("clear; echo seen before\n");
      await terminal.waitFor(/^seen before$/m);
      await terminal.kept(SESSION, /(?<!echo )seen before/);
      await page.reload();
      await terminal.ready();
      await terminal.waitFor(/^seen before\n.*\$\s*$/m);
      await terminal.press("ArrowUp");
      await terminal.waitFor(/\$ clear; echo seen before\s*$/);
      await terminal.press("Control+c");
      expect(await terminal.run('cat note.txt; echo "$colour"; greet you')).toBe("some words\ngreen\nhello you");
      expect(await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid} {.status.podIP}'")).toBe(uid);
      expect(await terminal.run("kubectl exec web -- curl -s -o /dev/null -w '%{http_code}' localhost")).toBe("200");
    }),
  );

  test.concurrent(
    "Start over gives a fresh cluster",
    inLab(async ({ page, terminal }) => {
      await terminal.run("kubectl create namespace mine; touch mine");
      await terminal.kept(SESSION);
      await page.getByRole("button", { name: "Start over" }).click();
      await page.getByText("The cluster is starting").first().waitFor();
      await terminal.ready();
      expect(await terminal.run("kubectl get namespace mine; ls")).toBe(
        'Error from server (NotFound): namespaces "mine" not found',
      );
    }),
  );
});

describe("undo", () => {
  test.concurrent(
    "the button brings a deleted pod back, and every terminal says so",
    inLab(async ({ page, terminal }) => {
      await terminal.run("kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web");
      const uid = await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid}'");
      await terminal.type("clear; kubectl delete pod web\n");
      await terminal.waitFor(/^pod "web" deleted/m);
      await terminal.waitFor(/\$\s*$/);
      await page.getByRole("button", { name: "Undo" }).click();
      await terminal.waitFor(/^\[undone: clear; kubectl delete pod web\]$/m);
      await new ScreenTerminal(page, "2").waitFor(/^\[undone: clear; kubectl delete pod web\]\n.*\$\s*$/m);
      expect(await terminal.run("kubectl get pod web -o jsonpath='{.metadata.uid}'")).toBe(uid);
    }),
  );

  test.concurrent(
    "so does the command, typed in the other terminal",
    inLab(async ({ page, terminal }) => {
      const other = new ScreenTerminal(page, "2");
      await terminal.run("kubectl create configmap colours --from-literal=sky=blue");
      await terminal.type("clear; kubectl delete configmap colours\n");
      await terminal.waitFor(/^configmap "colours" deleted/m);
      await terminal.waitFor(/\$\s*$/);
      await other.type("undo\n");
      await other.waitFor(/^\[undone: .*delete configmap colours\]\n.*\$\s*$/m);
      expect(await other.run("kubectl get configmap colours -o jsonpath='{.data.sky}'")).toBe("blue");
      expect(await terminal.run("echo $((6 * 7))")).toBe("42");
    }),
  );
});

test.concurrent(
  "a worker that hangs is started again from the last save",
  inLab(async ({ page, terminal }) => {
    await terminal.run("kubectl create namespace mine");
    await terminal.kept(SESSION);
    await page.evaluate(() => new BroadcastChannel("hang").postMessage("now"));
    await page.getByText("it was started again from the last save").waitFor({ timeout: 40_000 });
    await terminal.ready();
    expect(await terminal.run("kubectl get namespace mine")).toMatch(/mine +Active/);
  }),
);
