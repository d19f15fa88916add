/**
 * The HTTP door of the API server: every path a client of Kubernetes knows, on plain HTTP records.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
import { bodyText, EMPTY_BODY, type HttpRequest, type HttpResponse, headerOf } from "../../../base/http.ts";
import type { ClientSubject } from "../../../base/tls.ts";
import { loadLateSchemas } from "../../generated/index.ts";
import type { PodObject } from "../../generated/types.ts";
import {
  forbiddenRequest,
  methodNotAllowed,
  notAcceptable,
  pathNotFound,
  routeRefused,
  unauthorized,
} from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { StatusError } from "../../machinery/status.ts";
import type { Aggregator } from "../aggregation/aggregator.ts";
import type { Aggregation } from "../aggregation/gate.ts";
import {
  type Attributes,
  type Authorize,
  forbidden,
  type ResourceRequest,
  resourceRequest,
} from "../authorization/attributes.ts";
import type { Authorization } from "../authorization/authorization.ts";
import { impersonation } from "../authorization/impersonation.ts";
import type { LateBorn } from "../born/index.ts";
import type { NodeProxy } from "../nodeProxy.ts";
import type { Identity } from "../request.ts";
import { isReview, reviewed } from "../reviews.ts";
import type { Verbs } from "../verbs.ts";
import { failureAnswer, jsonAnswer, textAnswer, warningHeaders } from "./answers.ts";
import { APPLY } from "./applying.ts";
import { AggregatedDocuments, discover, rootPaths, type Served } from "./discovery.ts";
import { contentType } from "./input.ts";
import { ACCEPTABLE, type Form, type Wanted, wantedBy } from "./negotiation.ts";
import { get, list } from "./reads.ts";
import { checkRoute, verbOf } from "./routes.ts";
import { includeObject } from "./table.ts";
import { flag, type ResourceTarget, readTarget, type Target } from "./target.ts";
import { healthAnswer, versionBody } from "./versions.ts";
import { EventTexts } from "./watchLines.ts";
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
  /** Objects that come with the first request that can see them. */
  readonly born: Pick<LateBorn, "missing"> | undefined;
  readonly aggregation: Aggregation;
  readonly openApi: (target: Target, request: HttpRequest) => Promise<HttpResponse | undefined>;
}

/** Whom the connection's certificate names; see `ApiServer.handle`. */
type Client = ClientSubject | "nobody" | "stranger" | undefined;

interface Call {
  readonly request: HttpRequest;
  readonly target: Target;
  readonly wanted: Wanted;
  readonly identity: Identity;
  readonly warnings: string[];
}

export class Door {
  readonly #options: DoorOptions;
  readonly #documents = new AggregatedDocuments();
  readonly #texts = new EventTexts();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Answers a request. Never rejects: what goes wrong is an answer too. */
  handle(request: HttpRequest, client?: Client): Promise<HttpResponse> {
    return this.#answer(request, () => this.#impersonated(request, this.#identify(request, client)));
  }

  /** The same for somebody who is known already. */
  handleAs(identity: Identity, request: HttpRequest): Promise<HttpResponse> {
    return this.#answer(request, async () => identity);
  }

  async #answer(request: HttpRequest, identify: () => Promise<Identity>): Promise<HttpResponse> {
    const target = readTarget(request.path);
    const wanted = wantedBy(request, target.query);
    const warnings: string[] = [];
    try {
      const identity = await identify();
      const answer = await this.#dispatch({ request, target, wanted, identity, warnings });
      // What others answer is theirs.
      return target.resource?.subresource === "proxy" ? answer : await this.#inForm(wanted.form, answer);
    } catch (error) {
      const answer = failureAnswer(error, wanted.pretty || wanted.onlyConverted, warnings);
      if (request.method === "HEAD") return { ...answer, body: EMPTY_BODY };
      return wanted.onlyConverted ? answer : this.#inForm(wanted.form, answer);
    }
  }

  /** Answers are made in JSON; what is wanted in another form is written again. */
  async #inForm(form: Form, answer: HttpResponse): Promise<HttpResponse> {
    if (form === "json") return answer;
    return form === "yaml" ? this.#asYaml(answer) : this.#asProtobuf(answer);
  }

  async #asProtobuf(answer: HttpResponse): Promise<HttpResponse> {
    if (headerOf(answer, "Content-Type") !== "application/json" || answer.status === 304) return answer;
    const { verbs } = this.#options;
    const [{ protobufAnswer }] = await verbs.resources.clock.hold(
      Promise.all([import("./protobufAnswer.ts"), loadLateSchemas()]),
    );
    return protobufAnswer(answer, verbs) ?? failureAnswer(notAcceptable(ACCEPTABLE), true);
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
        ...answer.headers.filter(([name]) => name === "Warning" || name === "Retry-After"),
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
    const { target, request, wanted, identity } = call;
    const elsewhere = await this.#options.aggregation.aggregator;
    if (target.resource) {
      const { group, version, plural } = target.resource;
      const kind = this.#options.verbs.kinds.byPath(group, version, plural);
      const asked = requestOf(request.method, target, target.resource);
      await this.#require(identity, asked);
      const answer = elsewhere?.answer(target.parts, request, identity);
      if (answer) return answer;
      if (kind) {
        const answer = await this.#resource(call, kind, target.resource, asked.verb).catch((error: unknown) => {
          const routed = !(error instanceof StatusError && error.is("MethodNotAllowed"));
          if (kind.deprecation && routed) call.warnings.unshift(kind.deprecation);
          throw error;
        });
        return withDeprecation(kind, answer);
      }
      // Groups that definitions bring know only their own versions.
      const known = (one: Kind) => one.group === group && (!one.openApi || one.version === version);
      if (this.#options.verbs.kinds.all().some(known)) throw pathNotFound();
      return textAnswer(404, "404 page not found\n");
    }
    const { path } = target;
    await this.#require(identity, { verb: request.method.toLowerCase(), path });
    const answer = await (elsewhere?.answer(target.parts, request, identity) ?? this.#plain(call, elsewhere));
    if (!answer) return textAnswer(404, "404 page not found\n");
    if (request.method !== "GET" && request.method !== "HEAD") return failureAnswer(methodNotAllowed(), wanted.pretty);
    return answer;
  }

  /** Paths that are no resources. */
  async #plain(
    { target, request, wanted }: Call,
    elsewhere: Aggregator | undefined,
  ): Promise<HttpResponse | undefined> {
    const { parts, query } = target;
    const { verbs, version, openApi } = this.#options;
    const own = verbs.kinds.all();
    const served: Served = elsewhere
      ? { kinds: elsewhere.kinds(own), stale: elsewhere.stale() }
      : { kinds: own, stale: [] };
    switch (parts[0]) {
      case undefined:
        return jsonAnswer(200, { paths: rootPaths(served) }, true);
      case "api":
      case "apis":
        return discover(served, this.#documents, parts, request, wanted.pretty);
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
    const { request, target, wanted, identity, warnings } = call;
    const { namespace, name, subresource } = resource;
    const missing = kind.ready?.(this.#options.verbs.resources.clock);
    if (missing) await missing;
    const unborn = this.#options.born?.missing(kind, namespace);
    if (unborn) await unborn;
    checkRoute(kind, resource, request.method);
    if (subresource === "proxy") return this.#proxy(call, resource);
    if (wanted.refused) throw refusal(wanted.refused, kind, { request, name });
    const { verbs } = this.#options;
    const encode: Write["encode"] = (object, type) =>
      type === undefined ? (verbs.shown(kind, object as KubeObject) as typeof object) : verbs.encodedPart(object, type);
    if (wanted.as !== "Table" || includeObject(target.query) === "Object") await verbs.ownership();
    const write: Write = {
      request,
      kind,
      namespace,
      name,
      subresource,
      query: target.query,
      wanted,
      by: identity,
      verbs,
      warnings,
      encode,
    };
    if (name !== undefined && subresource && isConnect(subresource)) {
      await this.#mayConnect(call, resource, verb);
      return this.#connect(call, kind, resource);
    }
    switch (request.method) {
      case "GET":
        if (kind.plural === "componentstatuses" && kind.group === "") return this.#componentStatuses(write, name);
        if (name === undefined) return list(write, { namespace, watch: verb === "watch", texts: this.#texts });
        return get(write, { ...(namespace ? { namespace } : {}), name }, subresource);
      case "POST":
        if (isReview(kind)) return this.#review(write);
        return post(write);
      case "PUT":
        return put(write);
      case "PATCH":
        if (contentType(request) === APPLY) await this.#mayMake(call, kind, resource);
        return patch(write);
      default:
        return remove(write);
    }
  }

  /** Applying what is not there makes it. */
  async #mayMake({ identity }: Call, kind: Kind, { namespace = "", name = "" }: ResourceTarget): Promise<void> {
    if (this.#options.verbs.resources.find(kind, { namespace, name })) return;
    await this.#require(identity, resourceRequest("create", kind, { namespace, name }));
  }

  /** Since 1.35 a WebSocket, which begins with a GET, needs the right to create too. AuthorizePodWebsocketUpgradeCreatePermission */
  async #mayConnect({ identity }: Call, { namespace = "", name = "", subresource = "" }: ResourceTarget, verb: string) {
    const minor = Number(/^v1\.(\d+)/.exec(this.#options.version)?.[1]);
    if (subresource === "log" || verb === "create" || minor < 35) return;
    const pods = { group: "", plural: "pods" };
    const asked = resourceRequest("create", pods, { namespace, name, subresource });
    const { allowed, reason } = await this.#options.authorize(identity, asked);
    if (!allowed) throw forbiddenRequest(pods, name, reason);
  }

  async #review(write: Write): Promise<HttpResponse> {
    const { verbs, authorize, authorization } = this.#options;
    const object = await readCreated(write);
    const answer = await reviewed(object, write.namespace, { verbs, authorize, authorization, by: write.by });
    return jsonAnswer(201, verbs.encoded(write.kind, answer), write.wanted.pretty);
  }

  async #componentStatuses(read: Write, name: string | undefined): Promise<HttpResponse> {
    const { clock } = this.#options.verbs.resources;
    const { componentStatusAnswer } = await clock.hold(import("./componentStatuses.ts"));
    return componentStatusAnswer(read, name);
  }

  async #proxy({ request, target }: Call, { plural, namespace = "", name: id = "" }: ResourceTarget) {
    const { verbs } = this.#options;
    const { proxyAnswer } = await verbs.resources.clock.hold(import("./connect/index.ts"));
    const { query } = target;
    return proxyAnswer({ request, query, target: { plural: plural as "pods", namespace, id }, verbs });
  }

  async #connect({ request, target }: Call, kind: Kind, resource: ResourceTarget): Promise<HttpResponse> {
    const { verbs, nodeProxy } = this.#options;
    const { namespace, name, subresource } = resource;
    if (!kind.subresources.includes(subresource as "log") || kind.plural !== "pods") throw pathNotFound();
    const pod = verbs.resources.get(kind, { ...(namespace ? { namespace } : {}), name: name! }) as unknown as PodObject;
    const { commandAnswer, logAnswer, portForwardAnswer } = await verbs.resources.clock.hold(
      import("./connect/index.ts"),
    );
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
function requestOf(method: string, { query, watch }: Target, resource: ResourceTarget): ResourceRequest {
  const { group, plural, name, subresource } = resource;
  const verb = verbOf(method, name, watch ?? flag(query, "watch"));
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

const STREAMS = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

/** Why no form suits: the router of built-in kinds knows the types of a path; the rest is told the same way by all. */
function refusal(
  why: "type" | "conversion",
  { openApi }: Kind,
  { request, name }: { request: HttpRequest; name: string | undefined },
): StatusError {
  if (openApi || why === "conversion") return notAcceptable(ACCEPTABLE);
  const streams = request.method === "GET" && name === undefined ? STREAMS : [];
  const types = [...ACCEPTABLE, ...streams].join(", ");
  return routeRefused(406, `406: Not Acceptable\n\nAvailable representations: ${types}`);
}
