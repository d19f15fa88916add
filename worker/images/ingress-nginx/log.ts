import type { ContainerIo } from "../../kubelet/image.ts";
import { print } from "../server.ts";

/** The controller's process in its container: dumb-init is the first. */
const PID = 7;

export type Log = (level: "I" | "W" | "E" | "F", source: string, line: string) => void;

/** klog on stderr: "I0326 07:25:21.000000       7 nginx.go:273] …". */
export function controllerLog(io: ContainerIo): Log {
  return (level, source, line) => {
    const iso = new Date(io.clock.now()).toISOString();
    const time = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
    print(io, `${level}${time} ${String(PID).padStart(7)} ${source}] ${line}\n`, "stderr");
  };
}

/** key="value" as klog's structured lines have it. */
export function pairs(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
    .join("");
}
