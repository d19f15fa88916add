/**
 * What images are built on: the files by which a system says what it is, its shell and its tools.
 *
 * @module
 */
import { coreutils } from "../../programs/coreutils/index.ts";
import { curlPrograms } from "../../programs/curl/index.ts";
import { busyboxDnsPrograms, dnsPrograms } from "../../programs/dns/index.ts";
import { busyboxNetPrograms, netPrograms } from "../../programs/net/index.ts";
import { busyboxTarPrograms, tarPrograms } from "../../programs/tar/index.ts";
import { shellProgram } from "../../shell/index.ts";
import type { Program } from "../../shell/program.ts";
import { DISTROLESS_ACCOUNTS } from "./accounts.ts";
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

type Programs = ReadonlyMap<string, Program>;

/** Tools under /usr/bin, with a `sleep` that outlives the sandbox's rest; entries with a path stand where they say. */
function tools(...sets: readonly Programs[]): BaseImage["tools"] {
  const all = new Map<string, Program>();
  for (const set of sets) {
    for (const [name, program] of set) {
      const path = name.startsWith("/") ? name : `/usr/bin/${name}`;
      all.set(path, name === "sleep" ? resumable(program) : program);
    }
  }
  return all;
}

const without = (programs: Programs, left: ReadonlySet<string>): Programs =>
  new Map([...programs].filter(([name]) => !left.has(name)));
const only = (programs: Programs, ...names: readonly string[]): Programs =>
  new Map([...programs].filter(([name]) => names.includes(name)));

const debianShells: Programs = new Map([
  ["/bin/bash", bash],
  ["/bin/sh", ash],
]);
const busyboxShells: Programs = new Map([
  ["/bin/sh", ash],
  ["/bin/ash", ash],
]);
const debianTools = tools(
  without(coreutils, NOT_IN_DEBIAN),
  only(netPrograms, "hostname", "why"),
  tarPrograms,
  debianShells,
);
const busyboxTools = tools(
  without(coreutils, NOT_IN_BUSYBOX),
  busyboxNetPrograms,
  busyboxDnsPrograms,
  busyboxTarPrograms,
  busyboxShells,
);
const netshootTools = tools(
  without(coreutils, new Set(["apt", "apt-get", "yum", "systemctl", "service", "journalctl"])),
  netPrograms,
  dnsPrograms,
  curlPrograms,
  busyboxTarPrograms,
  debianShells,
  new Map([["/bin/zsh", bash]]),
);

export const debian: BaseImage = { files: debianFiles, tools: debianTools };
export const ubuntu: BaseImage = { files: ubuntuFiles, tools: debianTools };
export const alpine: BaseImage = { files: alpineFiles, tools: busyboxTools };
export const busybox: BaseImage = { files: busyboxFiles, tools: busyboxTools };
/** Alpine with curl added. */
export const alpineWithCurl: BaseImage = { files: alpineFiles, tools: tools(busyboxTools, curlPrograms) };
/** Debian with curl added, as the nginx image has it. */
export const debianWithCurl: BaseImage = { files: debianFiles, tools: tools(debianTools, curlPrograms) };
/** Debian with dig, nslookup and host. */
export const debianWithDns: BaseImage = { files: debianFiles, tools: tools(debianTools, dnsPrograms) };
/** A toolbox for the network: everything there is. */
export const netshoot: BaseImage = { files: alpineFiles, tools: netshootTools };
/** Nothing but a program: images made "from scratch". */
export const scratch: BaseImage = { files: {}, tools: new Map() };
/** A program, certificates and a few names: gcr.io/distroless/static. */
export const distroless: BaseImage = { files: DISTROLESS_ACCOUNTS, tools: new Map() };

export { withAccount } from "./accounts.ts";
export type { BaseImage };
