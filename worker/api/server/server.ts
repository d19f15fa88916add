import { bytesFromBase64 } from "../../base/base64.ts";
import type { Clock } from "../../base/clock.ts";
import { sha256 } from "../../base/hash.ts";
import { type HttpRequest, type HttpResponse, headerOf } from "../../base/http.ts";
import { type Random, uuid } from "../../base/random.ts";
import type { ClientSubject } from "../../base/tls.ts";
import type { Cache, Client, EventRecorder } from "../client/client.ts";
import { GuardedCache } from "../client/guardedCache.ts";
import { inProcessClient } from "../client/inProcess.ts";
import { inProcessCache } from "../client/inProcessCache.ts";
import { eventRecorder } from "../client/recorder.ts";
import type { ReflectorOptions } from "../client/reflected.ts";
import type { EventObject } from "../generated/types.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import type { Schemas } from "../machinery/schema.ts";
import { timestamp } from "../machinery/values.ts";
import { defaultIngressClass } from "./admission/ingresses.ts";
import { NamespaceLimits } from "./admission/limits.ts";
import { namespaceLabel, namespaceLifecycle } from "./admission/namespaces.ts";
import { nodeTaint } from "./admission/nodes.ts";
import { PodSecurity } from "./admission/podSecurity.ts";
import { appArmor, defaultTolerations, podPriority, serviceAccounts } from "./admission/pods.ts";
import { PolicyExpressions } from "./admission/policies.ts";
import { SeldomRules } from "./admission/seldom.ts";
import { ServiceAddresses } from "./admission/serviceAddresses.ts";
import { serviceAllocation } from "./admission/services.ts";
import { defaultStorageClass, inUseProtection } from "./admission/storage.ts";
import { Aggregation } from "./aggregation/gate.ts";
import { ALLOWED, ANONYMOUS, type Authorize } from "./authorization/attributes.ts";
import { Authorization, type BirthPolicy, type SavedAuthorization } from "./authorization/authorization.ts";
import { LateBorn } from "./born/index.ts";
import { definitionKind, isDefinition } from "./custom/definitionKind.ts";
import { Definitions } from "./custom/definitions.ts";
import { lazyRules } from "./custom/rulesOf.ts";
import { expireEvents } from "./eventExpiry.ts";
import type { Door } from "./http/door.ts";
import { KindRegistry } from "./kindRegistry.ts";
import type { NodeProxy } from "./nodeProxy.ts";
import type { OutboundCaller } from "./outbound.ts";
import { byField } from "./query.ts";
import type { Identity } from "./request.ts";
import { Resources } from "./resources.ts";
import { withReviews } from "./reviews.ts";
import { type SavedStore, Store } from "./store.ts";
import { Tokens } from "./tokens.ts";
import { type LateRules, Verbs } from "./verbs.ts";

export interface ApiServerOptions {
  /** In the order of discovery. */
  readonly kinds: readonly Kind[];
  readonly schemas: Schemas;
  readonly clock: Clock;
  readonly random: Random;
  /** "10.96.0.0/16" */
  readonly serviceCidr: string;
  /** Inclusive; 30000-32767 when absent. */
  readonly nodePortRange?: readonly [first: number, last: number];
  /** "v1.36.1" */
  readonly version: string;
  /** Who sends a request that brings no service account token; see `byCertificate` when absent. */
  readonly authenticate?: (
    request: HttpRequest,
    client: Certified | "nobody" | "stranger" | undefined,
  ) => Identity | undefined;
  /** The way to kubelets; may be given later, see `ApiServer.connectNodes`. */
  readonly nodeProxy?: NodeProxy;
  /** The way out of the server, to admission webhooks; may be given later, see `ApiServer.connectOutbound`. */
  readonly outbound?: OutboundCaller;
  /** Judges requests by Node and RBAC, beginning with these roles and bindings. Everyone may do everything when absent. */
  readonly policy?: BirthPolicy;
  /** ConfigMaps that the cluster is born with, for those who look at them. */
  readonly configMaps?: () => Promise<readonly KubeObject[]>;
  /** May this identity do this? In place of `policy`. */
  readonly authorize?: Authorize;
  /** What a former life saved. */
  readonly saved?: SavedApi;
}

/** Whom a verified certificate names, and the certificate. */
type Certified = ClientSubject & { readonly chainPem?: string };

/** Who kubeadm's admin.conf names. */
const ADMINISTRATOR: Identity = {
  user: "kubernetes-admin",
  groups: ["kubeadm:cluster-admins", "system:authenticated"],
};

/**
 * Whom the client's certificate names: the common name is the user, organisations are groups. A token that nobody knows is refused, not
 * passed over, and so is a certificate. Where there was no handshake that could tell, it is the administrator.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates
 */
function byCertificate(
  request: HttpRequest,
  client: Certified | "nobody" | "stranger" | undefined,
): Identity | undefined {
  if (typeof client === "object") {
    const { commonName = "", organisations, chainPem } = client;
    return {
      user: commonName,
      groups: [...organisations, "system:authenticated"],
      // Hardly anybody asks.
      get extra() {
        return credentialOf(chainPem);
      },
    };
  }
  if (/^Bearer /i.test(headerOf(request, "Authorization") ?? "") || client === "stranger") return undefined;
  return client ? ANONYMOUS : ADMINISTRATOR;
}

/** Which certificate it was: the digest of the client's own. k8s.io/apiserver pkg/authentication/request/x509 */
function credentialOf(chainPem: string | undefined): Identity["extra"] {
  const [, body] = /-----BEGIN CERTIFICATE-----([^-]+)/.exec(chainPem ?? "") ?? [];
  if (!body) return undefined;
  const der = bytesFromBase64(body.replace(/\s/g, ""));
  return { "authentication.kubernetes.io/credential-id": [`X509SHA256=${sha256(der)}`] };
}

const NODE_PORTS = [30_000, 32_767] as const;

/** One API server. */
export interface ApiServer {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly verbs: Verbs;
  /** A client that acts as this identity. One of the cluster's `own` components has the rights that the cluster is born with. */
  client(identity: Identity, own?: "own"): Client;
  /** Absent where everyone may do everything. */
  readonly authorization?: Authorization;
  readonly cache: Cache;
  /** The cache that the informers of this identity fill: it shows what that may list and watch. */
  cacheOf(identity: Identity, own: "own" | undefined, options: ReflectorOptions): Cache;
  recorder(client: Client, source: { readonly component: string; readonly host?: string }): EventRecorder;
  /**
   * Answers an HTTP request; never rejects.
   *
   * @param client whom the certificate of the connection names, once verified; "nobody" where there was none, "stranger" where there was
   *   none to trust
   */
  handle(request: HttpRequest, client?: Certified | "nobody" | "stranger"): Promise<HttpResponse>;
  /** Hands in the way to kubelets, once there are some. */
  connectNodes(nodeProxy: NodeProxy): void;
  /** Hands in the way out, once there is a network around the server. */
  connectOutbound(caller: OutboundCaller): void;
  /** Puts an object that a cluster is born with where it is: complete as it stands, so that no rules need be fetched for it. */
  bear(object: KubeObject): void;
  save(): SavedApi;
}

/** Plain data. Its chance is saved with the other streams of the sandbox. */
export interface SavedApi {
  readonly store: SavedStore;
  readonly tokenKey: string;
  readonly authorization?: SavedAuthorization;
  /** What is born late is in the store. */
  readonly born?: true;
}

/** An API server, new or from what was saved. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const { clock, random } = options;
  const store = new Store(options.saved?.store);
  expireEvents(store, clock);
  const kinds = new KindRegistry(
    withReviews(options.kinds).map((kind) => (isDefinition(kind) ? definitionKind(kind, clock) : kind)),
  );
  const { serviceCidr, nodePortRange = NODE_PORTS } = options;
  const addresses = new ServiceAddresses(store.collection("services"), { serviceCidr, nodePortRange, random });
  const podKind = kinds.byKind("v1", "Pod");
  const authorization =
    options.policy &&
    new Authorization({
      store,
      kinds,
      clock,
      random,
      policy: options.policy,
      podsOn: (node) => (podKind ? byField(store.collection("pods"), podKind, "spec.nodeName", node) : []),
      ...(options.saved?.authorization ? { saved: options.saved.authorization } : {}),
    });
  const limits = new NamespaceLimits(store, clock);
  const policies = new PolicyExpressions(clock);
  const security = new PodSecurity(store, clock);
  const seldom = new SeldomRules(clock);
  const admissions = [
    ...(authorization ? [authorization.admission] : []),
    namespaceLifecycle,
    namespaceLabel,
    serviceAccounts(random),
    defaultTolerations,
    podPriority,
    appArmor,
    defaultIngressClass,
    defaultStorageClass,
    inUseProtection,
    nodeTaint,
    seldom.admission,
    limits.ranges,
    serviceAllocation(addresses),
    security.admission,
    policies.admission,
    limits.quotas,
  ];
  const born =
    authorization &&
    new LateBorn({
      store,
      kinds,
      clock,
      random,
      serviceCidr,
      ...authorization.birth,
      ...(options.configMaps ? { configMaps: options.configMaps } : {}),
      planted: options.saved ? (options.saved.born ?? false) : false,
    });
  let { nodeProxy, outbound } = options;
  const tokenKey = options.saved?.tokenKey ?? uuid(random.stream("tokenKey"));
  const resources = new Resources(store, clock, random, admissions);
  const late: LateRules = {
    missing: (kind, request, namespace, input) =>
      limits.missing(namespace) ??
      security.missing(kind, namespace, input) ??
      policies.missing(kind) ??
      seldom.missing(kind, input, request),
  };
  const verbs = new Verbs(resources, kinds, options.schemas, new Tokens(tokenKey), () => outbound, late);
  new Definitions({ resources, kinds, clock, rulesOf: lazyRules(clock, options.schemas) });
  const cache = inProcessCache(verbs);
  const aggregation = new Aggregation(store, { resources, kinds, cache, clock, outbound: () => outbound });
  const authorize: Authorize =
    options.authorize ??
    (authorization ? (identity, attributes) => authorization.decide(identity, attributes) : () => ALLOWED);
  let door: Door | undefined;
  const openDoor = async () => {
    const { Door, OpenApi } = await clock.hold(import("./http/index.ts"));
    const openApi = new OpenApi(verbs, options.version);
    door ??= new Door({
      verbs,
      version: options.version,
      authorize,
      authorization,
      authenticate: options.authenticate ?? byCertificate,
      nodeProxy: () => nodeProxy,
      born,
      aggregation,
      openApi: (target, request) => openApi.answer(target, request),
    });
    return door;
  };
  return {
    store,
    kinds,
    verbs,
    cache,
    ...(authorization ? { authorization } : {}),
    client: (identity, own) =>
      inProcessClient(
        verbs,
        identity,
        authorize,
        authorization ? (kind) => authorization.waves(identity, kind, own !== undefined) : () => !options.authorize,
        async (request) => (door ?? (await openDoor())).handleAs(identity, request),
      ),
    cacheOf: (identity, own, options) =>
      authorization
        ? new GuardedCache({ cache, gate: authorization, identity, own: own !== undefined, options })
        : cache,
    recorder: (client, source) => {
      const kind = kinds.required("v1", "Event") as unknown as Kind<EventObject & KubeObject>;
      return eventRecorder({ client, cache, clock, random, kind, ...source });
    },
    handle: async (request, client) => (door ?? (await openDoor())).handle(request, client),
    connectNodes: (given) => {
      nodeProxy = given;
    },
    connectOutbound: (given) => {
      outbound = given;
    },
    bear(object) {
      const kind = kinds.required(object.apiVersion, object.kind);
      const { name, ...rest } = object.metadata;
      if (resources.find(kind, { name })) return;
      const creationTimestamp = timestamp(clock.now());
      const metadata = { name, uid: uuid(random.stream("born")), creationTimestamp, ...rest };
      resources.rewrite(kind, { ...object, metadata }, { by: { user: "system:apiserver", groups: [] } });
    },
    save: () => ({
      store: store.save(),
      tokenKey,
      ...(authorization ? { authorization: authorization.save() } : {}),
      ...(born?.planted ? { born: true as const } : {}),
    }),
  };
}
