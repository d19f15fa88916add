import type { DnsRecord, DnsType } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";
import { askServers, candidateNames, isIpAddress, readResolverConfig } from "../resolver.ts";
import { absolute, dnsType, relative, reverseName } from "./ask.ts";

/** host of BIND 9.18: one line a record. */
export const host: Program = async (args, io) => {
  let type: DnsType | undefined;
  const names: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "-t") type = dnsType(args[++i] ?? "");
    else if (!args[i]!.startsWith("-")) names.push(args[i]!);
  }
  const [name, server] = names;
  if (name === undefined) {
    await io.stderr.write(
      "Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] [-R number] hostname [server]\n",
    );
    return 1;
  }
  const usual = readResolverConfig(io.files);
  const config = server === undefined ? usual : { ...usual, nameServers: [server] };
  const reverse = isIpAddress(name);
  const candidates = reverse ? [reverseName(name)] : candidateNames(name, config);
  let code = "NXDOMAIN";
  for (const candidate of candidates) {
    const types: readonly DnsType[] = reverse ? ["PTR"] : type ? [type] : ["A", "AAAA"];
    const records: DnsRecord[] = [];
    for (const one of types) {
      const answered = await askServers(io, { name: candidate, type: one, config });
      if (!answered.ok) {
        await io.stdout.write(";; connection timed out; no servers could be reached\n");
        return 1;
      }
      code = answered.answer.code;
      for (const record of answered.answer.answers) {
        if (!records.some((known) => known.type === record.type && known.data === record.data)) records.push(record);
      }
      if (code !== "NOERROR") break;
    }
    if (records.length > 0) {
      await io.stdout.write(records.map((record) => `${line(record)}\n`).join(""));
      return 0;
    }
    if (code === "NOERROR") {
      await io.stdout.write(type ? `${relative(candidate)} has no ${type} record\n` : "");
      return 0;
    }
  }
  const number = code === "NXDOMAIN" ? 3 : code === "SERVFAIL" ? 2 : 5;
  const shown = reverse ? reverseName(name) : name;
  await io.stdout.write(`Host ${shown} not found: ${number}(${code})\n`);
  return 1;
};

function line({ name, type, data }: DnsRecord): string {
  const owner = relative(name);
  switch (type) {
    case "A":
      return `${owner} has address ${data}`;
    case "AAAA":
      return `${owner} has IPv6 address ${data}`;
    case "CNAME":
      return `${owner} is an alias for ${absolute(data)}`;
    case "PTR":
      return `${owner} domain name pointer ${absolute(data)}`;
    case "SRV":
      return `${owner} has SRV record ${data}`;
    case "MX":
      return `${owner} mail is handled by ${data}`;
    case "TXT":
      return `${owner} descriptive text ${data}`;
    case "NS":
      return `${owner} name server ${data}`;
    default:
      return `${owner} has ${type} record ${data}`;
  }
}
