import type { Container, Volume } from "../api/generated/types.ts";
import { parseQuantity, quantityValue } from "../base/quantity.ts";
import type { FileTree } from "../shell/filetree.ts";
import type { MountPoint, System } from "../shell/machine/index.ts";
import type { PodAccess } from "./podAccess.ts";

const KIB = 1024;

export { mountProc } from "../programs/proc/index.ts";

/** What a container's runtime mounts before the pod's own, as containerd writes it into the container's spec. */
const BEFORE: readonly (readonly [source: string, path: string, type: string, options: string, sizeKiB?: number])[] = [
  ["proc", "/proc", "proc", "rw,nosuid,nodev,noexec,relatime"],
  ["tmpfs", "/dev", "tmpfs", "rw,nosuid,size=65536k,mode=755,inode64", 65_536],
  ["devpts", "/dev/pts", "devpts", "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666"],
  ["mqueue", "/dev/mqueue", "mqueue", "rw,nosuid,nodev,noexec,relatime"],
  ["sysfs", "/sys", "sysfs", "ro,nosuid,nodev,noexec,relatime"],
  ["cgroup", "/sys/fs/cgroup", "cgroup2", "ro,nosuid,nodev,noexec,relatime"],
];
const OF_THE_POD = new Set(["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"]);
const MASKED = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi", "/sys/firmware"];

/** The machine as a container sees it: its node, and what is mounted for the container. */
export function containerSystem(pod: PodAccess, spec: Container, tree: FileTree): System {
  const { settings, record } = pod.node;
  const memoryKiB = kibibytes(settings.capacity.memory, 8 * KIB * KIB);
  const sizeKiB = kibibytes(settings.capacity["ephemeral-storage"], 40 * KIB * KIB);
  const disk = { sizeKiB, usedKiB: Math.round(sizeKiB * 0.24) };
  const onDisk = (path: string, readOnly = false): MountPoint => ({
    source: "/dev/sda1",
    path,
    type: "ext4",
    options: `${readOnly ? "ro" : "rw"},relatime`,
    ...disk,
  });
  const inMemory = (path: string, readOnly: boolean): MountPoint => ({
    source: "tmpfs",
    path,
    type: "tmpfs",
    options: `${readOnly ? "ro" : "rw"},relatime,size=${memoryKiB}k,inode64,noswap`,
    sizeKiB: memoryKiB,
    usedKiB: 12,
  });
  const volumeAt = new Map(
    (spec.volumeMounts ?? []).map(({ mountPath, name }) => [
      mountPath.replace(/(?<=.)\/$/, ""),
      pod.pod.spec.volumes?.find((volume) => volume.name === name),
    ]),
  );
  return {
    kernel: settings.kernel,
    cpus: Math.max(1, quantityValue(parseQuantity(settings.capacity.cpu ?? "1"))),
    memoryKiB,
    bootedMs: record.bootedMs ?? pod.node.clock.now(),
    mounts: () => {
      const mounted = tree.mounts().filter(({ path }) => path !== "/proc");
      const volumes = mounted.filter(({ path }) => !OF_THE_POD.has(path));
      const volumeOf = (path: string) =>
        volumeAt.get(path) ?? volumeAt.get(path.replace(/^\/run\//, "/var/run/")) ?? undefined;
      return [
        { source: "overlay", path: "/", type: "overlay", options: "rw,relatime", ...disk },
        ...BEFORE.map(([source, path, type, options, size]) => ({
          source,
          path,
          type,
          options,
          ...(size !== undefined && { sizeKiB: size, usedKiB: 0 }),
        })),
        ...volumes
          .filter(({ path }) => !livesInMemory(volumeOf(path)))
          .map(({ path, readOnly }) => onDisk(path, readOnly)),
        ...["/etc/hosts", "/dev/termination-log", "/etc/hostname", "/etc/resolv.conf"]
          .filter((path) => !volumes.some((one) => one.path === path))
          .map((path) => onDisk(path)),
        {
          source: "shm",
          path: "/dev/shm",
          type: "tmpfs",
          options: "rw,nosuid,nodev,noexec,relatime,size=65536k,inode64",
          sizeKiB: 65_536,
          usedKiB: 0,
        },
        ...volumes
          .filter(({ path }) => livesInMemory(volumeOf(path)))
          .map(({ path, readOnly }) => inMemory(path, readOnly)),
        ...["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"].map((path) => ({
          source: "proc",
          path,
          type: "proc",
          options: "ro,nosuid,nodev,noexec,relatime",
        })),
        ...MASKED.map((path) => ({
          source: "tmpfs",
          path,
          type: "tmpfs",
          options: "ro,relatime,inode64",
          sizeKiB: memoryKiB / 2,
          usedKiB: 0,
        })),
      ];
    },
  };
}

/** What the kubelet keeps off the disk: secrets, tokens, and what asks for memory. */
const livesInMemory = (volume: Volume | undefined): boolean =>
  volume !== undefined &&
  (volume.secret !== undefined ||
    volume.projected !== undefined ||
    volume.downwardAPI !== undefined ||
    volume.emptyDir?.medium === "Memory");

const kibibytes = (quantity: string | undefined, otherwise: number): number =>
  quantity === undefined ? otherwise : Math.floor(quantityValue(parseQuantity(quantity)) / KIB);
