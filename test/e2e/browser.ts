import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
import { inject } from "vitest";

/** The built site's address. */
export const site = inject("site");

let connection: Promise<Browser> | undefined;

/** A context of the shared browser, as good as a browser of its own: nothing is kept, nothing is shared. */
export async function openContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  connection ??= chromium.connect(inject("browser"));
  return (await connection).newContext({ viewport: { width: 1280, height: 900 }, ...options });
}
