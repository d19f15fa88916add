import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, resolve } from "node:path";
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

/** Serves the built site below a sub-path, as any static host would: no special headers. */
export async function serveSite(): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname.replace(/^\/some\/path\//, "");
    const file = join(root, path === "" ? "index.html" : path);
    if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
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

  async waitFor(pattern: RegExp, timeoutMs = 30_000): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const text = await this.text();
      if (pattern.test(text)) return text;
      if (Date.now() > until) throw new Error(`no ${pattern} within ${timeoutMs} ms on this screen:\n${text}`);
      await this.page.waitForTimeout(30);
    }
  }

  /** Types a line as keys and waits for a mark that is printed when it has ended; gives what was printed. */
  async run(line: string, timeoutMs = 60_000): Promise<string> {
    await this.focus();
    await this.page.keyboard.type("clear");
    await this.page.keyboard.press("Enter");
    await this.page.waitForTimeout(80);
    const mark = `done-${Math.floor(Math.random() * 1e9)}`;
    await this.page.keyboard.type(`${line}; echo ${mark.replace("-", '""-')}`);
    await this.page.keyboard.press("Enter");
    const screen = await this.waitFor(new RegExp(`^${mark}`, "m"), timeoutMs);
    return screen.slice(0, screen.indexOf(`\n${mark}`));
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
