/** Addresses, or the `nameserver` lines of a file. */
export function upstreams(to: readonly string[], { readFile }: { readFile(path: string): string | undefined }) {
  return to.flatMap((target) => {
    const file = target.startsWith("/") ? (readFile(target) ?? "") : undefined;
    const addresses = file === undefined ? [target] : [...file.matchAll(/^nameserver\s+(\S+)/gm)].map(([, ip]) => ip!);
    return addresses.map((address) => {
      const [, ip = address, port = "53"] = /^(?:dns:\/\/)?([\d.]+)(?::(\d+))?$/.exec(address) ?? [];
      return { ip, port: Number(port) };
    });
  });
}
