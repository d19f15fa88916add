import type { Container, PodObject } from "../api/generated/types.ts";
import type { User } from "../shell/program.ts";
import type { Accounts } from "./accounts.ts";
import type { Image } from "./image.ts";

/** A container's user with everything that its first process is given. */
export type ContainerUser = Required<User> & { readonly home: string };

/**
 * The user, group and supplementary groups of a container: the pod's wishes before the image's, and the image's /etc/group unless
 * the pod is strict. fsGroup comes before the pod's own list.
 *
 * @see k8s.io/kubernetes pkg/kubelet/kuberuntime security_context.go; containerd pkg/oci WithUser, WithAdditionalGIDs
 */
export function containerUser(
  pod: PodObject,
  spec: Container,
  { image, prepared }: { readonly image: Pick<Image, "user">; readonly prepared: { readonly accounts: Accounts } },
): ContainerUser {
  const common = pod.spec.securityContext;
  const { users, groups: known } = prepared.accounts;
  const uid = spec.securityContext?.runAsUser ?? common?.runAsUser ?? image.user.uid;
  const own = uid === image.user.uid;
  const account = users.find((one) => one.uid === uid);
  const name = account?.name ?? (own ? image.user.name : uid === 0 ? "root" : String(uid));
  const asked = spec.securityContext?.runAsGroup ?? common?.runAsGroup;
  const gid = asked ?? (own ? image.user.gid : undefined) ?? account?.gid ?? 0;
  const listed =
    account && common?.supplementalGroupsPolicy !== "Strict"
      ? known.filter((group) => group.name !== name && group.members.includes(name)).map((group) => group.gid)
      : [];
  const wished = [...(common?.fsGroup === undefined ? [] : [common.fsGroup]), ...(common?.supplementalGroups ?? [])];
  const groups = [...new Set([...(listed.includes(gid) ? [] : [gid]), ...listed, ...wished])];
  return { name, uid, gid, groups, home: account?.home ?? (uid === 0 ? "/root" : "/") };
}
