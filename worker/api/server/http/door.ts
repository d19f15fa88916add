/**
 * The HTTP door of the API server: every path a client of Kubernetes knows, on plain HTTP records.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
import { bodyText, type HttpRequest, type HttpResponse, headerOf } from "../../../base/http.ts";
import type { ClientSubject } from "../../../base/tls.ts";
import type { PodObject } from "../../generated/types.ts";
import { methodNotAllowed, notAcceptable, pathNotFound, unauthorized } from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../../machinery/object.ts";
import {
  type Attributes,
  type Authorize,
  forbidden,
  type ResourceRequest,
  resourceRequest,
} from "../authorization/attributes.ts";
import type { Authorization } from "../authorization/authorization.ts";
import { impersonation } from "../authorization/impersonation.ts";
import type { NodeProxy } from "../nodeProxy.ts";
import { readQuery, selectSorted } from "../query.ts";
import type { Identity } from "../request.ts";
import { isReview, reviewed } from "../reviews.ts";
import { scaleOf } from "../scale.ts";
import type { Verbs } from "../verbs.ts";
import { ACCEPTABLE, failureAnswer, jsonAnswer, textAnswer, type Wanted, wantedBy, warningHeaders } from "./answers.ts";
import { commandAnswer, logAnswer, portForwardAnswer } from "./connect.ts";
import { discover, rootPaths } from "./discovery.ts";
import { listBody } from "./lists.ts";
import { listOptions } from "./options.ts";
import { includeObject, partial, tableOf } from "./table.ts";
import { flag, type ResourceTarget, readTarget, type Target } from "./target.ts";
import { healthAnswer, versionBody } from "./versions.ts";
import { watchAnswer } from "./watch.ts";
import { patch, post, put, readCreated, remove, type Write } from "./writes.ts";

export interface DoorOptions {
  readonly verbs: Verbs;
  /** "v1.36.1" */
  readonly version: string;
  readonly authorize: Authorize;
  /** Absent where everyone may do everything. */
  readonly authorization: Authorization | undefined;
  /** Who asks, when the request brings no token of ours; undefined refuses it. */
  readonly authenticate: (request: HttpRequest, client: Client) => Identity | undefined;
  readonly nodeProxy: () => NodeProxy | undefined;
  readonly openApi: (target: Target, request: HttpRequest) => Promise<HttpResponse | undefined>;
}

/** Whom the connection's certificate names; see `ApiServer.handle`. */
type Client = ClientSubject | "nobody" | "stranger" | undefined;

interface Call {
  readonly request: HttpRequest;
  readonly target: Target;
  readonly wanted: Wanted;
  readonly identity: Identity;
}

export class Door {
  readonly #options: DoorOptions;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Answers a request. Never rejects: what goes wrong is an answer too. */
  async handle(request: HttpRequest, client?: Client): Promise<HttpResponse> {
    const target = readTarget(request.path);
    const wanted = wantedBy(request, target.query);
    try {
      const identity = await this.#impersonated(request, this.#identify(request, client));
      const answer = await this.#dispatch({ request, target, wanted, identity });
      return wanted.yaml ? await this.#asYaml(answer) : answer;
    } catch (error) {
      return failureAnswer(error, wanted.pretty);
    }
  }

  async #asYaml(answer: HttpResponse): Promise<HttpResponse> {
    const json = headerOf(answer, "Content-Type") === "application/json" && answer.body instanceof Uint8Array;
    if (!json) return answer;
    const { goYaml } = await this.#options.verbs.resources.clock.hold(import("../../../base/goprint/index.ts"));
    return {
      ...textAnswer(answer.status, goYaml(JSON.parse(await bodyText(answer.body)))),
      headers: [
        ["Cache-Control", "no-cache, private"],
        ["Content-Type", "application/yaml"],
      ],
    };
  }

  /** A certificate goes before a token. k8s.io/kubernetes pkg/kubeapiserver/authenticator */
  #identify(request: HttpRequest, client: Client): Identity {
    const { verbs, authenticate } = this.#options;
    const token = /^Bearer (.+)$/i.exec(headerOf(request, "Authorization") ?? "")?.[1];
    const own = token && typeof client !== "object" ? verbs.identityOf(token) : undefined;
    const identity = own ?? authenticate(request, client);
    if (!identity) throw unauthorized();
    return identity;
  }

  /** Whom the request wants to act as, if whoever asks may. */
  async #impersonated(request: HttpRequest, identity: Identity): Promise<Identity> {
    const wanted = impersonation(request.headers);
    if (!wanted) return identity;
    for (const asked of wanted.asks) await this.#require(identity, asked);
    return wanted.identity;
  }

  /** @throws StatusError Forbidden */
  async #require(identity: Identity, asked: Attributes): Promise<void> {
    const decision = this.#options.authorize(identity, asked);
    const { allowed, reason } = decision instanceof Promise ? await decision : decision;
    if (!allowed) throw forbidden(identity, asked, reason);
  }

  async #dispatch(call: Call): Promise<HttpResponse> {
    const { target, request, wanted } = call;
    if (target.resource) {
      if (!wanted.acceptable) throw notAcceptable(ACCEPTABLE);
      const { group, version, plural } = target.resource;
      const kind = this.#options.verbs.kinds.byPath(group, version, plural);
      const asked = requestOf(request.method, target, target.resource);
      await this.#require(call.identity, asked);
      if (kind) return withDeprecation(kind, await this.#resource(call, kind, target.resource, asked.verb));
      const served = this.#options.verbs.kinds.all().some((one) => one.group === group && one.version === version);
      if (served) throw pathNotFound();
      return textAnswer(404, "404 page not found\n");
    }
    const { path } = target;
    await this.#require(call.identity, { verb: request.method.toLowerCase(), path });
    const answer = await this.#plain(call);
    if (!answer) return textAnswer(404, "404 page not found\n");
    if (request.method !== "GET" && request.method !== "HEAD") return failureAnswer(methodNotAllowed(), wanted.pretty);
    return answer;
  }

  /** Paths that are no resources. */
  async #plain({ target, request, wanted }: Call): Promise<HttpResponse | undefined> {
    const { parts, query } = target;
    const { verbs, version, openApi } = this.#options;
    switch (parts[0]) {
      case undefined:
        return jsonAnswer(200, { paths: rootPaths(verbs.kinds) }, true);
      case "api":
      case "apis":
        return discover(verbs.kinds, parts, request, wanted.pretty);
      case "version":
        return parts.length === 1 ? jsonAnswer(200, versionBody(version), true) : undefined;
      case "healthz":
      case "livez":
      case "readyz":
        return healthAnswer(parts, query);
      case "openapi":
        return openApi(target, request);
      default:
        return undefined;
    }
  }

  async #resource(call: Call, kind: Kind, resource: ResourceTarget, verb: string): Promise<HttpResponse> {
    const { request, target, wanted, identity } = call;
    const { namespace, name, subresource } = resource;
    const missing = kind.ready?.(this.#options.verbs.resources.clock);
    if (missing) await missing;
    const watching = flag(target.query, "watch");
    if (kind.verbs && !kind.verbs.includes(verb)) throw methodNotAllowed();
    const write: Write = {
      request,
      kind,
      namespace,
      name,
      subresource,
      query: target.query,
      wanted,
      by: identity,
      verbs: this.#options.verbs,
    };
    if (name !== undefined && subresource && isConnect(subresource)) return this.#connect(call, kind, resource);
    switch (request.method) {
      case "GET":
      case "HEAD":
        if (name === undefined) return this.#list(call, kind, namespace, watching);
        return this.#get(call, kind, { ...(namespace ? { namespace } : {}), name }, subresource);
      case "POST":
        if (isReview(kind)) return this.#review(write);
        return post(write);
      case "PUT":
        return put(write);
      case "PATCH":
        return patch(write);
      case "DELETE":
        return remove(write);
      default:
        throw methodNotAllowed();
    }
  }

  async #review(write: Write): Promise<HttpResponse> {
    const { verbs, authorize, authorization } = this.#options;
    const object = await readCreated(write);
    const answer = await reviewed(object, { verbs, authorize, authorization, by: write.by });
    return jsonAnswer(201, verbs.encoded(write.kind, answer), write.wanted.pretty);
  }

  #get({ wanted, target }: Call, kind: Kind, ref: ObjectRef, subresource: string | undefined): HttpResponse {
    const { verbs } = this.#options;
    const object = verbs.resources.get(kind, ref);
    if (subresource !== undefined && !kind.subresources.includes(subresource as "status")) throw pathNotFound();
    if (subresource === "scale") return jsonAnswer(200, scaleOf(kind, object), wanted.pretty);
    if (wanted.as === "Table") {
      const metadata = { resourceVersion: object.metadata.resourceVersion };
      const include = includeObject(target.query);
      const nowMs = verbs.resources.clock.now();
      return jsonAnswer(200, tableOf(kind, [object], { metadata, include, nowMs }), wanted.pretty);
    }
    return jsonAnswer(200, wanted.as === "Object" ? verbs.encoded(kind, object) : partial(object), wanted.pretty);
  }

  #list({ request, target, wanted }: Call, kind: Kind, namespace: string | undefined, watching: boolean): HttpResponse {
    const { query: parameters } = target;
    const options = listOptions(parameters);
    const { verbs } = this.#options;
    const { store, clock } = verbs.resources;
    const encode = (object: KubeObject) => verbs.encoded(kind, object);
    const query = readQuery(kind, {
      ...(namespace ? { namespace } : {}),
      labels: parameters.get("labelSelector") ?? "",
      fields: parameters.get("fieldSelector") ?? "",
    });
    if (watching) return watchAnswer(request, { store, clock, kind, query, parameters, wanted, encode });
    const all = selectSorted(store, kind, query);
    const body = listBody(kind, all, {
      parameters,
      options,
      wanted,
      revision: store.revision,
      nowMs: clock.now(),
      encode,
    });
    return jsonAnswer(200, body, wanted.pretty);
  }

  async #connect({ request, target }: Call, kind: Kind, resource: ResourceTarget): Promise<HttpResponse> {
    const { verbs, nodeProxy } = this.#options;
    const { namespace, name, subresource } = resource;
    if (!kind.subresources.includes(subresource as "log") || kind.plural !== "pods") throw pathNotFound();
    const pod = verbs.resources.get(kind, { ...(namespace ? { namespace } : {}), name: name! }) as unknown as PodObject;
    const connect = { request, query: target.query, pod, nodeProxy: nodeProxy(), clock: verbs.resources.clock };
    switch (subresource) {
      case "log":
        return logAnswer(connect);
      case "exec":
        return commandAnswer(connect, "exec");
      case "attach":
        return commandAnswer(connect, "attach");
      default:
        return portForwardAnswer(connect);
    }
  }
}

function withDeprecation({ deprecation }: Kind, answer: HttpResponse): HttpResponse {
  return deprecation ? { ...answer, headers: [...answer.headers, ...warningHeaders([deprecation])] } : answer;
}

const isConnect = (subresource: string) => ["log", "exec", "attach", "portforward"].includes(subresource);

/**
 * What a request for a resource asks to be allowed. A list that is narrowed to one name is for that name, and a namespace is looked at
 * as one of its own objects.
 *
 * @see k8s.io/apiserver pkg/endpoints/request RequestInfoFactory
 */
function requestOf(method: string, { query }: Target, resource: ResourceTarget): ResourceRequest {
  const { group, plural, name, subresource } = resource;
  const verb = verbOf(method, name, flag(query, "watch"));
  const fields = query.get("fieldSelector") ?? "";
  const only = name ?? /(?:^|,)metadata\.name==?([^,]+)/.exec(fields)?.[1];
  const own = group === "" && plural === "namespaces" ? name : undefined;
  const namespace = resource.namespace ?? own;
  return resourceRequest(verb, resource, {
    ...(namespace ? { namespace } : {}),
    ...(only ? { name: only } : {}),
    ...(subresource ? { subresource } : {}),
    ...(fields ? { fields } : {}),
  });
}

function verbOf(method: string, name: string | undefined, watching: boolean): string {
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      return name !== undefined ? "get" : watching ? "watch" : "list";
  }
}
