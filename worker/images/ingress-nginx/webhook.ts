import type { IngressObject } from "../../api/generated/types.ts";
import { bodyText, type HttpRequest, type HttpResponse, textResponse } from "../../base/http.ts";
import type { ListenHandle } from "../../base/net.ts";
import type { ContainerIo } from "../../kubelet/image.ts";
import type { Log } from "./log.ts";
import { pairs } from "./log.ts";

interface Review {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly request?: {
    readonly uid: string;
    readonly kind?: { readonly kind?: string; readonly group?: string };
    readonly namespace?: string;
    readonly name?: string;
    readonly operation?: string;
    readonly object?: IngressObject;
  };
}

export interface Checker {
  refusal(ingress: IngressObject): string | undefined;
  warnings(ingress: IngressObject): readonly string[];
}

/**
 * The validating webhook: AdmissionReviews over HTTPS. Certificate and key are read from their files as they are now.
 *
 * @returns why it does not listen, or the listener
 */
export function serveWebhook(
  io: ContainerIo,
  files: { readonly port: number; readonly certificate: string; readonly key: string },
  checker: Checker,
  log: Log,
): ListenHandle {
  const read = (path: string): string | undefined =>
    io.files.stat(path)?.type === "file" ? io.files.readText(path) : undefined;
  return io.net.listen(
    { port: files.port, process: "nginx-ingress-c" },
    {
      http: (request) => answer(request, checker, log),
      tls: {
        certificate: () => {
          const [chainPem, keyPem] = [read(files.certificate), read(files.key)];
          return chainPem !== undefined && keyPem !== undefined ? { chainPem, keyPem } : undefined;
        },
        library: "go",
        alpn: ["h2", "http/1.1"],
      },
    },
  );
}

async function answer(request: HttpRequest, checker: Checker, log: Log): Promise<HttpResponse> {
  let review: Review;
  try {
    review = JSON.parse(await bodyText(request.body)) as Review;
  } catch (error) {
    log("E", "server.go:81", `"Failed to decode request body" err=${JSON.stringify((error as Error).message)}`);
    return textResponse(400, "", "text/plain; charset=utf-8");
  }
  const asked = review.request;
  if (!asked) return textResponse(400, "", "text/plain; charset=utf-8");
  const object = asked.object;
  const key = `${asked.namespace}/${asked.name ?? object?.metadata.name ?? ""}`;
  const refusal = object ? checker.refusal(object) : undefined;
  const warnings = object ? checker.warnings(object) : [];
  const ingress = pairs({ ingress: `${asked.namespace}/${object?.metadata.name ?? asked.name ?? ""}` });
  if (refusal === undefined) log("I", "main.go:107", `"successfully validated configuration, accepting"${ingress}`);
  else
    log(
      "E",
      "main.go:96",
      `"invalid ingress configuration" err=${JSON.stringify(refusal)} ingress=${JSON.stringify(key)}`,
    );
  const response = {
    uid: asked.uid,
    allowed: refusal === undefined,
    ...(refusal !== undefined && {
      status: { metadata: {}, status: "Failure", message: refusal, reason: "BadRequest", code: 400 },
    }),
    ...(warnings.length > 0 && { warnings }),
  };
  return textResponse(
    200,
    JSON.stringify({ kind: "AdmissionReview", apiVersion: review.apiVersion ?? "admission.k8s.io/v1", response }),
    "application/json",
  );
}
