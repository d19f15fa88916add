/**
 * What images are built on: the files by which a system says what it is, its shell and its tools.
 *
 * @module
 */
import { type Build, busyboxPrograms } from "../../programs/busybox/index.ts";
import { coreutils } from "../../programs/coreutils/index.ts";
import { curlPrograms } from "../../programs/curl/index.ts";
import { dnsPrograms } from "../../programs/dns/index.ts";
import { later } from "../../programs/later.ts";
import { netPrograms } from "../../programs/net/index.ts";
import { opensslPrograms } from "../../programs/openssl/index.ts";
import { apk, aptPrograms, installable } from "../../programs/packages/index.ts";
import { tarPrograms } from "../../programs/tar/index.ts";
import { textPrograms } from "../../programs/text/index.ts";
import { shellProgram } from "../../shell/index.ts";
import type { Program } from "../../shell/program.ts";
import { DISTROLESS_ACCOUNTS } from "./accounts.ts";
import { alpineFiles, type BaseImage, busyboxFiles, debianFiles, ubuntuFiles } from "./os.ts";
import { resumable } from "./sleep.ts";

const bash = shellProgram("bash");
const ash = shellProgram("ash");
const dash = shellProgram("dash");

/** What a Debian image does not bring: no process tools, no pager, no other system's package manager. */
const NOT_IN_DEBIAN = new Set(
  `ps pgrep pidof pkill killall free uptime watch top less man sudo xxd time apk yum systemctl service journalctl kill
  column`.split(/\s+/),
);

/** As docker.io/library/busybox is built; all applets lie in one folder. */
const BUSYBOX: Build = { version: "v1.37.0 (2024-09-26 21:31:42 UTC)", libc: "glibc", system: "GNU/Linux" };
/** As Alpine 3.21's package is. */
const BUSYBOX_OF_ALPINE: Build = { version: "v1.37.0 (2025-01-17 18:12:01 UTC)", libc: "musl", system: "Linux" };

type Programs = ReadonlyMap<string, Program>;

/** Tools under /usr/bin, with a `sleep` that outlives the sandbox's rest; entries with a path stand where they say. */
function tools(...sets: readonly Programs[]): BaseImage["tools"] {
  const all = new Map<string, Program>();
  for (const set of sets) {
    for (const [name, program] of set) {
      const path = name.startsWith("/") ? name : `/usr/bin/${name}`;
      all.set(path, path.endsWith("/sleep") ? resumable(program) : program);
    }
  }
  return all;
}

const without = (programs: Programs, left: ReadonlySet<string>): Programs =>
  new Map([...programs].filter(([name]) => !left.has(name)));
const only = (programs: Programs, ...names: readonly string[]): Programs =>
  new Map([...programs].filter(([name]) => names.includes(name)));

const debianShells: Programs = new Map([
  ["bash", bash],
  ["dash", dash],
]);
const busyboxShells: Programs = new Map([
  ["/bin/sh", ash],
  ["/bin/ash", ash],
]);
const debianTools = tools(
  without(coreutils, NOT_IN_DEBIAN),
  aptPrograms,
  only(netPrograms, "hostname", "why"),
  only(textPrograms, "sed", "awk"),
  tarPrograms,
  debianShells,
);
const busyboxTools = tools(busyboxPrograms(BUSYBOX, "/bin"), only(netPrograms, "why"), busyboxShells);
const alpineTools = tools(
  busyboxPrograms(BUSYBOX_OF_ALPINE),
  new Map([["/sbin/apk", apk]]),
  only(netPrograms, "why"),
  busyboxShells,
);
const noProgram = later(async () => (await import("../../programs/busybox/applets/unsupported.ts")).noProgram);
/** What netshoot has and nothing here could run: packets are not emulated. */
const ABSENT =
  "tcpdump tshark termshark nmap nping mtr iperf iperf3 iptables nft conntrack ethtool strace ltrace socat vim fping httpie";

/** Alpine with the packages that netshoot's Dockerfile adds, as far as there are programs here. */
const netshootTools = tools(
  alpineTools,
  only(netPrograms, "nc", "ping", "ip", "ss"),
  dnsPrograms,
  curlPrograms,
  opensslPrograms,
  only(textPrograms, "jq"),
  new Map(ABSENT.split(" ").map((name) => [name, noProgram])),
  new Map([
    ["/bin/bash", bash],
    ["/bin/zsh", bash],
  ]),
);

const processTools: Programs = new Map(
  [...only(coreutils, "ps", "top", "free", "uptime", "pgrep", "pkill", "watch")].map(([name, tool]) => [
    `/usr/bin/${name}`,
    tool,
  ]),
);
/** What apt-get can bring: procps too. */
const ofDebian: BaseImage["tools"] = new Map([...installable, ...processTools]);

export const debian: BaseImage = { files: debianFiles, tools: debianTools, installable: ofDebian };
export const ubuntu: BaseImage = { files: ubuntuFiles, tools: debianTools, installable: ofDebian };
export const alpine: BaseImage = { files: alpineFiles, tools: alpineTools, installable };
export const busybox: BaseImage = { files: busyboxFiles, tools: busyboxTools };
/** Alpine with curl added. */
export const alpineWithCurl: BaseImage = {
  files: alpineFiles,
  tools: tools(alpineTools, curlPrograms),
  installable,
};
/** Debian with curl added, as the nginx image has it. */
export const debianWithCurl: BaseImage = {
  files: debianFiles,
  tools: tools(debianTools, curlPrograms),
  installable: ofDebian,
};
/** Debian with dig, nslookup and host. */
export const debianWithDns: BaseImage = { files: debianFiles, tools: tools(debianTools, dnsPrograms) };
/** A toolbox for the network: everything there is. */
export const netshoot: BaseImage = { files: alpineFiles, tools: netshootTools, installable };
/** Nothing but a program: images made "from scratch". */
export const scratch: BaseImage = { files: {}, tools: new Map() };
/** A program, certificates and a few names: gcr.io/distroless/static. */
export const distroless: BaseImage = { files: DISTROLESS_ACCOUNTS, tools: new Map() };

export { withAccount } from "./accounts.ts";
export type { BaseImage };
