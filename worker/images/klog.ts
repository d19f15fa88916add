import type { ReflectorOptions } from "../api/index.ts";
import type { ContainerIo } from "../kubelet/image.ts";
import type { Io } from "../shell/program.ts";

/** "I0326 07:25:21.000000       1 controllermanager.go] …", as components of Kubernetes log: level, time, process, source. */
export function klogLine(level: "I" | "W" | "E", ms: number, source: string, line: string): string {
  const iso = new Date(ms).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 ${source}] ${line}\n`;
}

/** Writes to stderr in klog's shape; what speaks of an error is at level E. */
export function klogger(io: Pick<Io, "stderr" | "clock">, source: string): (line: string) => void {
  return (line) => {
    const level = /^"(Unhandled )?Error\b/.test(line) ? "E" : "I";
    // Nobody may be reading any more; a component goes on without its log.
    io.stderr.write(klogLine(level, io.clock.now(), source, line)).catch(() => {});
  };
}

/** A line of a log: level, source, text. */
export type KlogLine = readonly [level: "W" | "E", source: string, line: string];

/** Components that are built in the repository of Kubernetes itself name the informers so. */
const FACTORY = "k8s.io/client-go/informers/factory.go:179";

/**
 * What client-go's reflector says of a list or watch that failed, in the words of its version.
 *
 * @param minor 36 of k8s.io/client-go v0.36
 * @see k8s.io/client-go tools/cache DefaultWatchErrorHandler
 */
export function reflectorLines(minor: number, reflector: string, type: string, why: string): readonly KlogLine[] {
  if (minor >= 33) {
    const text = `"Failed to watch" err=${JSON.stringify(why)} logger="UnhandledError" reflector="${reflector}" type="${type}"`;
    return [["E", "reflector.go:227", text]];
  }
  const failed = `${reflector}: Failed to watch ${type}: ${why}`;
  return [
    ["W", "reflector.go:569", `${reflector}: ${why}`],
    ["E", "reflector.go:166", `"Unhandled Error" err=${JSON.stringify(failed)} logger="UnhandledError"`],
  ];
}

/** Informers of a component of Kubernetes, whose version is its image's. */
export function componentReflectors(io: ContainerIo): ReflectorOptions {
  const minor = Number(/^v1\.(\d+)/.exec(io.container.tag)?.[1] ?? 36);
  return reflectorsInKlog(io, minor, FACTORY);
}

/** Informers whose failures are told on stderr. */
export function reflectorsInKlog(io: ContainerIo, minor: number, reflector: string): ReflectorOptions {
  return {
    signal: io.signal,
    failed(type, why) {
      for (const [level, source, line] of reflectorLines(minor, reflector, type, why)) {
        io.stderr.write(klogLine(level, io.clock.now(), source, line)).catch(() => {});
      }
    },
  };
}

/** How programs that are built outside of that repository name them. */
export const moduleReflector = (version: string): string => `k8s.io/client-go@v${version}/tools/cache/reflector.go:343`;
