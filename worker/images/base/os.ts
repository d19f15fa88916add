import { TRUSTED_AUTHORITIES } from "../../base/x509/authority/root.ts";
import { appletPaths } from "../../programs/busybox/index.ts";
import type { ProgramTable } from "../../shell/index.ts";
import { ALPINE_ACCOUNTS, BUSYBOX_ACCOUNTS, DEBIAN_ACCOUNTS } from "./accounts.ts";

/** The files by which a base image says what it is. */
export interface BaseImage {
  readonly files: Readonly<Record<string, string>>;
  readonly tools: ProgramTable;
  /** What its package manager can bring. */
  readonly installable?: ProgramTable;
}

/** Empty directories. */
const folders = (names: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.split(" ").map((name) => [`/${name}/`, ""]));

export const debianFiles = {
  // One folder of programs, by several names.
  "/usr/bin/": "",
  "/usr/sbin/": "",
  "/usr/lib/": "",
  "/usr/lib64/": "",
  "/bin": "link:usr/bin",
  "/sbin": "link:usr/sbin",
  "/lib": "link:usr/lib",
  "/lib64": "link:usr/lib64",
  "/usr/bin/sh": "link:dash",
  "/run/lock/": "",
  "/var/run": "link:/run",
  "/var/lock": "link:/run/lock",
  ...TRUSTED_AUTHORITIES,
  "/etc/bash.bashrc": `PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '\n`,
  "/etc/debian_version": "12.10\n",
  "/etc/os-release": `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`,
  ...DEBIAN_ACCOUNTS,
  ...folders(
    "boot home media mnt opt srv var/cache var/lib var/log var/mail var/opt var/spool usr/local/bin usr/share",
  ),
};

export const ubuntuFiles = {
  ...debianFiles,
  "/etc/debian_version": "trixie/sid\n",
  "/etc/os-release": `PRETTY_NAME="Ubuntu 24.04.2 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.2 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
`,
};

export const alpineFiles = {
  ...TRUSTED_AUTHORITIES,
  "/etc/ssl/cert.pem": "link:/etc/ssl/certs/ca-certificates.crt",
  "/etc/alpine-release": "3.21.3\n",
  "/etc/os-release": `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.21.3
PRETTY_NAME="Alpine Linux v3.21"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`,
  ...ALPINE_ACCOUNTS,
  ...folders(
    "home lib media mnt opt run/lock srv var/cache var/lib var/log var/mail var/opt var/spool usr/local/bin usr/share",
  ),
  "/var/run": "link:../run",
  "/var/lock": "link:../run/lock",
  ...Object.fromEntries(["/bin/sh", "/bin/ash", ...appletPaths()].map((path) => [path, "link:/bin/busybox"])),
};

export const busyboxFiles = {
  ...BUSYBOX_ACCOUNTS,
  ...folders("home lib var/spool/mail var/www usr/sbin"),
  "/lib64": "link:lib",
  "/usr/bin/env": "link:../../bin/env",
};
