/** Streams to containers: logs, exec, attach, port-forward, cp. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import type { V1Status } from "@kubernetes/client-node";
import { expect } from "vitest";
import { type Context, eventually, podNamed, type Row, refusal, runningPod } from "./context.ts";

/** Keeps what is written. */
class Kept extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What looks like a terminal of that size. */
class Screen extends Kept {
  readonly rows = 24;
  readonly columns = 91;
}

const SHELL = { image: "busybox:1.37", command: ["sleep", "3600"] };

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: V1Status;
}

async function exec(
  { k8s, config, namespace }: Context,
  pod: string,
  command: string[],
  { stdin, tty = false }: { readonly stdin?: string; readonly tty?: boolean } = {},
): Promise<Ran> {
  const [stdout, stderr] = [tty ? new Screen() : new Kept(), new Kept()];
  const status = await new Promise<V1Status>((resolve, reject) => {
    const input = stdin === undefined ? null : Readable.from([stdin]);
    new k8s.Exec(config)
      .exec(namespace, pod, "main", command, stdout, tty ? null : stderr, input, tty, resolve)
      .catch(reject);
  });
  return { stdout: stdout.text, stderr: stderr.text, status };
}

const exitCode = ({ details, status }: V1Status) =>
  status === "Success" ? 0 : Number(details?.causes?.find(({ reason }) => reason === "ExitCode")?.message);

export const streams: readonly Row[] = [
  {
    says: "exec keeps stdout and stderr apart and tells success",
    async run(context) {
      const pod = await runningPod(context, "p", SHELL);
      const { stdout, stderr, status } = await exec(context, pod, ["sh", "-c", "echo out; echo err >&2"]);
      expect([stdout, stderr, status]).toEqual(["out\n", "err\n", { metadata: {}, status: "Success" }]);
    },
  },
  {
    says: "exec tells another exit code as a Status",
    async run(context) {
      const pod = await runningPod(context, "p", SHELL);
      const { status } = await exec(context, pod, ["sh", "-c", "exit 7"]);
      expect(status).toEqual({
        metadata: {},
        status: "Failure",
        reason: "NonZeroExitCode",
        message: "command terminated with non-zero exit code: exit status 7",
        details: { causes: [{ reason: "ExitCode", message: "7" }] },
      });
    },
  },
  {
    says: "exec passes stdin on, and its end",
    async run(context) {
      const pod = await runningPod(context, "p", SHELL);
      const stdin = "b\nc\na\n";
      const { stdout, status } = await exec(context, pod, ["sort"], { stdin });
      expect([stdout, exitCode(status)]).toEqual(["a\nb\nc\n", 0]);
    },
  },
  {
    says: "exec passes much through without losing a byte",
    async run(context) {
      const pod = await runningPod(context, "p", SHELL);
      const stdin = "0123456789abcdef".repeat(40_000);
      const { stdout, status } = await exec(context, pod, ["cat"], { stdin });
      expect([stdout.length, stdout === stdin, exitCode(status)]).toEqual([stdin.length, true, 0]);
    },
  },
  {
    says: "exec with a terminal: a prompt, an echo, the size, and Ctrl-D",
    async run(context) {
      const { k8s, config, namespace } = context;
      const pod = await runningPod(context, "p", SHELL);
      const screen = new Screen();
      const keys = new PassThrough();
      const ended = new Promise<V1Status>((resolve) => {
        void new k8s.Exec(config).exec(namespace, pod, "main", ["sh"], screen, null, keys, true, resolve);
      });
      await eventually(() => screen.text).toContain("# ");
      keys.write("stty size; echo $((6*7))\r");
      await eventually(() => screen.text).toContain("\r\n24 91\r\n42\r\n");
      keys.write("exit 3\r");
      expect(exitCode(await ended)).toBe(3);
    },
  },
  {
    says: "exec of what is not there fails with the runtime's words",
    async run(context) {
      const pod = await runningPod(context, "p", SHELL);
      const { status } = await exec(context, pod, ["nonsense"]);
      expect([status.status, status.reason]).toEqual(["Failure", "InternalError"]);
      expect(status.message).toContain('exec: "nonsense": executable file not found in $PATH');
    },
  },
  {
    says: "exec into what is not there does not connect",
    async run(context) {
      await expect(exec(context, "nobody", ["true"])).rejects.toMatchObject({
        message: "Unexpected server response: 404",
      });
      const pod = await runningPod(context, "p", SHELL);
      const { k8s, config, namespace } = context;
      const other = new k8s.Exec(config).exec(namespace, pod, "other", ["true"], null, null, null, false);
      await expect(other).rejects.toMatchObject({ message: "Unexpected server response: 400" });
    },
  },
  {
    says: "a command whose client has gone is ended, and the container goes on",
    async run(context) {
      const { k8s, config, namespace, core } = context;
      const pod = await runningPod(context, "p", SHELL);
      const out = new Kept();
      const command = ["sh", "-c", "echo begun; sleep 3000"];
      const socket = await new k8s.Exec(config).exec(namespace, pod, "main", command, out, null, null, false);
      await eventually(() => out.text).toBe("begun\n");
      (socket as unknown as { terminate(): void }).terminate();
      const others = async () => (await exec(context, pod, ["ps"])).stdout.includes("sleep 3000");
      await eventually(others).toBe(false);
      const { status } = await core.readNamespacedPod({ namespace, name: pod });
      expect(status?.containerStatuses?.[0]).toMatchObject({ ready: true, restartCount: 0 });
    },
  },
  {
    says: "attach joins the container's own process, both ways",
    async run(context) {
      const { k8s, config, namespace, core } = context;
      await core.createNamespacedPod({
        namespace,
        body: podNamed("p", {
          image: "busybox:1.37",
          stdin: true,
          command: ["sh", "-c", "while read line; do echo got $line; done"],
        }),
      });
      const running = async () => (await core.readNamespacedPod({ namespace, name: "p" })).status?.phase;
      await eventually(running).toBe("Running");
      const out = new Kept();
      const keys = new PassThrough();
      const socket = await new k8s.Attach(config).attach(namespace, "p", "main", out, null, keys, false);
      keys.write("one\n");
      await eventually(() => out.text).toBe("got one\n");
      keys.write("two\n");
      await eventually(() => out.text).toBe("got one\ngot two\n");
      (socket as unknown as { close(): void }).close();
    },
  },
  {
    says: "a log is given as far as it goes, its last lines, and as it grows",
    async run(context) {
      const { k8s, config, namespace, core } = context;
      const command = ["sh", "-c", "for i in 1 2 3; do echo line $i; done; sleep 8; echo later"];
      const name = await runningPod(context, "p", { image: "busybox:1.37", command });
      expect(await core.readNamespacedPodLog({ namespace, name })).toBe("line 1\nline 2\nline 3\n");
      expect(await core.readNamespacedPodLog({ namespace, name, tailLines: 1 })).toBe("line 3\n");
      expect(await core.readNamespacedPodLog({ namespace, name, limitBytes: 4 })).toBe("line");
      const stamped = await core.readNamespacedPodLog({ namespace, name, timestamps: true, tailLines: 1 });
      expect(stamped).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z line 3\n$/);
      const out = new Kept();
      await new k8s.Log(config).log(namespace, name, "main", out, { follow: true, tailLines: 1 });
      await eventually(() => out.text).toBe("line 3\nlater\n");
      expect(out.writableFinished).toBe(true);
    },
  },
  {
    says: "a log of a container that restarted can be had before and after",
    async run(context) {
      const { namespace, core } = context;
      const command = ["sh", "-c", "echo life; exit 1"];
      await core.createNamespacedPod({ namespace, body: podNamed("p", { image: "busybox:1.37", command }) });
      const restarts = async () =>
        (await core.readNamespacedPod({ namespace, name: "p" })).status?.containerStatuses?.[0]?.restartCount ?? 0;
      await eventually(restarts).toBeGreaterThan(0);
      expect(await core.readNamespacedPodLog({ namespace, name: "p", previous: true })).toBe("life\n");
    },
  },
  {
    says: "a log that there is not is refused in words",
    async run(context) {
      const { namespace, core } = context;
      const name = await runningPod(context, "p", SHELL);
      const previous = await refusal(core.readNamespacedPodLog({ namespace, name, previous: true }));
      expect([previous.code, previous.status.message]).toEqual([
        400,
        `previous terminated container "main" in pod "p" not found`,
      ]);
      const other = await refusal(core.readNamespacedPodLog({ namespace, name, container: "other" }));
      expect([other.code, other.status.message]).toEqual([400, "container other is not valid for pod p"]);
    },
  },
  {
    says: "port-forward leads to the container's port, byte for byte",
    async run(context) {
      const { k8s, config, namespace } = context;
      const pod = await runningPod(context, "p", { image: "nginx:1.27" });
      const [out, err] = [new Kept(), new Kept()];
      const input = new PassThrough();
      await new k8s.PortForward(config).portForward(namespace, pod, [80], out, err, input);
      input.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      await eventually(() => out.text).toMatch(/^HTTP\/1\.1 200 OK\r\nServer: nginx[\s\S]*<\/html>\n$/);
      expect(err.text).toBe("");
    },
  },
  {
    says: "port-forward to a port where nobody listens says so on its channel for errors",
    async run(context) {
      const { k8s, config, namespace } = context;
      const pod = await runningPod(context, "p", { image: "nginx:1.27" });
      const [out, err] = [new Kept(), new Kept()];
      await new k8s.PortForward(config).portForward(namespace, pod, [81], out, err, new PassThrough());
      await eventually(() => err.text).toMatch(/^error forwarding port 81 to pod \w+, uid : .*connection refused/);
      expect(out.text).toBe("");
    },
  },
  {
    says: "port-forward to a Service and to a Deployment picks a pod that is ready",
    async run(context) {
      const { k8s, config, namespace, core } = context;
      await runningPod(context, "p", { image: "nginx:1.27", ports: [{ containerPort: 80 }] });
      await core.createNamespacedService({
        namespace,
        body: { metadata: { name: "web" }, spec: { selector: { app: "p" }, ports: [{ port: 80 }] } },
      });
      const out = new Kept();
      const input = new PassThrough();
      await new k8s.PortForward(config).portForwardService(namespace, "web", [80], out, null, input);
      input.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
      await eventually(() => out.text).toContain("HTTP/1.1 200 OK");
    },
  },
  {
    says: "the proxy of a pod and of a Service hands requests on",
    async run(context) {
      const { namespace, core } = context;
      const name = await runningPod(context, "p", { image: "nginx:1.27", ports: [{ containerPort: 80 }] });
      expect(await core.connectGetNamespacedPodProxyWithPath({ namespace, name: `${name}:80`, path: "" })).toContain(
        "Welcome to nginx!",
      );
      await core.createNamespacedService({
        namespace,
        body: { metadata: { name: "web" }, spec: { selector: { app: "p" }, ports: [{ port: 8080, targetPort: 80 }] } },
      });
      const page = () =>
        core
          .connectGetNamespacedServiceProxyWithPath({ namespace, name: "web:8080", path: "index.html" })
          .catch(({ code }: { code: number }) => String(code));
      await eventually(page).toContain("Welcome to nginx!");
      const missing = core.connectGetNamespacedPodProxyWithPath({ namespace, name, path: "nonsense" });
      await expect(missing).rejects.toMatchObject({ code: 404 });
    },
  },
  {
    says: "cp carries a folder into a container, and back",
    async run(context) {
      const { k8s, config, namespace } = context;
      const pod = await runningPod(context, "p", SHELL);
      const folder = mkdtempSync(join(tmpdir(), "gatehouse-library-"));
      try {
        mkdirSync(join(folder, "from/below"), { recursive: true });
        writeFileSync(join(folder, "from/a.txt"), "some words\n");
        writeFileSync(join(folder, "from/below/b.bin"), Buffer.alloc(70_000, "x"));
        const cp = new k8s.Cp(config);
        await cp.cpToPod(namespace, pod, "main", join(folder, "from"), "/tmp");
        const arrived = async () => (await exec(context, pod, ["sh", "-c", "cat /tmp/below/b.bin | wc -c"])).stdout;
        await eventually(arrived).toBe("70000\n");
        await cp.cpFromPod(namespace, pod, "main", "a.txt", join(folder, "to"), "/tmp");
        const back = () => {
          try {
            return readFileSync(join(folder, "to/a.txt"), "utf8");
          } catch {
            return undefined;
          }
        };
        await eventually(back).toBe("some words\n");
        // The file's mode comes after its words, and nothing says when.
        await new Promise((resolve) => setTimeout(resolve, 500));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
