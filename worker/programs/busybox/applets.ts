import type { Program } from "../../shell/program.ts";
import { tools } from "../coreutils/tools.ts";
import { busyboxNslookup } from "../dns/busybox.ts";
import { busyboxWget } from "../net/busyboxWget.ts";
import { hostname } from "../net/hostname.ts";
import { busyboxNc } from "../net/nc.ts";
import { busyboxPing } from "../net/ping.ts";
import { busyboxTar } from "../tar/tar.ts";
import { textProgram } from "../text/commands.ts";
import { type Applet, appletProgram } from "./applet.ts";
import { arp } from "./applets/arp.ts";
import { df } from "./applets/df.ts";
import { groups, id, whoami } from "./applets/id.ts";
import { ifconfig } from "./applets/ifconfig.ts";
import { ip } from "./applets/ip.ts";
import { kill, killall, pgrep, pidof, pkill } from "./applets/kill.ts";
import { ls } from "./applets/ls.ts";
import { free } from "./applets/memory.ts";
import { mount } from "./applets/mount.ts";
import { netstat } from "./applets/netstat.ts";
import { nproc } from "./applets/nproc.ts";
import { ps } from "./applets/ps.ts";
import { route } from "./applets/route.ts";
import { top } from "./applets/top.ts";
import { uname } from "./applets/uname.ts";
import { noProgram } from "./applets/unsupported.ts";
import { uptime } from "./applets/uptime.ts";
import { wc } from "./applets/wc.ts";
import { which } from "./applets/which.ts";
import type { Build } from "./build.ts";
import { type Reworded, reworded } from "./reworded.ts";

const CANNOT_OPEN = [
  /^(?:cannot open ['‘])?(.*?)(?:['’] for reading)?: (No such file or directory|Permission denied)$/,
  "can't open '$1': $2",
] as const;
const IS_DIRECTORY = [/^.*: Is a directory$/, "read error: Is a directory"] as const;
const CANNOT_EXECUTE = [
  /^(?:failed to run command |cannot run )?[‘']?(.*?)[’']?: (No such file or directory|Permission denied)$/,
  "can't execute '$1': $2",
] as const;

/** Applets that are GNU's tools in other words: usage, options, complaints. */
const REWORDED: Readonly<Record<string, Reworded>> = {
  cat: {
    usage: "[-nbvteA] [FILE]...",
    help: "Print FILEs to stdout",
    flags: "nbvteAu",
    complaints: [CANNOT_OPEN, IS_DIRECTORY],
  },
  touch: {
    usage: "[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...",
    help: "Update mtime of FILEs",
    flags: "cham",
    values: "dtr",
    least: 1,
  },
  rm: {
    usage: "[-irf] FILE...",
    help: "Remove (unlink) FILEs",
    flags: "irfR",
    complaints: [
      [/^cannot remove '(.*)': Is a directory$/, "'$1' is a directory"],
      [/^cannot remove '(.*)': /, "can't remove '$1': "],
    ],
  },
  mkdir: {
    usage: "[-m MODE] [-p] DIRECTORY...",
    help: "Create DIRECTORY",
    flags: "p",
    values: "m",
    long: { parents: "p" },
    least: 1,
    complaints: [[/^cannot create directory ‘(.*)’: /, "can't create directory '$1': "]],
  },
  rmdir: {
    usage: "[-p] DIRECTORY...",
    help: "Remove DIRECTORY if it is empty",
    flags: "p",
    least: 1,
    complaints: [[/^failed to remove '(.*)': /, "'$1': "]],
  },
  cp: {
    usage: "[-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }",
    help: "Copy SOURCEs to DEST",
    flags: "arPLHpfinlsTuRdv",
    least: 2,
    complaints: [
      [/^cannot stat '(.*)': /, "can't stat '$1': "],
      [/^-r not specified; omitting directory '(.*)'$/, "omitting directory '$1'"],
      [/^cannot create (?:directory|regular file) '(.*)': /, "can't create '$1': "],
    ],
  },
  mv: {
    usage: "[-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }",
    help: "Rename SOURCE to DEST, or move SOURCEs to DIRECTORY",
    flags: "finTu",
    least: 2,
    complaints: [[/^cannot (?:stat|move) '(.*?)'(?: to '.*')?: /, "can't rename '$1': "]],
  },
  ln: {
    usage: "[-sfnbtv] [-S SUF] TARGET... LINK|DIR",
    help: "Create a link LINK or DIR/TARGET to the specified TARGET(s)",
    flags: "sfnbtvT",
    least: 1,
    complaints: [[/^failed to create (?:symbolic|hard) link '(.*)': /, "$1: "]],
  },
  chmod: {
    usage: "[-Rcvf] MODE[,MODE]... FILE...",
    help: "Change the mode of FILEs: an octal number, or [ugoa]{+|-|=}[rwxXst]",
    flags: "Rcvfxrwxst",
    least: 2,
  },
  chown: {
    usage: "[-RhLHPcvf]... USER[:[GRP]] FILE...",
    help: "Change the owner and/or group of FILEs to USER and/or GRP",
    flags: "RhLHPcvf",
    least: 2,
    complaints: [
      [/^invalid user: [‘'](.*)[’']$/, "unknown user $1"],
      [/^changing ownership of '(.*)': /, "$1: "],
    ],
  },
  chgrp: {
    usage: "[-RhLHPcvf]... GROUP FILE...",
    help: "Change the group membership of FILEs to GROUP",
    flags: "RhLHPcvf",
    least: 2,
  },
  tail: {
    usage: "[OPTIONS] [FILE]...",
    help: "Print last 10 lines of FILEs (or stdin) to.",
    flags: "fFqv0123456789",
    values: "ncs",
    complaints: [[/^(?:error reading '.*'|cannot open '(.*)' for reading): /, "can't open '$1': "]],
  },
  head: {
    usage: "[OPTIONS] [FILE]...",
    help: "Print first 10 lines of FILEs (or stdin).",
    flags: "qv0123456789",
    values: "nc",
  },
  sort: {
    usage: "[-nrugMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...",
    help: "Sort lines of text",
    flags: "nrugMcszbdfihVm",
    values: "okt",
    complaints: [[/^cannot read: /, ""]],
    codes: { 2: 1 },
  },
  uniq: {
    usage: "[-cduiz] [-f,s,w N] [FILE [OUTFILE]]",
    help: "Discard duplicate lines",
    flags: "cduiz",
    values: "fsw",
    complaints: [CANNOT_OPEN],
  },
  cut: {
    usage: "[OPTIONS] [FILE]...",
    help: "Print selected fields from FILEs to stdout",
    flags: "nsD",
    values: "bcdfF",
    complaints: [
      [/^you must specify a list of bytes, characters, or fields$/, "expected a list of bytes, characters, or fields"],
    ],
  },
  tr: {
    usage: "[-cds] STRING1 [STRING2]",
    help: "Translate, squeeze, or delete characters from stdin, writing to stdout",
    flags: "cdsC",
    least: 1,
  },
  grep: {
    usage: "[-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...",
    help: "Search for PATTERN in FILEs (or stdin)",
    flags: "HhnlLoqvsrRiwFEzxc",
    values: "mABCef",
    least: 1,
    instead: ["e", "f"],
    long: { color: "color?" },
  },
  egrep: { usage: "[OPTIONS] PATTERN [FILE]...", help: "grep -E", flags: "HhnlLoqvsrRiwFEzxc", values: "mABCef" },
  fgrep: { usage: "[OPTIONS] PATTERN [FILE]...", help: "grep -F", flags: "HhnlLoqvsrRiwFEzxc", values: "mABCef" },
  du: {
    usage: "[-aHLdclsxhmk] [FILE]...",
    help: "Summarize disk space used for FILEs (or directories)",
    flags: "aHLclsxhmk",
    values: "d",
  },
  stat: {
    usage: "[-ltf] [-c FMT] FILE...",
    help: "Display file (default) or filesystem status",
    flags: "ltfL",
    values: "c",
    least: 1,
    complaints: [[/^cannot statx '(.*)': /, "can't stat '$1': "]],
  },
  readlink: { usage: "[-fnv] FILE", help: "Display the value of a symlink", flags: "fnv", least: 1 },
  realpath: { usage: "FILE...", help: "Print absolute pathnames of FILEs", flags: "", least: 1, always: ["-e"] },
  md5sum: {
    usage: "[-c[sw]] [FILE]...",
    help: "Print or check MD5 checksums",
    flags: "csw",
    complaints: [CANNOT_OPEN, IS_DIRECTORY],
  },
  sha1sum: {
    usage: "[-c[sw]] [FILE]...",
    help: "Print or check SHA1 checksums",
    flags: "csw",
    complaints: [CANNOT_OPEN, IS_DIRECTORY],
  },
  sha256sum: {
    usage: "[-c[sw]] [FILE]...",
    help: "Print or check SHA256 checksums",
    flags: "csw",
    complaints: [CANNOT_OPEN, IS_DIRECTORY],
  },
  sha512sum: {
    usage: "[-c[sw]] [FILE]...",
    help: "Print or check SHA512 checksums",
    flags: "csw",
    complaints: [CANNOT_OPEN, IS_DIRECTORY],
  },
  base64: {
    usage: "[-d] [-w COL] [FILE]",
    help: "Base64 encode or decode FILE to standard output",
    flags: "d",
    values: "w",
  },
  tee: { usage: "[-ai] [FILE]...", help: "Copy stdin to each FILE, and also to stdout", flags: "ai" },
  env: {
    usage: "[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]",
    help: "Print current environment or run PROG after setting up environment",
    flags: "i0",
    values: "u",
    strict: true,
    complaints: [CANNOT_EXECUTE],
  },
  xargs: {
    usage: "[OPTIONS] [PROG ARGS]",
    help: "Run PROG on every item given by stdin",
    flags: "0rtop",
    values: "aeEnsPIL",
    strict: true,
  },
  timeout: {
    usage: "[-s SIG] [-k KILL_SECS] SECS PROG ARGS",
    help: "Run PROG. Send SIG to it if it is not gone in SECS seconds.",
    flags: "",
    values: "sk",
    strict: true,
    least: 2,
    complaints: [CANNOT_EXECUTE],
  },
  sleep: {
    usage: "[N]...",
    help: "Pause for a time equal to the total of the args given",
    flags: "",
    least: 1,
    complaints: [[/^invalid time interval [‘'](.*)[’']$/, "invalid number '$1'"]],
  },
  date: {
    usage: "[OPTIONS] [+FMT] [[-s] TIME]",
    help: "Display time (using +FMT), or set time",
    flags: "Rukn",
    values: "dsrDI",
  },
  diff: {
    usage: "[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2",
    help: "Compare files line by line and output the differences between them.",
    flags: "abBdiNqrTstwu",
    values: "LSU",
    least: 2,
    complaints: [[/^(.*): No such file or directory$/, "can't stat '$1': No such file or directory"]],
  },
  cmp: {
    usage: "[-ls] [-n NUM] FILE1 [FILE2 [SKIP1 [SKIP2]]]",
    help: "Compare FILE1 with FILE2 (or stdin)",
    flags: "ls",
    values: "n",
    least: 1,
    codes: { 2: 1 },
  },
  less: {
    usage: "[-EFIMmNSRh~] [FILE]...",
    help: "View FILE (or stdin) one screenful at a time",
    flags: "EFIMmNSRh~",
    complaints: [CANNOT_OPEN],
  },
  more: {
    usage: "[FILE]...",
    help: "View FILE (or stdin) one screenful at a time",
    flags: "",
    complaints: [CANNOT_OPEN],
  },
  basename: {
    usage: "FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...",
    help: "Strip directory path and SUFFIX from FILE",
    flags: "a",
    values: "s",
    least: 1,
  },
  dirname: { usage: "FILENAME", help: "Strip non-directory suffix from FILENAME", flags: "", least: 1 },
  seq: {
    usage: "[-w] [-s SEP] [FIRST [INC]] LAST",
    help: "Print numbers from FIRST to LAST, in steps of INC.",
    flags: "w0123456789.",
    values: "s",
    least: 1,
  },
  watch: {
    usage: "[-n SEC] [-t] PROG ARGS",
    help: "Run PROG periodically",
    flags: "t",
    values: "n",
    strict: true,
    least: 1,
  },
  truncate: { usage: "[-c] -s SIZE FILE...", help: "Truncate FILEs to SIZE", flags: "c", values: "s", least: 1 },
  mktemp: {
    usage: "[-dt] [-p DIR] [TEMPLATE]",
    help: "Create a temporary file with name based on TEMPLATE and print its name.",
    flags: "dtqu",
    values: "p",
  },
  shuf: {
    usage: "[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]",
    help: "Randomly permute lines",
    flags: "ze",
    values: "noi",
  },
  paste: {
    usage: "[-d LIST] [-s] [FILE]...",
    help: "Paste lines from each input file, separated with tab",
    flags: "s",
    values: "d",
  },
  fold: {
    usage: "[-bs] [-w WIDTH] [FILE]...",
    help: "Wrap input lines in FILEs (or stdin), writing to stdout",
    flags: "bs",
    values: "w",
  },
  nl: {
    usage: "[OPTIONS] [FILE]...",
    help: "Write FILEs to standard output with line numbers added",
    flags: "p",
    values: "bilnsvw",
  },
  tac: { usage: "[FILE]...", help: "Concatenate FILEs and print them in reverse", flags: "" },
  rev: { usage: "[FILE]...", help: "Reverse lines of FILE", flags: "" },
};

/** Applets that are another program as it is, where the difference is in what they are called. */
const SAME =
  "echo printf test [ true false pwd yes clear reset tty stty expr expand comm find od xxd time nohup nice setsid printenv".split(
    " ",
  );

const OWN: Readonly<Record<string, Applet>> = {
  arp,
  df,
  free,
  groups,
  id,
  ifconfig,
  ip,
  kill,
  killall,
  ls,
  mount,
  netstat,
  nproc,
  pgrep,
  pidof,
  pkill,
  ps,
  route,
  top,
  uname,
  uptime,
  wc,
  which,
  whoami,
};

/** Every applet of a build, by name. */
export function appletsOf(build: Build): ReadonlyMap<string, Program> {
  const own = Object.entries(OWN).map(([name, applet]) => [name, appletProgram(applet, build)] as const);
  const others = Object.entries(REWORDED).map(
    ([name, wording]) => [name, appletProgram(reworded(tools.get(name)!, wording), build)] as const,
  );
  return new Map<string, Program>([
    ...SAME.map((name) => [name, tools.get(name)!] as const),
    ...others,
    ...own,
    ["[[", tools.get("[")!],
    ["sed", textProgram("sed")],
    ["awk", textProgram("awk")],
    ["nslookup", busyboxNslookup],
    ["wget", busyboxWget],
    ["nc", busyboxNc],
    ["ping", busyboxPing],
    ["hostname", hostname],
    ["tar", busyboxTar],
    ...[
      "vi",
      "telnet",
      "traceroute",
      "traceroute6",
      "su",
      "umount",
      "dd",
      "gzip",
      "gunzip",
      "unzip",
      "strings",
      "hexdump",
      "dmesg",
      "sysctl",
      "sync",
      "passwd",
      "adduser",
      "crond",
      "httpd",
    ].map((name) => [name, noProgram] as const),
  ]);
}
