import { nameSuffix, type Random } from "../../../base/random.ts";
import type { Container, PodObject } from "../../generated/types.ts";
import { takeAppArmorAnnotations } from "../../kinds/pod/appArmor.ts";
import { SYSTEM_PRIORITIES } from "../../kinds/wellknown.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import type { Draft, KubeObject } from "../../machinery/object.ts";
import { deepFreeze } from "../../machinery/values.ts";
import type { Admission } from "../request.ts";
import type { Store } from "../store.ts";

const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const MIRROR = "kubernetes.io/config.mirror";

/** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller */
export function serviceAccounts(random: Random): Admission {
  return {
    name: "ServiceAccount",
    resources: ["pods"],
    admitCreate(draft, { kind, namespace, store }) {
      const pod = draft as unknown as Draft<PodObject>;
      if (pod.metadata.annotations?.[MIRROR] !== undefined) return;
      pod.spec.serviceAccountName ||= pod.spec.serviceAccount || "default";
      const name = pod.spec.serviceAccountName;
      pod.spec.serviceAccount = name;
      const account = store.get("serviceaccounts", `${namespace}/${name}`) as
        | { automountServiceAccountToken?: boolean; imagePullSecrets?: readonly { name?: string }[] }
        | undefined;
      if (!account) {
        throw forbiddenRequest(
          kind,
          pod.metadata.name || pod.metadata.generateName || "",
          `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
        );
      }
      if (!pod.spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
        pod.spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret })) as never;
      }
      const automount = pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
      if (automount) mountToken(pod, random);
    },
  };
}

function mountToken(pod: Draft<PodObject>, random: Random): void {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers] as Draft<Container>[];
  const lacking = containers.filter((one) => !one.volumeMounts?.some(({ mountPath }) => mountPath === TOKEN_PATH));
  const present = pod.spec.volumes?.find(({ name }) => name.startsWith("kube-api-access-"));
  if (lacking.length === 0) return;
  const volume = present?.name ?? `kube-api-access-${nameSuffix(random.stream("tokenVolume"), 5)}`;
  for (const container of lacking) {
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: volume, readOnly: true, mountPath: TOKEN_PATH },
    ];
  }
  if (!present) pod.spec.volumes = [...(pod.spec.volumes ?? []), tokenVolume(volume)];
}

type VolumeDraft = NonNullable<Draft<PodObject>["spec"]["volumes"]>[number];

/** Pods share it. */
const TOKEN = deepFreeze({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: {
        items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
      },
    },
  ],
  defaultMode: 420,
});

const tokenVolume = (name: string): VolumeDraft => ({ name, projected: TOKEN as VolumeDraft["projected"] & object });

const TOLERATED_SECONDS = 300;

/** https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions */
export const defaultTolerations: Admission = {
  name: "DefaultTolerationSeconds",
  resources: ["pods"],
  admitCreate: tolerateForAWhile,
  admitUpdate: tolerateForAWhile,
};

function tolerateForAWhile(draft: Draft<KubeObject>): void {
  const { spec } = draft as unknown as Draft<PodObject>;
  for (const key of ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]) {
    const tolerated = spec.tolerations?.some(
      (one) => (!one.key || one.key === key) && (!one.effect || one.effect === "NoExecute"),
    );
    if (tolerated) continue;
    spec.tolerations = [
      ...(spec.tolerations ?? []),
      { key, operator: "Exists", effect: "NoExecute", tolerationSeconds: TOLERATED_SECONDS },
    ];
  }
}

/** Annotations of AppArmor become fields. */
export const appArmor: Admission = {
  name: "AppArmor",
  resources: ["pods"],
  assignOnCreate(draft, { request }) {
    const warnings = takeAppArmorAnnotations(draft as unknown as Draft<PodObject>);
    request.warnings?.push(...warnings);
  },
};

/** https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/ */
export const podPriority: Admission = {
  name: "Priority",
  resources: ["pods"],
  admitCreate(draft, { kind, store }) {
    const { spec, metadata } = draft as unknown as Draft<PodObject>;
    const name = spec.priorityClassName;
    const found = name ? (store.get(PRIORITY_CLASSES, name) as PriorityClassView | undefined) : defaultClass(store);
    if (!name && found) spec.priorityClassName = found.metadata.name;
    const value = (name ? SYSTEM_PRIORITIES[name] : undefined) ?? (name || found ? found?.value : 0);
    if (value === undefined) {
      throw forbiddenRequest(
        kind,
        metadata.name || metadata.generateName || "",
        `no PriorityClass with name ${name} was found`,
      );
    }
    spec.priority = value;
    spec.preemptionPolicy ??= found?.preemptionPolicy ?? "PreemptLowerPriority";
  },
};

const PRIORITY_CLASSES = "priorityclasses.scheduling.k8s.io";

interface PriorityClassView extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

/** The class of pods that name none; the least of several. */
function defaultClass(store: Store): PriorityClassView | undefined {
  const classes = [...store.collection(PRIORITY_CLASSES).all()] as PriorityClassView[];
  return classes.filter(({ globalDefault }) => globalDefault).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}
