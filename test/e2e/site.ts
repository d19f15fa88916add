import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, resolve } from "node:path";
import type { BrowserContext, FrameLocator, Page } from "playwright-core";

const root = resolve(import.meta.dirname, "../../dist/site");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".ttf": "font/ttf",
};

/** Serves the built site below a sub-path, as any static host would: no special headers. */
export function serveSite(): Promise<Served> {
  return serve("/some/path/", (path, response) => {
    const file = join(root, path === "" ? "index.html" : path);
    if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
}

export interface Served {
  readonly url: string;
  close(): void;
}

/** A server on a port of its own; `answer` gets the path below `base`. */
export async function serve(base: string, answer: (path: string, response: ServerResponse) => void): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    answer(pathname.startsWith(base) ? pathname.slice(base.length) : pathname, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  return { url: `http://127.0.0.1:${address.port}${base}`, close: () => server.close() };
}

/** Chromium as the tests want it. */
export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** Storage that the browser blocks, as in a frame of a strict reader's browser. */
export function blockStorage(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    for (const name of ["indexedDB", "localStorage", "sessionStorage", "caches"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    }
  });
}

/** A terminal of the page, as a person uses it: keys in, the screen's text out. */
export class ScreenTerminal {
  constructor(
    readonly page: Page,
    readonly name = "1",
    /** Where it is shown, when that is a frame of the page. */
    readonly frame: Page | FrameLocator = page,
  ) {}

  /** What the last `run` ended with. */
  #lastMark = "";

  get #screen() {
    return this.frame.locator(`[data-terminal="${this.name}"]`);
  }

  async ready(): Promise<void> {
    await this.#screen.and(this.frame.locator('[data-ready="true"]')).waitFor({ timeout: 30_000 });
    await this.waitFor(/[$#]\s*$/);
  }

  async focus(): Promise<void> {
    await this.#screen.locator("textarea").focus();
  }

  /** The rows on the screen, without blanks at their ends. */
  async text(): Promise<string> {
    const rows = await this.#screen
      .locator(".xterm-rows")
      .evaluate((screen) => [...screen.children].map((row) => row.textContent ?? ""));
    return rows
      .map((row) => row.replaceAll("\u00a0", " ").trimEnd())
      .join("\n")
      .replace(/\n+$/, "");
  }

  async waitFor(pattern: RegExp, timeoutMs = 20_000): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const text = await this.text();
      if (pattern.test(text)) return text;
      if (Date.now() > until) throw new Error(`no ${pattern} within ${timeoutMs} ms on this screen:\n${text}`);
      await this.page.waitForTimeout(30);
    }
  }

  async type(keys: string): Promise<void> {
    await this.focus();
    await this.page.keyboard.type(keys);
  }

  async press(...keys: readonly string[]): Promise<void> {
    await this.focus();
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Pastes as the browser does it: the terminal gets one paste event. */
  async paste(text: string): Promise<void> {
    await this.#screen.locator("textarea").evaluate((area, pasted) => {
      const data = new DataTransfer();
      data.setData("text/plain", pasted);
      area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }

  /**
   * Enters a line on a cleared screen and waits for a mark that is printed when it has ended, and for the prompt after it: what is typed
   * next meets the line editor. Gives what was printed.
   */
  async run(line: string, timeoutMs = 60_000): Promise<string> {
    const mark = `done-${Math.floor(Math.random() * 1e9)}`;
    this.#lastMark = mark;
    // Key by key takes seconds on a busy machine; tests about keys use `type`.
    await this.paste(`clear; ${line}; echo ${mark.replace("-", '""-')}`);
    await this.press("Enter");
    const screen = await this.waitFor(new RegExp(`${mark}\\n.*[$#]\\s*$`), timeoutMs);
    return screen.slice(0, screen.indexOf(mark)).replace(/\n$/, "");
  }

  /** Waits until the browser keeps what this terminal has shown, and so all that led to it. @param shown the end of the last line run when absent */
  async kept(session: string, shown = new RegExp(this.#lastMark)): Promise<void> {
    const terminal = this.name;
    const text = () =>
      this.page.evaluate(
        ([key, name]) =>
          new Promise<string>((resolve, reject) => {
            const opening = indexedDB.open("gatehouse");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const reading = opening.result.transaction("sessions").objectStore("sessions").get(key);
              reading.onsuccess = () => {
                opening.result.close();
                resolve(reading.result?.terminals[name] ?? "");
              };
            };
          }),
        [session, terminal] as const,
      );
    await eventually(text, (now) => shown.test(now), 30_000);
  }

  /** Runs a line again and again until what it prints matches. */
  async runUntil(line: string, pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const printed = await this.run(line);
      if (pattern.test(printed)) return printed;
      if (Date.now() > until) throw new Error(`${line} never printed ${pattern}; last:\n${printed}`);
      await this.page.waitForTimeout(500);
    }
  }
}

export async function openPage(context: BrowserContext, url: string): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

/** Asks again and again until the answer is right. */
export async function eventually<T>(
  ask: () => Promise<T>,
  right: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(answer)} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
