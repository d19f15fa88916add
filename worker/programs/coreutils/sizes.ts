import type { FileStat } from "../../shell/files.ts";

/** Kilobytes on a disk with blocks of 4 KiB. */
export const blocksOf = ({ type, size }: FileStat): number =>
  type === "link" || type === "device" ? 0 : Math.ceil(size / 4096) * 4;

/** "1.5K", as GNU rounds: up, one decimal below ten. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < 5) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) return String(bytes);
  const shown = value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${shown}${"KMGTP"[unit - 1]}`;
}
