import type { Io, Program } from "../../shell/program.ts";
import { nameOf } from "../coreutils/tool.ts";
import { installedIn, type Package, reachMirror, unpack } from "./mirror.ts";

const MIRROR = "http://deb.debian.org";
const DATABASE = "/var/lib/dpkg/added";
const LISTS = "/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease";

const INDEXES: readonly (readonly [archive: string, what: string, kilobytes: string])[] = [
  ["debian", "bookworm InRelease", "151 kB"],
  ["debian", "bookworm-updates InRelease", "55.4 kB"],
  ["debian-security", "bookworm-security InRelease", "48.0 kB"],
  ["debian", "bookworm/main amd64 Packages", "8793 kB"],
  ["debian", "bookworm-updates/main amd64 Packages", "756 B"],
  ["debian-security", "bookworm-security/main amd64 Packages", "263 kB"],
];

const PACKAGES: readonly Package[] = [
  row(
    "curl",
    "7.88.1-10+deb12u12",
    [315, 516],
    "curl",
    "libbrotli1 1.0.9-2+b6,libnghttp2-14 1.52.0-1+deb12u2,libpsl5 0.21.2-1,librtmp1 2.4+20151223.gitfa8646d.1-2+b2,libssh2-1 1.10.0-3+b1,libcurl4 7.88.1-10+deb12u12",
  ),
  row(
    "dnsutils",
    "1:9.18.33-1~deb12u2",
    [260, 277],
    "dig,nslookup,host",
    "libuv1 1.44.2-1+deb12u1,bind9-libs 1:9.18.33-1~deb12u2,bind9-host 1:9.18.33-1~deb12u2,bind9-dnsutils 1:9.18.33-1~deb12u2",
  ),
  row(
    "bind9-dnsutils",
    "1:9.18.33-1~deb12u2",
    [406, 900],
    "dig,nslookup,host",
    "libuv1 1.44.2-1+deb12u1,bind9-libs 1:9.18.33-1~deb12u2,bind9-host 1:9.18.33-1~deb12u2",
  ),
  row("jq", "1.6-2.1+deb12u1", [64, 110], "jq", "libonig5 6.9.8-1,libjq1 1.6-2.1+deb12u1"),
  row(
    "iproute2",
    "6.1.0-3",
    [1046, 3200],
    "ip,ss",
    "libelf1 0.188-2.1,libbpf1 1:1.1.0-1,libmnl0 1.0.4-3,libxtables12 1.8.9-2,libcap2-bin 1:2.66-4+deb12u1",
  ),
  row("net-tools", "2.10-0.1+deb12u2", [243, 977], "netstat,ifconfig,route,arp", ""),
  row("iputils-ping", "3:20221126-1+deb12u1", [47, 121], "ping", "libcap2-bin 1:2.66-4+deb12u1"),
  row("netcat-openbsd", "1.219-1", [41, 107], "nc", "libbsd0 0.11.7-2"),
  row("openssl", "3.0.16-1~deb12u1", [1430, 2300], "openssl", ""),
  row("wget", "1.21.3-1+deb12u1", [937, 3600], "wget", "libpsl5 0.21.2-1,publicsuffix 20230209.2326-1"),
  row("procps", "2:4.0.2-3", [709, 2400], "ps,top,free,uptime,pgrep,pkill,watch", "libproc2-0 2:4.0.2-3,psmisc 23.6-1"),
  row("tree", "2.1.0-1", [52, 130], "tree", ""),
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

/** apt-get of Debian 12, and apt, which warns of itself in scripts. */
export const aptGet: Program = async (args, io) => {
  const [command, ...names] = args.filter((arg) => !arg.startsWith("-"));
  if (nameOf(io) === "apt" && !io.isTerminal(1)) {
    await io.stderr.write("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n");
  }
  switch (command) {
    case "update":
      return update(io);
    case "install":
      return install(io, names, args);
    case "remove":
    case "purge":
      return remove(io, names);
    case "clean":
    case "autoremove":
    case "autoclean":
    case "upgrade":
      return nothing(io, command);
    case undefined:
      await io.stdout.write("apt 2.6.1 (amd64)\nUsage: apt-get [options] command\n");
      return 0;
    default:
      await io.stderr.write(`E: Invalid operation ${command}\n`);
      return 100;
  }
};

const READING = "Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n";

async function nothing(io: Io, command: string): Promise<number> {
  if (command === "clean" || command === "autoclean") return 0;
  const calculating = command === "upgrade" ? "Calculating upgrade... Done\n" : "";
  await io.stdout.write(`${READING}${calculating}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`);
  return 0;
}

async function update(io: Io): Promise<number> {
  if (io.user.uid !== 0) {
    await io.stdout.write("Reading package lists... Done\n");
    await io.stderr.write(
      "E: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission denied)\n",
    );
    return 100;
  }
  const answer = await reachMirror(io, `${MIRROR}/debian/dists/bookworm/InRelease`);
  if (!answer.ok) {
    const why =
      answer.why === "name" || answer.why === "tryAgain"
        ? "Temporary failure resolving 'deb.debian.org'"
        : "Unable to connect to deb.debian.org:http:";
    const releases = INDEXES.filter(([, what]) => what.endsWith("InRelease"));
    await io.stdout.write(
      `${releases.map(([archive, what], at) => `Err:${at + 1} ${MIRROR}/${archive} ${what}\n  ${why}\n`).join("")}Reading package lists... Done\n`,
    );
    const warnings = releases.map(
      ([archive, what]) => `W: Failed to fetch ${MIRROR}/${archive}/dists/${what.split(" ")[0]}/InRelease  ${why}\n`,
    );
    await io.stderr.write(
      `${warnings.join("")}W: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
    );
    return 0;
  }
  for (const [at, [archive, what, size]] of INDEXES.entries()) {
    await io.clock.sleep(60, io.signal);
    await io.stdout.write(`Get:${at + 1} ${MIRROR}/${archive} ${what} [${size}]\n`);
  }
  await io.stdout.write("Fetched 9310 kB in 1s (8866 kB/s)\nReading package lists... Done\n");
  io.files.makeDirectory(LISTS.slice(0, LISTS.lastIndexOf("/")), { parents: true });
  io.files.write(LISTS, "Suite: stable\nCodename: bookworm\n");
  return 0;
}

async function install(io: Io, names: readonly string[], args: readonly string[]): Promise<number> {
  if (io.user.uid !== 0) {
    await io.stderr.write(
      "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n",
    );
    return 100;
  }
  await io.stdout.write(READING);
  const listed = io.files.stat(LISTS) !== undefined;
  const there = (one: Package) => one.programs.every((program) => io.files.stat(`/usr/bin/${program}`) !== undefined);
  const wanted = names.map((name) => ({ name, found: PACKAGES.find((one) => one.name === name) }));
  const missing = wanted.filter(({ found }) => !found || (!listed && !there(found)));
  if (missing.length > 0) {
    await io.stderr.write(missing.map(({ name }) => `E: Unable to locate package ${name}\n`).join(""));
    return 100;
  }
  const packages = wanted.flatMap(({ found }) => (found ? [found] : []));
  for (const one of packages.filter(there)) {
    await io.stdout.write(`${one.name} is already the newest version (${one.version}).\n`);
  }
  const fresh = packages.filter((one) => !there(one));
  const none = installedIn(io, DATABASE);
  const needs = [...new Set(fresh.flatMap((one) => one.needs))].filter((need) => !none.has(need.split(" ")[0]!));
  const steps = [...needs, ...fresh.map((one) => `${one.name} ${one.version}`)];
  const listing = (entries: readonly string[]) =>
    `  ${entries
      .map((entry) => entry.split(" ")[0]!)
      .sort()
      .join(" ")}\n`;
  if (needs.length > 0)
    await io.stdout.write(`The following additional packages will be installed:\n${listing(needs)}`);
  if (fresh.length > 0) await io.stdout.write(`The following NEW packages will be installed:\n${listing(steps)}`);
  await io.stdout.write(`0 upgraded, ${steps.length} newly installed, 0 to remove and 0 not upgraded.\n`);
  if (fresh.length === 0) return 0;
  const sum = (pick: (one: Package) => number) =>
    fresh.reduce((all, one) => all + pick(one) + 120 * one.needs.length, 0);
  const archives = sum((one) => one.kilobytes);
  await io.stdout.write(
    `Need to get ${archives} kB of archives.\nAfter this operation, ${sum((one) => one.installedKilobytes)} kB of additional disk space will be used.\n`,
  );
  const agreed = args.some((arg) => /^-\w*y\w*$/.test(arg) || arg === "--yes" || arg === "--assume-yes");
  if (!agreed && !(await agrees(io))) {
    await io.stdout.write("Abort.\n");
    return 1;
  }
  const answer = await reachMirror(io, `${MIRROR}/debian/dists/bookworm/InRelease`);
  if (!answer.ok) {
    const [first = ""] = steps;
    await io.stderr.write(
      `E: Failed to fetch ${MIRROR}/debian/pool/main/${first.split(" ")[0]}  Unable to connect to deb.debian.org:http:\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`,
    );
    return 100;
  }
  for (const [at, step] of steps.entries()) {
    await io.clock.sleep(30, io.signal);
    const [name, version] = step.split(" ");
    const size = fresh.find((one) => one.name === name)?.kilobytes ?? 120;
    await io.stdout.write(`Get:${at + 1} ${MIRROR}/debian bookworm/main amd64 ${name} amd64 ${version} [${size} kB]\n`);
  }
  await io.stdout.write(`Fetched ${archives} kB in 0s (${archives * 4} kB/s)\n`);
  await io.stderr.write("debconf: delaying package configuration, since apt-utils is not installed\n");
  for (const [at, step] of steps.entries()) {
    const [name, version = ""] = step.split(" ");
    const file = version.replace(/^\d+:/, "");
    const reading = at === 0 ? "(Reading database ... 6090 files and directories currently installed.)\n" : "";
    await io.stdout.write(
      `Selecting previously unselected package ${name}.\n${reading}Preparing to unpack .../${name}_${file}_amd64.deb ...\nUnpacking ${name} (${version}) ...\n`,
    );
  }
  for (const one of fresh) unpack(io, one, DATABASE);
  for (const step of steps) await io.stdout.write(`Setting up ${step.replace(" ", " (")}) ...\n`);
  await io.stdout.write("Processing triggers for libc-bin (2.36-9+deb12u10) ...\n");
  return 0;
}

/** What somebody answers; nobody there means no. */
async function agrees(io: Io): Promise<boolean> {
  await io.stdout.write("Do you want to continue? [Y/n] ");
  const chunk = await io.stdin.read();
  if (!chunk) return false;
  return /^(y|yes)?\s*$/i.test(new TextDecoder().decode(chunk).trim());
}

async function remove(io: Io, names: readonly string[]): Promise<number> {
  await io.stdout.write(READING);
  const gone = PACKAGES.filter((one) => names.includes(one.name) && installedIn(io, DATABASE).has(one.name));
  for (const name of names.filter((one) => !gone.some((each) => each.name === one))) {
    await io.stdout.write(`Package '${name}' is not installed, so not removed\n`);
  }
  if (gone.length > 0) {
    await io.stdout.write(`The following packages will be REMOVED:\n  ${gone.map(({ name }) => name).join(" ")}\n`);
  }
  await io.stdout.write(`0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\n`);
  for (const one of gone) {
    for (const program of one.programs) io.files.remove(`/usr/bin/${program}`);
    await io.stdout.write(`Removing ${one.name} (${one.version}) ...\n`);
  }
  const left = [...installedIn(io, DATABASE)].filter((name) => !gone.some((one) => one.name === name));
  if (gone.length > 0) io.files.write(DATABASE, left.map((name) => `${name}\n`).join(""));
  return 0;
}
