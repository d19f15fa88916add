/** Runs an image in a pod of its own, with a client beside it on the network. */
import type { PodSpec } from "../../../worker/api/generated/types.ts";
import type { HttpRequest } from "../../../worker/base/http.ts";
import { bodyText } from "../../../worker/base/http.ts";
import { fromUtf8 } from "../../../worker/base/streams.ts";
import { imageCatalogue } from "../../../worker/images/index.ts";
import { lab } from "../kubelet/lab.ts";

export async function container(
  image: string,
  spec: Partial<PodSpec["containers"][number]> = {},
  more: Partial<PodSpec> = {},
) {
  const world = await lab({ images: imageCatalogue });
  await world.run("web", { ...more, containers: [{ name: "main", image, ...spec }] });
  await world.pass(100);
  const client = world.network.host("node/worker")!.access("curl");
  const target = { namespace: "default", pod: "web", container: "main" };
  return {
    ...world,
    ip: () => world.pod("web")?.status?.podIP ?? "",
    state: () => world.pod("web")?.status?.containerStatuses?.[0],
    async ask(path: string, options: Partial<HttpRequest> & { port?: number } = {}) {
      const ip = world.pod("web")?.status?.podIP ?? "";
      const { port = 80, ...rest } = options;
      const exchange = await client.http(
        { ip, port },
        {
          method: "GET",
          authority: port === 80 ? ip : `${ip}:${port}`,
          path,
          headers: [["User-Agent", "curl/8.5.0"]],
          body: new Uint8Array(),
          protocol: "HTTP/1.1",
          ...rest,
        },
      );
      if (!exchange.ok) return { status: 0, headers: "", body: exchange.failure.kind, raw: undefined };
      const { response } = exchange;
      const headers = response.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
      return { status: response.status, headers, body: await bodyText(response.body), raw: response };
    },
    async exec(...command: string[]) {
      const out = { stdout: "", stderr: "" };
      const writer = (stream: "stdout" | "stderr") => ({
        async write(chunk: Uint8Array | string) {
          out[stream] += typeof chunk === "string" ? chunk : fromUtf8(chunk);
        },
        close() {},
      });
      const code = await world.clock.drive(
        world.kubelet.door.exec(target, command, { stdout: writer("stdout"), stderr: writer("stderr") }),
      );
      return { code, ...out };
    },
    logs: () => world.log("web"),
  };
}
