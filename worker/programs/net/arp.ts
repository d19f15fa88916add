import type { Program } from "../../shell/program.ts";
import { neighboursOf } from "./interfaces.ts";

/** arp of net-tools, the part that looks: -a in BSD's form, otherwise a table. */
export const arp: Program = async (args, io) => {
  const known = neighboursOf(io.net);
  if (args.some((arg) => /^-\w*a/.test(arg))) {
    await io.stdout.write(known.map(({ ip, mac, device }) => `? (${ip}) at ${mac} [ether] on ${device}\n`).join(""));
    return 0;
  }
  const head = "Address                  HWtype  HWaddress           Flags Mask            Iface\n";
  const rows = known.map(
    ({ ip, mac, device }) => `${ip.padEnd(24)} ether   ${mac}   C                     ${device}\n`,
  );
  await io.stdout.write(known.length > 0 ? head + rows.join("") : "");
  return 0;
};
