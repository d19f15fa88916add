import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { basename, extname, join, resolve } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const root = resolve(import.meta.dirname, "../../dist/site");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".ttf": "font/ttf",
};

/** Serves the built site below a sub-path, as any static host would: no special headers. `workerPrefix` is put before the worker's code. */
export async function serveSite(workerPrefix = ""): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname.replace(/^\/some\/path\//, "");
    const file = join(root, path === "" ? "index.html" : path);
    if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    if (/^worker-.*\.js$/.test(basename(file))) response.write(workerPrefix);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  return { url: `http://127.0.0.1:${address.port}/some/path/`, close: () => server.close() };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
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
  });
}

/** A terminal of the page, as a person uses it: keys in, the screen's text out. */
export class ScreenTerminal {
  constructor(
    readonly page: Page,
    readonly name = "1",
  ) {}

  get #screen() {
    return this.page.locator(`[data-terminal="${this.name}"]`);
  }

  async ready(): Promise<void> {
    await this.page.waitForSelector(`[data-terminal="${this.name}"][data-ready="true"]`, { timeout: 30_000 });
    await this.waitFor(/[$#]\s*$/);
  }

  async focus(): Promise<void> {
    await this.#screen.locator("textarea").focus();
  }

  /** The rows on the screen, without blanks at their ends. */
  async text(): Promise<string> {
    const rows = await this.#screen.locator(".xterm-rows > div").allInnerTexts();
    return rows
      .map((row) => row.replaceAll("\u00a0", " "))
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

  /** Types a line as keys on a cleared screen and waits for a mark that is printed when it has ended; gives what was printed. */
  async run(line: string, timeoutMs = 60_000): Promise<string> {
    const mark = `done-${Math.floor(Math.random() * 1e9)}`;
    await this.type(`clear; ${line}; echo ${mark.replace("-", '""-')}\n`);
    const screen = await this.waitFor(new RegExp(mark), timeoutMs);
    return screen.slice(0, screen.indexOf(mark)).replace(/\n$/, "");
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
