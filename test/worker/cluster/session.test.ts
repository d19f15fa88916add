import { afterEach, describe, expect, test } from "vitest";
import { nodeTime } from "../../../worker/hosts/node/time.ts";
import { instantTimings } from "../../../worker/kubelet/index.ts";
import { LessonSession } from "../../../worker/lesson/index.ts";
import type { SessionEvent, TerminalMessage } from "../../../worker/session.ts";

/** A terminal as the page holds it: keys in, text out, what was shown acknowledged. */
class Screen {
  text = "";
  readonly #session: LessonSession;
  readonly id: string;

  constructor(session: LessonSession, id: string, output: MessagePort) {
    this.#session = session;
    this.id = id;
    output.onmessage = ({ data }: MessageEvent<TerminalMessage>) => {
      if (!("data" in data)) return;
      this.text += new TextDecoder().decode(data.data);
      output.postMessage({ ack: data.data.length });
    };
  }

  static async open(session: LessonSession): Promise<Screen> {
    const { id, output } = await session.open({ vantage: "laptop", columns: 100, rows: 30 });
    const screen = new Screen(session, id, output);
    await screen.shows(/\$ /);
    return screen;
  }

  async shows(pattern: RegExp, limitMs = 15_000): Promise<string> {
    const until = performance.now() + limitMs;
    while (!pattern.test(this.text)) {
      if (performance.now() > until) throw new Error(`no ${pattern} in:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.text;
  }

  /** Types a line and waits for the next prompt. */
  async run(line: string): Promise<string> {
    this.text = "";
    await this.#session.write(this.id, `${line}; echo "en"d\r`);
    return this.shows(/^end\r?\n.*\$ /ms);
  }
}

const opened: LessonSession[] = [];
async function start(speed = 20): Promise<LessonSession> {
  const session = new LessonSession({
    time: nodeTime,
    startMs: () => Date.UTC(2026, 0, 1),
    speed,
    timings: instantTimings,
  });
  opened.push(session);
  await session.boot({ profile: "kind", seed: 7 });
  return session;
}
afterEach(() => {
  for (const session of opened.splice(0)) session.sandbox.stop();
});

describe("a session", () => {
  test("a terminal runs what is typed, and two terminals share files but not variables", async () => {
    const session = await start();
    const [one, two] = [await Screen.open(session), await Screen.open(session)];
    await one.run("x=1; echo kept > file");
    expect(await two.run('echo "x=<$x> file=<$(cat file)>"')).toContain("x=<> file=<kept>");
  });

  test("Ctrl-C ends an endless loop and a sleep", async () => {
    const session = await start();
    const screen = await Screen.open(session);
    for (const endless of ["while :; do :; done", "sleep 10000", "kubectl get pods -w", "yes > /dev/null"]) {
      screen.text = "";
      await session.write(screen.id, `${endless}\r`);
      await new Promise((resolve) => setTimeout(resolve, 60));
      await session.write(screen.id, "\x03");
      expect(await screen.run("echo code $?")).toContain("code 130");
    }
  });

  test("undo takes back what the last command changed, and only that", async () => {
    const session = await start();
    const screen = await Screen.open(session);
    await screen.run("kubectl create configmap first --from-literal=a=b");
    await screen.run("kubectl create configmap second --from-literal=a=b; echo hello > note");
    expect(await session.undo()).toEqual({ undone: expect.stringContaining("create configmap second") });
    const names = await screen.run("kubectl get configmaps -o name; cat note");
    expect(names).toContain("configmap/first");
    expect(names).not.toContain("configmap/second");
    expect(names).toContain("cat: note: No such file or directory");
  });

  test("undo with nothing to take back says so", async () => {
    const session = await start();
    expect(await session.undo()).toBeUndefined();
  });

  test("what was saved is restored in another session: objects, files, variables, history, the same hash", async () => {
    const session = await start(1);
    const screen = await Screen.open(session);
    await screen.run("kubectl create namespace shop; greeting=hello; echo text > file");
    const saved = structuredClone(await session.save());
    const again = await start(1);
    await again.boot({ profile: "kind", seed: 99 }, saved);
    expect((await again.save()).hash).toBe(saved.hash);
    const other = await Screen.open(again);
    const shown = await other.run('kubectl get ns shop -o name; echo "$greeting $(cat file)"; history | tail -3');
    expect(shown).toContain("namespace/shop");
    expect(shown).toContain("hello text");
    expect(shown).toContain("create namespace shop");
  });

  test("what a server logged of requests that nobody looked at is saved with the rest", async () => {
    const session = await start();
    await session.run(
      `kubectl run echo --image hashicorp/http-echo:1.0 --port 5678 --expose -- -text=hi >/dev/null
       kubectl wait --for condition=Ready pod/echo --timeout 60s >/dev/null
       kubectl run ask --rm -i --restart Never --image curlimages/curl -- -s echo:5678/asked >/dev/null`,
    );
    const saved = structuredClone(await session.save());
    const again = await start();
    await again.boot({ profile: "kind", seed: 99 }, saved);
    const [before, after] = [await session.run("kubectl logs echo"), await again.run("kubectl logs echo")];
    expect(after.stdout).toMatch(/ echo:5678 [\d.]+:\d+ "GET \/asked HTTP\/1\.1" 200 3 "curl\//);
    expect(after.stdout).toBe(before.stdout);
  });

  test("requests are told with their way, and the last one can be asked for", async () => {
    const session = await start(1);
    const events: SessionEvent[] = [];
    const port = await session.events();
    port.onmessage = ({ data }: MessageEvent<SessionEvent>) => void events.push(data);
    const { exitCode } = await session.run("curl -s -m 0.3 http://10.96.0.77");
    expect(exitCode).toBe(28);
    expect((await session.lastTrace())?.words).toContain("10.96.0.77");
    expect((await session.lastTrace())?.trace.from).toBe("laptop");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events.map((event) => event.type)).toContain("trace");
    port.close();
  });

  test("what a lesson prepares takes no time of the learner's, and then time goes as before", async () => {
    const session = await start(1);
    await session.openLesson({
      "index.json": JSON.stringify({
        title: "T",
        details: { steps: [{ text: "text.md", background: "prepare.sh" }] },
        gatehouse: { profile: "kind" },
      }),
      "text.md": "wait",
      "prepare.sh":
        "kubectl create deployment web --image=nginx && sleep 300 && kubectl get deployment web -o name > ready",
    });
    const { clock } = session.sandbox;
    const before = { cluster: clock.now(), host: performance.now() };
    await session.enterUnit(0);
    await session.unitReady();
    expect(clock.now() - before.cluster).toBeGreaterThanOrEqual(300_000);
    expect(performance.now() - before.host).toBeLessThan(30_000);
    expect(clock.speed).toBe(1);
    expect((await session.run("cat ready")).stdout).toBe("deployment.apps/web\n");
  });

  test("a saved sandbox of another version is refused", async () => {
    const session = await start();
    const saved = await session.save();
    await expect(session.restore({ ...saved, version: 99 })).rejects.toThrow("version 99");
  });
});
