import type { APIServiceObject } from "../../generated/types.ts";
import type { Store } from "../store.ts";
import type { Aggregator, AggregatorParts } from "./aggregator.ts";
import { API_SERVICES } from "./where.ts";

/**
 * Groups and versions that somebody else serves, behind a Service. Most clusters have none, so the code that asks them is fetched with the first
 * APIService that names a Service.
 *
 * @see https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
 */
export class Aggregation {
  readonly #store: Store;
  readonly #parts: AggregatorParts;
  #begun: Promise<Aggregator> | undefined;
  #aggregator: Aggregator | undefined;

  constructor(store: Store, parts: AggregatorParts) {
    this.#store = store;
    this.#parts = parts;
    for (const object of store.collection(API_SERVICES).all()) this.#look(object);
    store.listen(API_SERVICES, ({ object }) => this.#look(object));
  }

  /** Undefined while there is nobody to ask. */
  get aggregator(): Aggregator | Promise<Aggregator> | undefined {
    return this.#aggregator ?? this.#begun;
  }

  #look(object: unknown): void {
    if (this.#begun || !(object as APIServiceObject).spec?.service) return;
    this.#begun = this.#begin();
    // Whoever asks hears of a failure; nobody may ask.
    this.#begun.catch(() => {});
  }

  async #begin(): Promise<Aggregator> {
    const { Aggregator } = await this.#parts.clock.hold(import("./aggregator.ts"));
    this.#aggregator = new Aggregator(this.#store, this.#parts);
    return this.#aggregator;
  }
}
