/** One line of a server block with what stands in its braces: `forward . /etc/resolv.conf { … }`. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly (readonly string[])[];
  readonly line: number;
}

export interface ServerBlock {
  /** "." for all names, or a domain; without the port. */
  readonly zones: readonly string[];
  readonly port: number;
  readonly directives: readonly Directive[];
}

/** What CoreDNS prints before it gives up. */
export class CorefileError extends Error {
  constructor(path: string, line: number, what: string) {
    super(`${path}:${line} - Error during parsing: ${what}`);
    this.name = "CorefileError";
  }
}

/** Plugins that CoreDNS has compiled in (its plugin.cfg); others are refused as it refuses them. */
const KNOWN = new Set(
  (
    "root metadata geoip cancel tls timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus " +
    "errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite header dnssec autopath minimal template " +
    "transfer hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign view nomad"
  ).split(" "),
);

interface Token {
  readonly text: string;
  readonly line: number;
}

/**
 * Reads a Corefile: server blocks, plugins, nested braces one level deep, comments, quoted words.
 *
 * @throws CorefileError in CoreDNS's words
 */
export function parseCorefile(text: string, path: string): readonly ServerBlock[] {
  const lines = text.split("\n").map(wordsOf);
  const blocks: ServerBlock[] = [];
  let at = 0;
  const error = (line: number, what: string) => new CorefileError(path, line, what);
  while (at < lines.length) {
    const head = lines[at]!;
    at += 1;
    if (head.length === 0) continue;
    if (head.at(-1)?.text !== "{") throw error(head[0]!.line, `Unexpected EOF`);
    const keys = head.slice(0, -1).map(({ text: key }) => key.replace(/,$/, ""));
    const directives: Directive[] = [];
    for (;;) {
      const line = lines[at++];
      if (!line) throw error(lines.length, "Unexpected EOF");
      const [first] = line;
      if (!first) continue;
      if (first.text === "}") break;
      if (!KNOWN.has(first.text)) throw error(first.line, `Unknown directive '${first.text}'`);
      const opens = line.at(-1)?.text === "{";
      const block: string[][] = [];
      while (opens) {
        const inner = lines[at++];
        if (!inner) throw error(lines.length, "Unexpected EOF");
        if (inner[0]?.text === "}") break;
        if (inner.at(-1)?.text === "{") at = skipBlock(lines, at);
        if (inner.length > 0) block.push(inner.map((word) => word.text));
      }
      const args = line.slice(1, opens ? -1 : undefined).map((word) => word.text);
      directives.push({ name: first.text, args, block, line: first.line });
    }
    blocks.push({ ...zonesOf(keys), directives });
  }
  return blocks;
}

/** Nested braces inside a plugin's block carry nothing that is read here. */
function skipBlock(lines: readonly (readonly Token[])[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]![0]?.text !== "}") at += 1;
  return at + 1;
}

function zonesOf(keys: readonly string[]): { readonly zones: readonly string[]; readonly port: number } {
  let port = 53;
  const zones = keys.map((key) => {
    const [, zone = "", own] = /^(?:dns:\/\/)?(.*?)(?::(\d+))?$/.exec(key) ?? [];
    if (own) port = Number(own);
    return bareZone(zone);
  });
  return { zones, port };
}

/** "." for the root, else without the final dot and in lower case. */
export function bareZone(zone: string): string {
  return zone === "." || zone === "" ? "." : zone.toLowerCase().replace(/\.$/, "");
}

export const inZone = (name: string, zone: string): boolean =>
  zone === "." || name === zone || name.endsWith(`.${zone}`);

function wordsOf(line: string, index: number): Token[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"|#.*|\S+/g) ?? [];
  const end = words.findIndex((word) => word.startsWith("#"));
  return (end < 0 ? words : words.slice(0, end)).map((word) => ({
    text: word.startsWith('"') ? word.slice(1, -1) : word,
    line: index + 1,
  }));
}
