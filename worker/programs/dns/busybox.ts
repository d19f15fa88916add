import type { DnsAnswer, DnsType } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";
import { isIpAddress, readResolverConfig, resolveHost } from "../resolver.ts";
import { absolute, ask, dnsType, relative, reverseName } from "./ask.ts";

/**
 * nslookup of busybox 1.36: a name without dots is asked with every search domain, and every answer is shown; a name with
 * dots is asked as it is.
 */
export const busyboxNslookup: Program = async (args, io) => {
  let types: readonly DnsType[] = ["A", "AAAA"];
  const words: string[] = [];
  for (const arg of args) {
    const type = /^-(?:type|querytype)=(.*)$/.exec(arg)?.[1];
    if (type !== undefined) types = [dnsType(type) ?? "A"];
    else if (!arg.startsWith("-")) words.push(arg);
  }
  const [name, given] = words;
  if (name === undefined) {
    await io.stderr.write(
      "BusyBox v1.36.1 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n",
    );
    return 1;
  }
  const config = readResolverConfig(io.files);
  const found = given === undefined ? undefined : await resolveHost(io, given);
  if (found && !found.ok) {
    await io.stderr.write(`nslookup: bad address '${given}'\n`);
    return 1;
  }
  const server = found?.addresses[0] ?? config.nameServers[0]!;
  const reverse = isIpAddress(name);
  const searched = !reverse && !name.includes(".") && config.search.length > 0;
  const names = reverse ? [reverseName(name)] : searched ? config.search.map((domain) => `${name}.${domain}`) : [name];
  await io.stdout.write(`Server:\t\t${given ?? server}\nAddress:\t${server}:53\n\n`);
  let code = 0;
  for (const one of names) {
    for (const type of reverse ? (["PTR"] as const) : types) {
      const timeoutMs = config.timeoutMs;
      const reply = await ask(io, { server, port: 53, name: absolute(one), type, timeoutMs });
      if (!("dns" in reply)) {
        await io.stdout.write(";; connection timed out; no servers could be reached\n\n");
        return 1;
      }
      const text = tell(reply, relative(one));
      if (reply.code !== "NOERROR") code = 1;
      await io.stdout.write(`${text}\n`);
    }
  }
  return code;
};

function tell(answer: DnsAnswer, name: string): string {
  if (answer.code !== "NOERROR") return `** server can't find ${name}: ${answer.code}\n`;
  const note = answer.authoritative ? "" : "Non-authoritative answer:\n";
  return (
    note +
    answer.answers
      .map(({ name: owner, type, data }) => {
        const own = relative(owner);
        if (type === "A" || type === "AAAA") return `Name:\t${own}\nAddress: ${data}\n`;
        if (type === "CNAME") return `${own}\tcanonical name = ${relative(data)}\n`;
        if (type === "PTR") return `${own}\tname = ${relative(data)}\n`;
        return `${own}\t${type === "SRV" ? "service" : type.toLowerCase()} = ${data}\n`;
      })
      .join("")
  );
}
