import { expect, test } from "vitest";
import type { PodObject, PodSpec } from "../../../worker/api/generated/types.ts";
import { alpineImage, busyboxImage, curlImage, debianImage } from "../../../worker/images/systems.ts";
import { prepareImage } from "../../../worker/kubelet/imageRoot.ts";
import { containerUser } from "../../../worker/kubelet/users.ts";

type Asked = Pick<PodSpec, "securityContext">["securityContext"];

/** containerd's WithUser and WithAdditionalGIDs, the kubelet's supplemental groups; the lists are those of the images. */
test.each<{
  says: string;
  image: typeof busyboxImage;
  pod?: Asked;
  own?: NonNullable<PodSpec["containers"][number]["securityContext"]>;
  user: readonly [name: string, uid: number, gid: number, groups: readonly number[], home: string];
}>([
  { says: "busybox's root is a wheel", image: busyboxImage, user: ["root", 0, 0, [0, 10], "/root"] },
  {
    says: "alpine's root is in many groups",
    image: alpineImage,
    user: ["root", 0, 0, [0, 1, 2, 3, 4, 6, 10, 11, 20, 26, 27], "/root"],
  },
  { says: "debian's root is in its own", image: debianImage, user: ["root", 0, 0, [0], "/root"] },
  { says: "curl has a user", image: curlImage, user: ["curl_user", 100, 101, [101], "/home/curl_user"] },
  {
    says: "a user whom nobody knows has the group of root",
    image: busyboxImage,
    pod: { runAsUser: 1000 },
    user: ["1000", 1000, 0, [0], "/"],
  },
  {
    says: "a known user has the group of /etc/passwd",
    image: debianImage,
    own: { runAsUser: 33 },
    user: ["www-data", 33, 33, [33], "/var/www"],
  },
  {
    says: "the container's wish comes before the pod's",
    image: busyboxImage,
    pod: { runAsUser: 1, runAsGroup: 2 },
    own: { runAsUser: 3 },
    user: ["sys", 3, 2, [2], "/dev"],
  },
  {
    says: "fsGroup comes before the pod's own list, the image's before both",
    image: busyboxImage,
    pod: { fsGroup: 2000, supplementalGroups: [4000, 10] },
    user: ["root", 0, 0, [0, 10, 2000, 4000], "/root"],
  },
  {
    says: "a strict pod takes nothing from the image",
    image: busyboxImage,
    pod: { supplementalGroups: [4000], supplementalGroupsPolicy: "Strict" },
    user: ["root", 0, 0, [0, 4000], "/root"],
  },
])("$says", ({ image, pod, own, user: [name, uid, gid, groups, home] }) => {
  const object = { spec: { securityContext: pod, containers: [] } } as unknown as PodObject;
  const spec = { name: "main", ...(own && { securityContext: own }) };
  const found = containerUser(object, spec, { image, prepared: prepareImage(image, "latest") });
  expect(found).toEqual({ name, uid, gid, groups, home });
});
