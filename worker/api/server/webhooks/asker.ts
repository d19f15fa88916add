import { fromBase64 } from "../../../base/base64.ts";
import type { Clock } from "../../../base/clock.ts";
import { type Random, uuid } from "../../../base/random.ts";
import { badRequest, forbiddenRequest, internalError, unprocessable } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { jsonPatch } from "../../machinery/patch.ts";
import { StatusError } from "../../machinery/status.ts";
import { deepEqual } from "../../machinery/values.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import type { OutboundCall, OutboundCaller } from "../outbound.ts";
import type { WriteRequest } from "../request.ts";
import type { Store } from "../store.ts";
import type { AdmissionCall } from "./match.ts";
import { Policies, type Scene } from "./policies.ts";
import type { Concerned, ConcernedWebhooks } from "./registry.ts";
import { REVIEW_VERSIONS, ReviewError, readVerdict, reviewOf, type Verdict } from "./review.ts";
import { selectsRequest } from "./selectors.ts";
import { denied, httpWords, uncallable } from "./words.ts";

export interface AskerParts {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly outbound: () => OutboundCaller | undefined;
  /** An object as it goes over the wire. */
  readonly encoded: (kind: Kind, object: KubeObject) => unknown;
  /** An object that came over the wire. @throws StatusError when a field is of the wrong type */
  readonly decoded: (kind: Kind, object: unknown) => KubeObject;
}

/** One request that webhooks are asked about. */
export interface Question {
  readonly call: AdmissionCall;
  readonly request: WriteRequest;
  readonly webhooks: ConcernedWebhooks;
  readonly old?: KubeObject;
}

const DEFAULT_SECONDS = 10;
const DRY = ["None", "NoneOnDryRun"];

/**
 * Asks webhooks: mutating ones one after the other, each with what the one before made of the object; validating ones all at
 * once, of whose refusals the first in order is told.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export class Asker {
  readonly #parts: AskerParts;
  readonly #policies: Policies;

  constructor(parts: AskerParts) {
    this.#parts = parts;
    this.#policies = new Policies(parts);
  }

  /** What the object becomes. @param defaulted fills in what a patch has left out @throws StatusError when one says no, or cannot be asked */
  async mutate<T extends KubeObject | undefined>(
    question: Question,
    object: T,
    defaulted: (object: KubeObject) => KubeObject,
  ): Promise<T> {
    const { mutating } = question.webhooks;
    let now = object;
    /** Who wants to see what others make of it later. */
    const seen = new Map<string, T>();
    for (const again of [false, true]) {
      for (const webhook of mutating) {
        if (again && (!seen.has(webhook.id) || deepEqual(seen.get(webhook.id), now))) continue;
        const verdict = await this.#ask(webhook, question, now, true);
        if (!verdict) continue;
        if (verdict.patch?.length) {
          if (!now) throw internalError(modifiesNothing(webhook.hook.name));
          now = defaulted(this.#patched(webhook, question, now, verdict)) as T;
        }
        if (webhook.hook.reinvocationPolicy === "IfNeeded") seen.set(webhook.id, now);
      }
    }
    return now;
  }

  /** Policies first, then webhooks. @throws StatusError when one says no, or cannot be asked */
  async validate(question: Question, object: KubeObject | undefined): Promise<void> {
    await this.#policies.check(question.webhooks.policies, this.#scene(question.call.kind, question, object));
    const asked = question.webhooks.validating.map((webhook) =>
      this.#ask(webhook, question, object, false).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    );
    const refused = (await Promise.all(asked)).find((one) => one !== undefined);
    if (refused) throw refused.error;
  }

  /** Undefined when it is not the webhook's concern after all, or cannot be asked and need not be. */
  async #ask(
    webhook: Concerned,
    question: Question,
    object: KubeObject | undefined,
    mutating: boolean,
  ): Promise<Verdict | undefined> {
    const { hook } = webhook;
    const { request } = question;
    if (!this.#selects(webhook, question, object)) return undefined;
    if (!(await this.#conditionsHold(webhook, question, object))) return undefined;
    if (request.dryRun && !DRY.includes(hook.sideEffects)) {
      throw badRequest(`admission webhook ${JSON.stringify(hook.name)} does not support dry run`);
    }
    try {
      const verdict = await this.#call(webhook, question, object, mutating);
      request.warnings?.push(...verdict.warnings);
      if (!verdict.allowed) throw denied(hook.name, verdict.status);
      return verdict;
    } catch (error) {
      if (!(error instanceof ReviewError)) throw error;
      if (hook.failurePolicy === "Ignore") return undefined;
      throw uncallable(hook.name, error.message);
    }
  }

  #selects({ hook }: Concerned, { call, old }: Question, object: KubeObject | undefined): boolean {
    const objects = [object, old].filter((one) => one !== undefined);
    return selectsRequest(hook, call, objects, this.#parts.store);
  }

  /** @throws StatusError Forbidden when a condition cannot be evaluated, and the failure policy is Fail */
  async #conditionsHold(
    { hook, kind }: Concerned,
    question: Question,
    object: KubeObject | undefined,
  ): Promise<boolean> {
    const { call } = question;
    if (!hook.matchConditions?.length) return true;
    try {
      return await this.#policies.conditionsHold(hook.matchConditions, this.#scene(kind, question, object));
    } catch (error) {
      if (hook.failurePolicy === "Ignore") return false;
      throw forbiddenRequest(call.kind, call.name, (error as Error).message);
    }
  }

  #scene(kind: Kind, { call, request, old }: Question, object: KubeObject | undefined): Scene {
    const wire = (one: KubeObject | undefined) => (one ? this.#asVersion(kind, call, one) : null);
    return { call, request, object: wire(object), oldObject: wire(old) };
  }

  /** @throws ReviewError when there is no answer, or none that can be used */
  async #call(
    webhook: Concerned,
    { call, request, old }: Question,
    object: KubeObject | undefined,
    mutating: boolean,
  ): Promise<Verdict> {
    const { hook, kind } = webhook;
    const version = hook.admissionReviewVersions.find((one) => REVIEW_VERSIONS.includes(one)) ?? "v1";
    const uid = uuid(this.#parts.random.stream("admission"));
    const wire = (one: KubeObject | undefined) => one && this.#asVersion(kind, call, one);
    const review = reviewOf(uid, version, { call, kind, request, object: wire(object), oldObject: wire(old) });
    const outgoing = outboundCall(webhook, JSON.stringify(review));
    const caller = this.#parts.outbound();
    const answer = caller
      ? await caller.send(outgoing)
      : { error: `dial tcp: lookup ${outgoing.serverName}: network is unreachable` };
    if ("error" in answer) {
      const url = `https://${outgoing.authority}${outgoing.path}`;
      throw new ReviewError(`failed to call webhook: Post ${JSON.stringify(url)}: ${answer.error}`);
    }
    if (answer.status < 200 || answer.status >= 300) {
      throw new ReviewError(`failed to call webhook: ${httpWords(answer.status, answer.body)}`);
    }
    return readVerdict(answer.body, { uid, version, mutating });
  }

  /** The object as the webhook's version of the kind has it, encoded. */
  #asVersion(kind: Kind, call: AdmissionCall, object: KubeObject): unknown {
    if (object.kind !== call.kind.kind) return object;
    const versioned = kind === call.kind ? object : { ...object, apiVersion: apiVersionOf(kind) };
    return this.#parts.encoded(kind, versioned);
  }

  #patched(webhook: Concerned, { call }: Question, object: KubeObject, { patch = [] }: Verdict): KubeObject {
    try {
      const next = jsonPatch(this.#asVersion(webhook.kind, call, object), patch);
      return { ...this.#parts.decoded(call.kind, next), apiVersion: object.apiVersion, kind: object.kind };
    } catch (error) {
      if (!(error instanceof StatusError) || error.message !== unprocessable().message) throw error;
      throw internalError("jsonpatch operation does not apply: doc is missing path: missing value");
    }
  }
}

const modifiesNothing = (name: string) =>
  `admission webhook ${JSON.stringify(name)} attempted to modify the object, which is not supported for this operation`;

/** Where a webhook is reached, and what it is told about how long it may take. */
function outboundCall({ hook }: Concerned, body: string): OutboundCall {
  const { service, url, caBundle } = hook.clientConfig;
  const seconds = hook.timeoutSeconds ?? DEFAULT_SECONDS;
  const common = {
    method: "POST",
    headers: [
      ["Accept", "application/json, */*"],
      ["Content-Type", "application/json"],
    ] as const,
    body,
    timeoutMs: seconds * 1000,
    ...(caBundle ? { caBundle: decodeText(caBundle) } : {}),
  };
  const query = `?timeout=${seconds}s`;
  if (service) {
    const { name, namespace, path = "", port = 443 } = service;
    const serverName = `${name}.${namespace}.svc`;
    const to = { service: { name, namespace, port } };
    return { ...common, to, serverName, authority: `${serverName}:${port}`, path: `${absolute(path)}${query}` };
  }
  const [, authority = "", path = ""] = /^https:\/\/([^/]+)(.*)$/.exec(url ?? "") ?? [];
  const [, host = authority, port] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  const bare = host.replace(/^\[|\]$/g, "");
  const to = { host: bare, port: port ? Number(port) : 443 };
  return { ...common, to, serverName: bare, authority, path: `${absolute(path)}${query}` };
}

const absolute = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

const decodeText = (base64: string): string => {
  try {
    return fromBase64(base64);
  } catch {
    return "";
  }
};
