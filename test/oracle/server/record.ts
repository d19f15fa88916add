/**
 * Records anew what the real kube-apiserver answers: `npm run oracle:record [SUBJECT…]`. Needs Go, some 15 minutes for the first build
 * on two cores, and 4 GiB.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { type Answer, play, type RawAnswer, type Request, type Send } from "./play.ts";
import { recordingPath, scenariosOf, subjects } from "./scenarios.ts";

const here = import.meta.dirname;
const VERSION = "v1.36.0";

function build(folder: string): string {
  const program = resolve(folder, "apiserver");
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(VERSION)!;
  const set = { gitVersion: VERSION, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const flags = Object.entries(set).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  execFileSync("go", ["build", "-p", "2", "-ldflags", flags.join(" "), "-o", program, "."], {
    cwd: here,
    stdio: "inherit",
  });
  return program;
}

/** Starts the server; it ends with its standard input. */
async function start(program: string, folder: string): Promise<{ send: Send; stop: () => Promise<void> }> {
  const child = spawn(program, [folder], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const address = await new Promise<string>((done, failed) => {
    child.stdout.setEncoding("utf8").once("data", (text: string) => done(text.trim()));
    child.once("error", failed);
    void ended.then(() => failed(new Error("the server ended")));
  });
  const certificate = resolve(folder, "certs", "apiserver.crt");
  const send: Send = (request) => sendTo(address, readFileSync(certificate, "utf8"), request);
  await ready(send);
  await appointAdministrator(send);
  const stop = () => {
    child.stdin.end();
    return ended;
  };
  return { send, stop };
}

async function ready(send: Send): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    await new Promise((done) => setTimeout(done, 500));
    try {
      const probe = { method: "GET", path: "/readyz", headers: {}, body: "" };
      if ((await send(probe)).status === 200) return;
    } catch {
      // does not listen yet
    }
  }
  throw new Error("the server did not become ready");
}

/** What `kubeadm init` does for its administrator. */
async function appointAdministrator(send: Send): Promise<void> {
  const name = "kubeadm:cluster-admins";
  const apiGroup = "rbac.authorization.k8s.io";
  const binding = {
    metadata: { name },
    roleRef: { apiGroup, kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ apiGroup, kind: "Group", name }],
  };
  const { status, body } = await send({
    method: "POST",
    path: `/apis/${apiGroup}/v1/clusterrolebindings`,
    headers: { Authorization: "Bearer root", "Content-Type": "application/json" },
    body: JSON.stringify(binding),
  });
  if (status !== 201) throw new Error(`no administrator: ${body}`);
}

function sendTo(address: string, ca: string, { method, path, headers, body, lines }: Request): Promise<RawAnswer> {
  return new Promise((done, failed) => {
    const length = body ? { "Content-Length": String(Buffer.byteLength(body)) } : {};
    const options = { method, ca, headers: { Authorization: "Bearer admin", ...length, ...headers } };
    const request = httpsRequest(address + path, options, (response) => {
      let text = "";
      const { statusCode = 0, rawHeaders } = response;
      const named = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""] as const] : []));
      const answer = (): void => done({ status: statusCode, headers: named, body: text });
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        const whole = text.split("\n");
        if (lines === undefined || whole.length <= lines) return;
        text = whole.slice(0, lines).join("\n");
        answer();
        request.destroy();
      });
      response.on("end", answer);
      response.on("error", failed);
    });
    request.on("error", failed);
    request.end(body);
  });
}

function write(subject: string, recorded: Readonly<Record<string, readonly Answer[]>>): void {
  const scenarios = Object.entries(recorded).map(
    ([name, answers]) => `${JSON.stringify(name)}: [\n${answers.map((one) => JSON.stringify(one)).join(",\n")}\n]`,
  );
  mkdirSync(resolve(here, "recorded"), { recursive: true });
  const text = `{"version": ${JSON.stringify(VERSION)}, "scenarios": {\n${scenarios.join(",\n")}\n}}\n`;
  writeFileSync(recordingPath(subject), text);
}

const folder = mkdtempSync(resolve(tmpdir(), "oracle-server-"));
const wanted = process.argv.slice(2);
const server = await start(process.env.ORACLE_APISERVER ?? build(folder), folder);
try {
  for (const subject of wanted.length > 0 ? wanted : subjects) {
    const recorded: Record<string, Answer[]> = {};
    for (const scenario of scenariosOf(subject)) recorded[scenario.name] = await play(scenario, server.send);
    write(subject, recorded);
    process.stdout.write(`${subject}: ${Object.values(recorded).flat().length} answers\n`);
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
