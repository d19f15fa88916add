import { EMPTY_BODY, type HttpResponse } from "../../../../base/http.ts";
import { invalidObject } from "../../../machinery/failures.ts";
import { type FieldError, fieldPath, forbidden, invalid } from "../../../machinery/field.ts";
import { count, flag } from "../target.ts";
import { type Connect, containerOf, nodeOf } from "./target.ts";

/** k8s.io/kubernetes pkg/apis/core/validation ValidatePodLogOptions. @throws StatusError Invalid */
function checkLogOptions({ query, pod }: Connect): void {
  const errors: FieldError[] = [];
  const below = (name: string, least: number, words: string) => {
    const value = count(query, name);
    if (value !== undefined && value < least) errors.push(invalid(fieldPath(name), value, words));
  };
  below("tailLines", 0, "must be greater than or equal to 0");
  below("limitBytes", 1, "must be greater than 0");
  if (query.has("sinceSeconds") && query.has("sinceTime")) {
    errors.push(forbidden(fieldPath("[]"), "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  } else below("sinceSeconds", 1, "must be greater than 0");
  if (errors.length > 0) throw invalidObject({ group: "", kind: "PodLogOptions" }, pod.metadata.name, errors);
}

/** pods/log */
export async function logAnswer(connect: Connect): Promise<HttpResponse> {
  const { query, request, clock } = connect;
  const target = containerOf(connect);
  checkLogOptions(connect);
  if (!connect.pod.spec.nodeName) {
    return { status: 204, headers: [["Cache-Control", "no-cache, private"]], body: EMPTY_BODY };
  }
  const seconds = count(query, "sinceSeconds");
  const since = query.get("sinceTime");
  const sinceMs = seconds !== undefined ? clock.now() - seconds * 1000 : since ? Date.parse(since) : undefined;
  const tailLines = count(query, "tailLines");
  const limitBytes = count(query, "limitBytes");
  const body = await nodeOf(connect).logs(target, {
    follow: flag(query, "follow"),
    previous: flag(query, "previous"),
    timestamps: flag(query, "timestamps"),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(request.signal ? { signal: request.signal } : {}),
  });
  return {
    status: 200,
    headers: [
      ["Cache-Control", "no-cache, private"],
      ["Content-Type", "text/plain"],
      ["Transfer-Encoding", "chunked"],
    ],
    body,
  };
}
