import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { LAUNCH, serveSite } from "./site.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly site: string;
    readonly browser: string;
  }
}

/** One site and one browser for all files; each test has a context of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const site = await serveSite();
  const browser = await chromium.launchServer(LAUNCH);
  project.provide("site", site.url);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    site.close();
  };
}
