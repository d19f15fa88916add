import type { Program } from "../../shell/program.ts";
import { hostsEntries, resolveHost } from "../resolver.ts";

/** hostname: the name, or with -i and -I the addresses. */
export const hostname: Program = async (args, io) => {
  const { name, interfaces } = io.net.host;
  const flag = args.find((arg) => arg.startsWith("-")) ?? "";
  const outside = interfaces.filter((one) => one.name !== "lo").map((one) => one.ip);
  switch (flag) {
    case "":
      if (args.length > 0) {
        await io.stderr.write("hostname: you must be root to change the host name\n");
        return 1;
      }
      await io.stdout.write(`${name}\n`);
      return 0;
    case "-s":
    case "--short":
      await io.stdout.write(`${name.replace(/\..*/, "")}\n`);
      return 0;
    case "-f":
    case "--fqdn":
    case "--long":
      await io.stdout.write(`${fullName(io.files, name)}\n`);
      return 0;
    case "-d":
    case "--domain":
      await io.stdout.write(`${fullName(io.files, name).replace(/^[^.]*\.?/, "")}\n`);
      return 0;
    case "-I":
    case "--all-ip-addresses":
      await io.stdout.write(`${outside.join(" ")} \n`);
      return 0;
    case "-i":
    case "--ip-address": {
      const known = hostsEntries(io.files, name);
      const found = known.length > 0 ? undefined : await resolveHost(io, name);
      if (found && !found.ok) {
        await io.stderr.write("hostname: Name or service not known\n");
        return 1;
      }
      await io.stdout.write(`${(found?.ok ? found.addresses : known).join(" ")}\n`);
      return 0;
    }
    default:
      await io.stderr.write(`hostname: invalid option -- '${flag.replace(/^-+/, "")}'\n`);
      return 4;
  }
};

/** The first name on the line of /etc/hosts that has the short one. */
function fullName(files: Parameters<typeof hostsEntries>[0], name: string): string {
  if (!files.stat("/etc/hosts")) return name;
  for (const line of files.readText("/etc/hosts").split("\n")) {
    const [, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (names.includes(name)) return names[0]!;
  }
  return name;
}
