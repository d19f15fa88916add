import type { Clock } from "../../../base/clock.ts";
import { type Kind, qualifiedResource } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Admission, AdmissionContext, WriteRequest } from "../request.ts";

type Code = typeof import("./seldomRules.ts");

const ALWAYS: ReadonlySet<string> = new Set([
  "certificatesigningrequests.certificates.k8s.io",
  "priorityclasses.scheduling.k8s.io",
]);
const CLAIMS = "persistentvolumeclaims";

/** Whether a write may meet one of these rules. */
function concerns(resource: string, input: KubeObject | undefined, { by, outside }: WriteRequest): boolean {
  if (ALWAYS.has(resource)) return true;
  if (resource === CLAIMS) return !input;
  if (outside && by.user.startsWith("system:node:")) return resource === "nodes" || resource === "pods";
  return (
    resource === "pods" &&
    Boolean((input as { spec?: { runtimeClassName?: string } } | undefined)?.spec?.runtimeClassName)
  );
}

/** Rules that hardly any write meets; they are fetched with the first one that does. */
export class SeldomRules {
  readonly #clock: Clock;
  #code: Code | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is not there yet for a write of a new object, or of one that changes or goes; undefined when nothing is missing. */
  missing(kind: Kind, input: KubeObject | undefined, request: WriteRequest): Promise<void> | undefined {
    if (this.#code || !concerns(qualifiedResource(kind), input, request)) return undefined;
    return this.#clock.hold(import("./seldomRules.ts")).then((code) => {
      this.#code = code;
    });
  }

  readonly admission: Admission = {
    name: "SeldomRules",
    resources: [...ALWAYS, CLAIMS, "nodes", "pods"],
    admitCreate: (draft, context) => this.#each(context, (rule) => rule.admitCreate?.(draft, context)),
    admitUpdate: (draft, old, context) => this.#each(context, (rule) => rule.admitUpdate?.(draft, old, context)),
    assignOnCreate: (draft, context) => this.#each(context, (rule) => rule.assignOnCreate?.(draft, context)),
    checkCreate: (object, context) => this.#each(context, (rule) => rule.checkCreate?.(object, context)),
    checkUpdate: (object, old, context) => this.#each(context, (rule) => rule.checkUpdate?.(object, old, context)),
    admitDelete: (object, context) => this.#each(context, (rule) => rule.admitDelete?.(object, context)),
  };

  #each({ kind }: AdmissionContext, work: (rule: Admission) => void): void {
    if (!this.#code) return;
    const resource = qualifiedResource(kind);
    for (const rule of this.#code.seldomRules) if (rule.resources?.includes(resource)) work(rule);
  }
}
