import type { HttpRequest, HttpResponse } from "../../base/http.ts";
import { headerOf, textResponse } from "../../base/http.ts";
import type { CertifiedKey } from "../../base/tls.ts";
import { ownCertificate } from "../../base/x509/index.ts";
import type { NodeContext } from "../node.ts";
import type { PodAccess } from "../podAccess.ts";
import { resourceMetrics } from "./resource.ts";

const TEXT = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

/** The kubelet's own server on port 10250: who asks must be known, and must be allowed to. */
export class KubeletServer {
  readonly #node: NodeContext;
  readonly #pods: () => Iterable<Pick<PodAccess, "pod" | "record">>;

  constructor(node: NodeContext, pods: () => Iterable<Pick<PodAccess, "pod" | "record">>) {
    this.#node = node;
    this.#pods = pods;
  }

  /** k8s.io/kubernetes pkg/kubelet/server InstallAuthFilter */
  async answer(request: HttpRequest): Promise<HttpResponse> {
    const path = request.path.split("?")[0]!;
    const user = await this.#user(request);
    if (!user) return textResponse(401, "Unauthorized", "text/plain; charset=utf-8");
    const subresource = path.startsWith("/metrics") ? "metrics" : path === "/healthz" ? "healthz" : "proxy";
    const verb = request.method === "GET" ? "get" : "create";
    if (!(await this.#allowed(user, verb, subresource))) {
      const asked = `user=${user.username}, verb=${verb}, resource=nodes, subresource(s)=[${subresource}]`;
      return textResponse(403, `Forbidden (${asked})\n`, "text/plain; charset=utf-8");
    }
    if (path === "/metrics/resource") return textResponse(200, resourceMetrics(this.#node, this.#pods()), TEXT);
    if (path === "/healthz") return textResponse(200, "ok", "text/plain; charset=utf-8");
    return textResponse(404, "404 page not found\n", "text/plain; charset=utf-8");
  }

  /** Asks the API server whose token it is. */
  async #user(request: HttpRequest): Promise<User | undefined> {
    const token = /^Bearer (.+)$/i.exec(headerOf(request, "Authorization") ?? "")?.[1];
    if (!token) return undefined;
    const { status, body } = await this.#node.client.request({
      method: "POST",
      path: "/apis/authentication.k8s.io/v1/tokenreviews",
      body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } },
    });
    if (status >= 300) return undefined;
    const { authenticated, user } = (body as { readonly status: { authenticated?: boolean; user?: User } }).status;
    return authenticated ? user : undefined;
  }

  async #allowed({ username, groups = [], uid }: User, verb: string, subresource: string): Promise<boolean> {
    const resourceAttributes = { verb, version: "v1", resource: "nodes", subresource, name: this.#node.settings.name };
    const { body } = await this.#node.client.request({
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
      body: {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: { user: username, groups, ...(uid && { uid }), resourceAttributes },
      },
    });
    return (body as { readonly status?: { readonly allowed?: boolean } }).status?.allowed ?? false;
  }
}

interface User {
  readonly username: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
}

/** What a kubelet shows where nobody signs a certificate for it: it is for its name, not for its address. */
export const servingCertificate = ({ settings, chance, clock }: NodeContext): CertifiedKey =>
  ownCertificate(settings.name, { chance, nowMs: clock.now() });
