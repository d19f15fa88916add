/**
 * BusyBox: one program that is many, each of them smaller than GNU's and with words of its own.
 *
 * In:   a build (version, C library), and where its applets lie.
 * Out:  programs by path, with BusyBox's usage, messages, columns and exit codes.
 * An applet is either a file in applets/, or GNU's tool in other words: a row in applets.ts. It is fetched with the first one that
 * is used; the names here have to be known before.
 *
 * @module
 */
import type { Io, Program } from "../../shell/program.ts";

import { type Build, banner } from "./build.ts";

export type { Build } from "./build.ts";

/** Applets by the folder that they lie in where there are several. */
const PLACES: Readonly<Record<string, string>> = {
  "/bin": `base64 cat chgrp chmod chown cp date dd df dmesg echo egrep false fgrep grep gunzip gzip hostname kill ln ls mkdir mktemp
    more mount mv netstat nice pidof ping printenv ps pwd reset rev rm rmdir sed sleep stat stty su sync tar touch true umount uname
    vi watch`,
  "/sbin": "arp ifconfig ip route sysctl",
  "/usr/bin": `[ [[ awk basename clear cmp comm cut diff dirname du env expand expr find fold free groups head hexdump id killall less
    md5sum nc nl nohup nproc nslookup od passwd paste pgrep pkill printf readlink realpath seq setsid sha1sum sha256sum sha512sum
    shuf sort strings tac tail tee telnet test time timeout top tr traceroute traceroute6 truncate tty uniq unzip uptime wc wget
    which whoami xargs xxd yes`,
  "/usr/sbin": "adduser crond httpd",
};

/** The paths of all applets; `folder` for a BusyBox that has them all in one. */
export function appletPaths(folder?: string): readonly string[] {
  return Object.entries(PLACES).flatMap(([place, names]) =>
    names.split(/\s+/).map((name) => `${folder ?? place}/${name}`),
  );
}

/** Programs by path: every applet, and `busybox` itself. */
export function busyboxPrograms(build: Build, folder?: string): ReadonlyMap<string, Program> {
  const paths = appletPaths(folder);
  const run = (name: string): Program => {
    return async (args, io) => {
      const { appletsOf } = await io.clock.hold(import("./applets.ts"));
      return appletsOf(build).get(name)!(args, io);
    };
  };
  const names = new Map(paths.map((path) => [path.slice(path.lastIndexOf("/") + 1), path]));
  return new Map<string, Program>([
    ...[...names].map(([name, path]) => [path, run(name)] as const),
    ["/bin/busybox", multiCall(build, new Set(names.keys()), run)],
  ]);
}

/** `busybox`: says what it has; `busybox ls -l` is `ls -l`. */
function multiCall(build: Build, names: ReadonlySet<string>, run: (name: string) => Program): Program {
  return async (args, io) => {
    const [name, ...rest] = args;
    if (name === undefined || name === "--help") {
      const defined = ["ash", "sh", ...names].sort().join(", ");
      await io.stdout.write(
        `${banner(build)}\nUsage: busybox [function [arguments]...]\n   or: busybox --list[-full]\n   or: function [arguments]...\n\nCurrently defined functions:\n\t${defined}\n`,
      );
      return 0;
    }
    if (name === "--list") {
      await io.stdout.write(
        ["ash", "sh", ...names]
          .sort()
          .map((one) => `${one}\n`)
          .join(""),
      );
      return 0;
    }
    if (name === "sh" || name === "ash") return io.run(args);
    if (!names.has(name)) {
      await io.stderr.write(`${name}: applet not found\n`);
      return 127;
    }
    return run(name)(rest, { ...io, name } satisfies Io);
  };
}
