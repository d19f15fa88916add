import { expect, test } from "vitest";
import { fromUtf8, pipe } from "../../../worker/base/streams.ts";
import { imageCatalogue } from "../../../worker/images/index.ts";
import { lab } from "./lab.ts";

test("exec with a terminal gives an interactive shell: a prompt, an echo, and an end by Ctrl-D", async () => {
  const world = await lab({ images: imageCatalogue });
  await world.run("web", { containers: [{ name: "main", image: "busybox", command: ["sleep", "1000"] }] });
  await world.pass(100);
  const keys = pipe();
  let screen = "";
  const stdout = {
    async write(chunk: Uint8Array | string) {
      screen += typeof chunk === "string" ? chunk : fromUtf8(chunk);
    },
    close() {},
  };
  const target = { namespace: "default", pod: "web", container: "main" };
  const done = world.kubelet.door.exec(target, ["sh"], {
    stdin: keys.reader,
    stdout,
    stderr: stdout,
    terminal: { size: { columns: 80, rows: 24 } },
  });
  await world.pass(100);
  await keys.writer.write("echo $((6*7))\r");
  await world.pass(500);
  await keys.writer.write("\u0004");
  expect(await world.clock.drive(done)).toBe(0);
  expect(screen).toContain("42\r\n");
  expect(screen).toMatch(/# .*echo/s);
  world.end();
});

test("a container with stdin and a terminal waits for whoever attaches", async () => {
  const world = await lab({ images: imageCatalogue });
  await world.run("web", {
    restartPolicy: "Never",
    containers: [{ name: "main", image: "busybox", stdin: true, tty: true }],
  });
  await world.pass(100);
  const keys = pipe();
  let screen = "";
  const stdout = {
    async write(chunk: Uint8Array | string) {
      screen += typeof chunk === "string" ? chunk : fromUtf8(chunk);
    },
    close() {},
  };
  const target = { namespace: "default", pod: "web", container: "main" };
  const done = world.kubelet.door.attach(target, { stdin: keys.reader, stdout, stderr: stdout });
  await keys.writer.write("echo $((6*7)); exit 3\r");
  await world.pass(500);
  expect(screen).toContain("42\r\n");
  expect(await world.clock.drive(done)).toBe(3);
  await world.pass(100);
  expect(world.pod("web")?.status?.phase).toBe("Failed");
  world.end();
});
