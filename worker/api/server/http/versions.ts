import type { HttpResponse } from "../../../base/http.ts";
import { textAnswer } from "./answers.ts";

/** GET /version for a version such as "v1.36.1". */
export function versionBody(version: string): Readonly<Record<string, string>> {
  const [major = "", minor = ""] = version.replace(/^v/, "").split(".");
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: version,
    gitCommit: "0f29094a1d8c1b7c1b0a5a1c2a0f5d1b3c4e5f60",
    gitTreeState: "clean",
    buildDate: "2026-06-10T10:12:30Z",
    goVersion: "go1.26.1",
    compiler: "gc",
    platform: "linux/amd64",
  };
}

const CHECKS = [
  "ping",
  "log",
  "etcd",
  "poststarthook/start-apiserver-admission-initializer",
  "poststarthook/start-kube-apiserver-admission-initializer",
  "poststarthook/bootstrap-controller",
  "poststarthook/rbac/bootstrap-roles",
  "autoregister-completion",
];

/** A single check says less about how to read it. */
function oneCheck(): HttpResponse {
  const answer = textAnswer(200, "ok");
  return { ...answer, headers: answer.headers.filter(([name]) => name !== "X-Content-Type-Options") };
}

/** /healthz, /livez, /readyz: "ok", or with ?verbose each check by name. */
export function healthAnswer(parts: readonly string[], query: URLSearchParams): HttpResponse | undefined {
  const [endpoint, ...check] = parts;
  if (check.length > 0) return CHECKS.includes(check.join("/")) ? oneCheck() : undefined;
  if (!query.has("verbose")) return textAnswer(200, "ok");
  const lines = CHECKS.map((name) => `[+]${name} ok`);
  return textAnswer(200, `${[...lines, `${endpoint} check passed`].join("\n")}\n`);
}
