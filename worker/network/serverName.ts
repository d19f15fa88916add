/** RFC 6066 section 3: an address is not a host name, and a name is sent without its final dot. */
export function sentName(serverName: string): string | undefined {
  if (serverName === "" || /^[\d.]+$/.test(serverName) || serverName.includes(":")) return undefined;
  return serverName.replace(/\.$/, "");
}
