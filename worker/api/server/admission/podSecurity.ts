import type { Clock } from "../../../base/clock.ts";
import { type Kind, qualifiedResource } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Admission } from "../request.ts";
import type { Store } from "../store.ts";

type Code = typeof import("../podSecurity/index.ts");
type Labels = Readonly<Record<string, string>> | undefined;

const PREFIX = "pod-security.kubernetes.io/";
const NAMESPACES = "namespaces";
const RESOURCES: ReadonlySet<string> = new Set([
  "pods",
  "podtemplates",
  "replicationcontrollers",
  "daemonsets.apps",
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "cronjobs.batch",
  "jobs.batch",
  NAMESPACES,
]);

function isLabelled(labels: Labels): boolean {
  for (const key in labels) if (key.startsWith(PREFIX)) return true;
  return false;
}

/** Pod security standards; their code is fetched when a namespace has such a label. */
export class PodSecurity {
  readonly #store: Store;
  readonly #clock: Clock;
  #code: Code | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * What is not there yet for a write in this namespace; undefined when nothing is missing.
   *
   * @param input a new object; absent when one changes
   */
  missing(kind: Kind, namespace: string | undefined, input: KubeObject | undefined): Promise<void> | undefined {
    if (this.#code) return undefined;
    const own = kind.plural === NAMESPACES;
    const concerned = own ? !input || isLabelled(input.metadata?.labels) : isLabelled(this.#labelsOf(namespace));
    if (!concerned || !RESOURCES.has(qualifiedResource(kind))) return undefined;
    return this.#clock.hold(import("../podSecurity/index.ts")).then((code) => {
      this.#code = code;
    });
  }

  readonly admission: Admission = {
    name: "PodSecurity",
    resources: [...RESOURCES],
    checkCreate: (object, context) => {
      const labels = context.kind.plural === NAMESPACES ? object.metadata.labels : this.#labelsOf(context.namespace);
      if (isLabelled(labels)) this.#code?.judgePodSecurity(object, undefined, context);
    },
    checkUpdate: (object, old, context) => {
      const labels = context.kind.plural === NAMESPACES ? object.metadata.labels : this.#labelsOf(context.namespace);
      if (isLabelled(labels)) this.#code?.judgePodSecurity(object, old, context);
    },
  };

  #labelsOf(namespace: string | undefined): Labels {
    return namespace === undefined ? undefined : this.#store.get(NAMESPACES, namespace)?.metadata.labels;
  }
}
