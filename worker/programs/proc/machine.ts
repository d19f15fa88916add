import type { MountPoint, System } from "../../shell/machine/index.ts";
import type { Hardware } from "../system.ts";

/** A machine that is no container: it has a disk of its own. */
export const machineSystem = (hardware: Hardware, bootedMs: number): System => ({
  ...hardware,
  bootedMs,
  mounts: () => machineMounts(hardware),
});

function machineMounts({ memoryKiB }: Hardware): readonly MountPoint[] {
  const sizeKiB = 41_251_136;
  const special = "rw,nosuid,nodev,noexec,relatime";
  return [
    {
      source: "/dev/sda1",
      path: "/",
      type: "ext4",
      options: "rw,relatime",
      sizeKiB,
      usedKiB: Math.round(sizeKiB * 0.24),
    },
    { source: "proc", path: "/proc", type: "proc", options: special },
    { source: "sysfs", path: "/sys", type: "sysfs", options: special },
    {
      source: "udev",
      path: "/dev",
      type: "devtmpfs",
      options: "rw,nosuid,relatime,mode=755",
      sizeKiB: memoryKiB / 2,
      usedKiB: 0,
    },
    {
      source: "devpts",
      path: "/dev/pts",
      type: "devpts",
      options: "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000",
    },
    {
      source: "tmpfs",
      path: "/run",
      type: "tmpfs",
      options: "rw,nosuid,nodev,size=10%,mode=755",
      sizeKiB: Math.round(memoryKiB / 10),
      usedKiB: 1024,
    },
    {
      source: "tmpfs",
      path: "/dev/shm",
      type: "tmpfs",
      options: "rw,nosuid,nodev",
      sizeKiB: memoryKiB / 2,
      usedKiB: 0,
    },
    { source: "cgroup2", path: "/sys/fs/cgroup", type: "cgroup2", options: special },
  ];
}
