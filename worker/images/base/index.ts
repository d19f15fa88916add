/**
 * What images are built on: the files by which a system says what it is, its shell and its tools.
 *
 * @module
 */
import { coreutils } from "../../programs/coreutils/index.ts";
import { shellProgram } from "../../shell/index.ts";
import type { Program } from "../../shell/program.ts";
import { alpineFiles, type BaseImage, busyboxFiles, debianFiles, ubuntuFiles } from "./os.ts";
import { resumable } from "./sleep.ts";

const bash = shellProgram("bash");
const ash = shellProgram("ash");

/** What a Debian image does not bring: no process tools, no pager, no other system's package manager. */
const NOT_IN_DEBIAN = new Set(
  `ps pgrep pidof pkill killall free uptime watch less more man sudo xxd time apk yum systemctl service journalctl kill
  column`.split(/\s+/),
);
/** What BusyBox does not have. */
const NOT_IN_BUSYBOX = new Set("apt apt-get yum systemctl service journalctl man sudo column tput".split(" "));

function tools(left: ReadonlySet<string>, more: readonly (readonly [string, Program])[]): BaseImage["tools"] {
  const usual = [...coreutils]
    .filter(([name]) => !left.has(name))
    .map(([name, program]): [string, Program] => [`/usr/bin/${name}`, name === "sleep" ? resumable(program) : program]);
  return new Map([...usual, ...more]);
}

const debianTools = tools(NOT_IN_DEBIAN, [
  ["/bin/bash", bash],
  ["/bin/sh", ash],
]);
const busyboxTools = tools(NOT_IN_BUSYBOX, [
  ["/bin/sh", ash],
  ["/bin/ash", ash],
]);
const netshootTools = tools(new Set(["apt", "apt-get", "yum", "systemctl", "service", "journalctl"]), [
  ["/bin/bash", bash],
  ["/bin/sh", ash],
  ["/bin/zsh", bash],
]);

export const debian: BaseImage = { files: debianFiles, tools: debianTools };
export const ubuntu: BaseImage = { files: ubuntuFiles, tools: debianTools };
export const alpine: BaseImage = { files: alpineFiles, tools: busyboxTools };
export const busybox: BaseImage = { files: busyboxFiles, tools: busyboxTools };
/** A toolbox for the network: everything there is. */
export const netshoot: BaseImage = { files: alpineFiles, tools: netshootTools };
/** Nothing but a program: images made "from scratch". */
export const scratch: BaseImage = { files: {}, tools: new Map() };

export type { BaseImage };
