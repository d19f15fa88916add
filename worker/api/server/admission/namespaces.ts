import { forbiddenRequest, notFound } from "../../machinery/failures.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { StatusError } from "../../machinery/status.ts";
import type { Admission } from "../request.ts";

const IMMORTAL = new Set(["default", "kube-system", "kube-public"]);
const NAME_LABEL = "kubernetes.io/metadata.name";
const NAMESPACES = { group: "", plural: "namespaces" };

interface NamespaceView extends KubeObject {
  readonly status?: { readonly phase?: string };
}

/** Nothing is created in a namespace that is not there or going; the first namespaces stay. */
export const namespaceLifecycle: Admission = {
  name: "NamespaceLifecycle",
  admitCreate(draft, { kind, namespace, store }) {
    if (!kind.namespaced || namespace === undefined) return;
    const found = store.get("namespaces", namespace) as NamespaceView | undefined;
    if (!found) throw notFound(NAMESPACES, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    const { status } = forbiddenRequest(
      kind,
      draft.metadata.name || draft.metadata.generateName || "",
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
    const message = `namespace ${namespace} is being terminated`;
    const cause = { reason: "NamespaceTerminating", message, field: "metadata.namespace" };
    throw new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
  },
  admitDelete(object, { kind }) {
    if (kind.group === "" && kind.plural === "namespaces" && IMMORTAL.has(object.metadata.name)) {
      throw forbiddenRequest(kind, object.metadata.name, "this namespace may not be deleted");
    }
  },
};

/** Every namespace is labelled with its name, whatever its author says. */
export const namespaceLabel: Admission = {
  name: "NamespaceLabel",
  resources: ["namespaces"],
  assignOnCreate(draft) {
    draft.metadata.labels = { ...draft.metadata.labels, [NAME_LABEL]: draft.metadata.name };
  },
  assignOnUpdate(draft) {
    draft.metadata.labels = { ...draft.metadata.labels, [NAME_LABEL]: draft.metadata.name };
  },
};
