import type { Program } from "../../shell/program.ts";
import { installedIn, type Package, reachMirror, unpack } from "./mirror.ts";

const MIRROR = "https://dl-cdn.alpinelinux.org/alpine/v3.21";
const DATABASE = "/lib/apk/db/added";
/** What alpine:3.21 has from the start. */
const BASE = { packages: 15, mebibytes: 8 };

const CURL_NEEDS =
  "brotli-libs 1.1.0-r2,c-ares 1.34.5-r0,libunistring 1.2-r0,libidn2 2.3.7-r0,nghttp2-libs 1.64.0-r0,libpsl 0.21.5-r3,zstd-libs 1.5.6-r2,libcurl 8.12.1-r1";
const BIND_NEEDS =
  "fstrm 0.6.1-r4,krb5-conf 1.0-r2,libcom_err 1.47.1-r1,keyutils-libs 1.6.3-r4,libverto 0.3.2-r2,krb5-libs 1.21.3-r0,json-c 0.18-r0,nghttp2-libs 1.64.0-r0,protobuf-c 1.5.0-r0,libuv 1.49.2-r0,xz-libs 5.6.3-r1,libxml2 2.13.4-r5,bind-libs 9.18.35-r0";

/** "NAME VERSION ARCHIVE INSTALLED PROGRAMS NEEDS", sizes in kilobytes. */
const PACKAGES: readonly Package[] = [
  row("curl", "8.12.1-r1", [146, 270], "curl", CURL_NEEDS),
  row("bind-tools", "9.18.35-r0", [190, 480], "dig,nslookup,host", BIND_NEEDS),
  row("jq", "1.7.1-r0", [150, 320], "jq", "oniguruma 6.9.9-r0"),
  row(
    "iproute2",
    "6.11.0-r0",
    [9, 20],
    "ip,ss",
    "libcap2 2.71-r0,libelf 0.191-r0,libmnl 1.0.5-r2,iproute2-minimal 6.11.0-r0,libxtables 1.8.11-r1",
  ),
  row("net-tools", "2.10-r3", [110, 350], "netstat,ifconfig,route,arp", "mii-tool 2.10-r3"),
  row("iputils", "20240905-r0", [3, 10], "ping", "libcap2 2.71-r0,iputils-ping 20240905-r0"),
  row("netcat-openbsd", "1.226.1.1-r0", [18, 50], "nc", "libmd 1.1.0-r0,libbsd 0.12.2-r0"),
  row("openssl", "3.3.3-r0", [330, 750], "openssl", ""),
  row("wget", "1.25.0-r0", [210, 520], "wget", "libunistring 1.2-r0,libidn2 2.3.7-r0,pcre2 10.43-r0"),
  row("tree", "2.2.1-r0", [40, 90], "tree", ""),
];

function row(
  name: string,
  version: string,
  [kilobytes, installedKilobytes]: readonly [number, number],
  programs: string,
  needs: string,
): Package {
  const list = (text: string) => (text === "" ? [] : text.split(","));
  return { name, version, kilobytes, installedKilobytes, programs: list(programs), needs: list(needs) };
}

/** apk-tools 2.14: add, del, update, info. */
export const apk: Program = async (args, io) => {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const [command, ...names] = words;
  const quiet = args.some((arg) => arg === "-q" || arg === "--quiet");
  const say = (text: string) => (quiet ? Promise.resolve() : io.stdout.write(text));
  if (command === undefined) {
    await io.stdout.write(
      "apk-tools 2.14.6, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n",
    );
    return 1;
  }
  if (!["add", "del", "update", "upgrade", "info", "list"].includes(command)) {
    await io.stderr.write(`apk: '${command}' is not an apk command. See 'apk --help'.\n`);
    return 1;
  }
  const there = installedIn(io, DATABASE);
  if (command === "info" || command === "list") {
    await io.stdout.write([...there].map((name) => `${name}\n`).join(""));
    return 0;
  }
  if (io.user.uid !== 0) {
    await io.stderr.write(
      "ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n",
    );
    return 99;
  }
  const total = (added: readonly Package[]) => {
    const kilobytes = added.reduce((sum, one) => sum + one.installedKilobytes + 450 * one.needs.length, 0);
    return `OK: ${BASE.mebibytes + Math.ceil(kilobytes / 1024)} MiB in ${BASE.packages + installedIn(io, DATABASE).size} packages\n`;
  };
  const known = PACKAGES.filter(({ name }) => there.has(name));
  if (command === "del") {
    const gone = PACKAGES.filter(({ name }) => names.includes(name) && there.has(name));
    for (const [at, one] of gone.entries()) {
      await say(`(${at + 1}/${gone.length}) Purging ${one.name} (${one.version})\n`);
      for (const program of one.programs) io.files.remove(`/usr/bin/${program}`);
    }
    const left = [...there].filter(
      (name) => !gone.some((one) => one.name === name || one.needs.some((need) => need.startsWith(`${name} `))),
    );
    if (gone.length > 0) io.files.write(DATABASE, left.map((name) => `${name}\n`).join(""));
    await say(total(known.filter((one) => !gone.includes(one))));
    return 0;
  }
  let reached = false;
  let warnings = "";
  for (const repository of ["main", "community"]) {
    await say(`fetch ${MIRROR}/${repository}/x86_64/APKINDEX.tar.gz\n`);
    const answer = await reachMirror(io, `${MIRROR}/${repository}/x86_64/APKINDEX.tar.gz`);
    if (answer.ok) {
      reached = true;
      continue;
    }
    const why = {
      name: "DNS lookup error",
      tryAgain: "temporary error (try again later)",
      tls: "TLS: server certificate not trusted",
    }[answer.why as string];
    warnings += `WARNING: fetching ${MIRROR}/${repository}: ${why ?? "network error (check Internet connection and firewall)"}\n`;
  }
  await io.stderr.write(warnings);
  if (command === "update" || command === "upgrade") {
    if (!reached) {
      await io.stdout.write("2 unavailable, 0 stale; 15 distinct packages available\n");
      return 2;
    }
    await say(command === "update" ? "OK: 25397 distinct packages available\n" : total(known));
    return 0;
  }
  const wanted = names.map((name) => ({
    name,
    found: reached || there.has(name) ? PACKAGES.find((one) => one.name === name) : undefined,
  }));
  const missing = wanted.filter(({ found }) => !found);
  if (missing.length > 0) {
    const lines = missing.map(({ name }) => `  ${name} (no such package):\n    required by: world[${name}]\n`);
    await io.stderr.write(`ERROR: unable to select packages:\n${lines.join("")}`);
    return missing.length;
  }
  const fresh = wanted.flatMap(({ found }) => (found && !there.has(found.name) ? [found] : []));
  const steps = [...new Set(fresh.flatMap((one) => [...one.needs, `${one.name} ${one.version}`]))].filter(
    (step) => !there.has(step.split(" ")[0]!),
  );
  for (const [at, step] of steps.entries()) {
    await io.clock.sleep(40, io.signal);
    await say(`(${at + 1}/${steps.length}) Installing ${step.replace(" ", " (")})\n`);
  }
  for (const one of fresh) unpack(io, one, DATABASE);
  if (steps.length > 0) await say("Executing busybox-1.37.0-r12.trigger\n");
  await say(total([...known, ...fresh]));
  return 0;
};
