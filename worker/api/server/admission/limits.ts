import type { Clock } from "../../../base/clock.ts";
import type { Admission } from "../request.ts";
import type { Store } from "../store.ts";

type Code = typeof import("../limits/index.ts");

/** What may count for more after a change. */
const GROWING: ReadonlySet<string> = new Set(["services", "persistentvolumeclaims"]);

/** LimitRanges and ResourceQuotas of namespaces. What they ask is fetched when an object is made where there is one. */
export class NamespaceLimits {
  readonly #store: Store;
  readonly #clock: Clock;
  #code: Code | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** What is not there yet for a new object of this namespace; undefined when nothing is missing. */
  missing(namespace: string | undefined): Promise<void> | undefined {
    if (this.#code || namespace === undefined) return undefined;
    const store = this.#store;
    const rules =
      store.collection("limitranges").count(namespace) + store.collection("resourcequotas").count(namespace);
    if (rules === 0) return undefined;
    return this.#clock.hold(import("../limits/index.ts")).then((code) => {
      this.#code = code;
    });
  }

  readonly ranges: Admission = {
    name: "LimitRanger",
    resources: ["pods", "persistentvolumeclaims"],
    admitCreate: (draft, context) => {
      if (context.kind.plural === "pods") this.#code?.fillLimits(draft, context);
    },
    checkCreate: (object, context) => this.#code?.refuseByLimits(object, context),
  };

  readonly quotas: Admission = {
    name: "ResourceQuota",
    checkCreate: (object, context) => {
      if (context.kind.namespaced) this.#code?.refuseByQuotas(object, undefined, context);
    },
    checkUpdate: (object, old, context) => {
      if (GROWING.has(context.kind.plural)) this.#code?.refuseByQuotas(object, old, context);
    },
  };
}
