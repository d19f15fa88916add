import { badRequest, type LogOptions, type NodeProxy } from "../../../../worker/api/index.ts";
import { EMPTY_BODY, type Header } from "../../../../worker/base/http.ts";
import { pipe, readerOf } from "../../../../worker/base/streams.ts";
import { Pod, pod, testServer } from "../local.ts";

/** A node on which `cat` repeats its input, `fail` complains and ends with 3, `size` tells the terminal's. */
export function echoNode(seen: LogOptions[] = []): NodeProxy {
  return {
    async logs({ container }, options) {
      seen.push(options);
      if (options.previous) throw badRequest(`previous terminated container "${container}" in pod "a" not found`);
      return readerOf(`log of ${container}\n`);
    },
    async exec(_target, { command, stdin, stdout, stderr, tty }) {
      const work = async () => {
        if (command[0] === "cat") {
          for await (const chunk of stdin!) await stdout?.write(chunk);
          return 0;
        }
        if (command[0] === "size") {
          const { columns, rows } = await new Promise<{ columns: number; rows: number }>((resolve) =>
            tty!.onResize(resolve),
          );
          await stdout?.write(`${columns}x${rows}\n`);
          return 0;
        }
        await stderr?.write("no such thing\n");
        return 3;
      };
      return { exitCode: work() };
    },
    async attach() {
      return { exitCode: Promise.resolve(0) };
    },
    async portForward(_pod, port) {
      const there = pipe();
      const back = pipe();
      await back.writer.write(`port ${port}`);
      back.writer.close();
      return { input: back.reader, output: there.writer };
    },
  };
}

export async function world(nodeProxy = echoNode()) {
  const { server, client } = testServer({ nodeProxy });
  await client.create(Pod, pod("a", { initContainers: [{ name: "init", image: "x" }] }));
  await client.bind({ namespace: "default", name: "a" }, "n1");
  await client.create(
    Pod,
    pod("two", {
      containers: [
        { name: "x", image: "x" },
        { name: "y", image: "y" },
      ],
    }),
  );
  const ask = (path: string, headers: Header[] = [], method = "GET") =>
    server.handle({
      method,
      authority: "api",
      path: `/api/v1/namespaces/default/pods/${path}`,
      headers,
      body: EMPTY_BODY,
      protocol: "HTTP/1.1",
    });
  return { ask };
}
