import type { HttpRequest, HttpResponse } from "../base/http.ts";
import type { ListenHandle } from "../base/net.ts";
import type { NodeContext } from "./node.ts";
import type { PodAccess } from "./podAccess.ts";

const PORT = 10250;

/** Listens for those who ask a kubelet itself; its code is fetched with the first of them. */
export function serveKubelet(node: NodeContext, pods: () => Iterable<Pick<PodAccess, "pod" | "record">>): ListenHandle {
  const code = () => node.clock.hold(import("./metrics/server.ts"));
  let answer: ((request: HttpRequest) => Promise<HttpResponse>) | undefined;
  return node.host.access("kubelet").listen(
    { port: PORT, process: "kubelet" },
    {
      http: async (request) => {
        if (!answer) {
          const server = new (await code()).KubeletServer(node, pods);
          answer = (asked) => server.answer(asked);
        }
        return answer(request);
      },
      tls: {
        certificate: async () => (node.record.serving ??= (await code()).servingCertificate(node)),
        alpn: ["h2", "http/1.1"],
        library: "go",
      },
    },
  );
}
