import { textResponse } from "../base/http.ts";
import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { scratch } from "./base/index.ts";
import { goLogTime, isFirstLife, listenHttp, print, untilStopped } from "./server.ts";

/** gcr.io/google-samples/hello-app: says its version and where it runs. */
const run =
  (tag: string): ContainerProgram =>
  async (_args, io) => {
    const port = Number(io.env.PORT ?? 8080);
    const version = tag === "2.0" ? "2.0.0" : "1.0.0";
    const log = (line: string) => print(io, `${goLogTime(io.clock.now())} ${line}\n`, "stderr");
    const fail = (words: string) => `${goLogTime(io.clock.now())} ${words}`;
    const server = await listenHttp(io, { port, process: "hello-app", fail }, (request) => {
      log(`Serving request: ${request.path.split("?")[0]}`);
      const body = `Hello, world!\nVersion: ${version}\nHostname: ${io.env.HOSTNAME ?? io.container.podName}\n`;
      return textResponse(200, body, "text/plain; charset=utf-8", [["Date", new Date(io.clock.now()).toUTCString()]]);
    });
    if (!server) return 1;
    if (isFirstLife(io)) log(`Server listening on port ${port}`);
    await untilStopped(io);
    return 2;
  };

export const helloAppImage: Image = {
  repositories: ["gcr.io/google-samples/hello-app", "us-docker.pkg.dev/google-samples/containers/gke/hello-app"],
  hasTag: (tag) => ["1.0", "2.0"].includes(tag),
  sizeBytes: 11_500_000,
  entrypoint: ["./hello-app"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", PORT: "8080" },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532 },
  files: () => scratch.files,
  programs: (tag) => new Map([["/hello-app", run(tag)]]),
};
