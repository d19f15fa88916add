/** Makes sure that there is a Chromium for the page's tests: CHROMIUM, or /usr/bin/chromium, else Debian's by apt as root. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export function ensureChromium() {
  const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (existsSync(path)) return true;
  const apt = existsSync("/usr/bin/apt-get");
  if (!apt || process.getuid?.() !== 0) {
    console.error(
      `No Chromium at ${path}. Install one (on Debian, as root: apt-get install chromium) or set CHROMIUM to its path.`,
    );
    return false;
  }
  const run = (args) =>
    spawnSync("apt-get", args, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } })
      .status === 0;
  return (
    run(["update", "-qq"]) && run(["install", "-y", "-qq", "--no-install-recommends", "chromium"]) && existsSync(path)
  );
}
