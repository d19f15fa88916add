import type { Clock } from "../../base/clock.ts";
import type { DnsAnswer, DnsQuery, DnsRecord, NetAccess } from "../../base/net.ts";
import type { RandomStream } from "../../base/random.ts";
import { AnswerCache } from "./cache.ts";
import { bareZone, type Directive, inZone, type ServerBlock } from "./corefile.ts";
import { answerFromCluster, type KubernetesZones } from "./kubernetes.ts";
import { upstreams } from "./upstreams.ts";
import type { ClusterView } from "./view.ts";

/** What plugins reach. */
export interface ChainDeps {
  readonly view: ClusterView;
  readonly net: NetAccess;
  readonly clock: Clock;
  readonly chance: RandomStream;
  /** The host's name, for traces. */
  readonly at: string;
  /** A file of the container, undefined when it is not there. */
  readFile(path: string): string | undefined;
}

/** Answers or passes on. */
type Plugin = (query: DnsQuery) => Promise<DnsAnswer | undefined> | DnsAnswer | undefined;

const FORWARD_MS = 5_000;
const REFUSED: DnsAnswer = { dns: "answer", code: "REFUSED", answers: [], authority: [], authoritative: false };
const SERVFAIL: DnsAnswer = { ...REFUSED, code: "SERVFAIL" };

/** A server block's plugins that answer, in CoreDNS's fixed order: cache, rewrite, loadbalance, hosts, kubernetes, forward. */
export function serverChain(block: ServerBlock, deps: ChainDeps): (query: DnsQuery) => Promise<DnsAnswer> {
  const named = (name: string) => block.directives.filter((directive) => directive.name === name);
  const last = [...named("forward"), ...named("grpc")].map((directive) => forward(directive, deps));
  const plugins: Plugin[] = [
    ...named("hosts").map((directive) => hosts(directive, deps)),
    ...named("kubernetes").map((directive) => kubernetes(directive, deps, (query) => firstAnswer(last, query))),
    ...last,
  ];
  const rewrites = named("rewrite").flatMap(rewriteName);
  const balances = named("loadbalance").length > 0;
  const [cacheDirective] = named("cache");
  const cache = cacheDirective && new AnswerCache(cacheDirective);
  const shuffle = (answer: DnsAnswer) =>
    balances ? { ...answer, answers: shuffled(answer.answers, deps.chance) } : answer;

  return async (query) => {
    if (!block.zones.some((zone) => inZone(bareZone(query.name), zone))) return REFUSED;
    const kept = cache?.find(query, deps.clock.now());
    if (kept) return shuffle(kept);
    const rename = rewrites.find(({ from }) => from === bareZone(query.name));
    const asked = rename ? { ...query, name: rename.to } : query;
    const given = (await firstAnswer(plugins, asked)) ?? (plugins.length > 0 ? SERVFAIL : REFUSED);
    const answer = rename ? renamed(given, rename.to, query.name) : given;
    cache?.keep(query, answer, deps.clock.now());
    return shuffle(answer);
  };
}

async function firstAnswer(plugins: readonly Plugin[], query: DnsQuery): Promise<DnsAnswer | undefined> {
  for (const plugin of plugins) {
    const answer = await plugin(query);
    if (answer) return answer;
  }
  return undefined;
}

export function kubernetesZones({ args, block }: Directive): KubernetesZones {
  const line = (name: string) => block.find(([word]) => word === name);
  const pods = line("pods")?.[1];
  const through = line("fallthrough");
  return {
    zones: args.length > 0 ? args.map(bareZone) : ["cluster.local"],
    pods: pods === "insecure" || pods === "verified" ? pods : "disabled",
    fallthrough: through ? (through.length > 1 ? through.slice(1).map(bareZone) : ["."]) : [],
    ttl: Number(line("ttl")?.[1] ?? 5),
  };
}

function kubernetes(
  directive: Directive,
  deps: ChainDeps,
  next: (query: DnsQuery) => Promise<DnsAnswer | undefined>,
): Plugin {
  const zones = kubernetesZones(directive);
  return async (query) => {
    const answer = answerFromCluster(query, zones, deps.view);
    if (!answer) return undefined;
    const { follow, hop, ...rest } = answer;
    const given: DnsAnswer = { ...rest, hop: { ...hop, at: deps.at } };
    if (!follow) return given;
    const target = { ...query, name: follow };
    const inside = answerFromCluster(target, zones, deps.view);
    const found = inside ? inside.answers : ((await next(target))?.answers ?? []);
    return { ...given, answers: [...given.answers, ...found] };
  };
}

/** `hosts { IP name…  fallthrough }` or a file in that format. */
function hosts(directive: Directive, deps: ChainDeps): Plugin {
  const [path, ...zones] = directive.args;
  const inFile = path
    ? (deps.readFile(path) ?? "").split("\n").map((line) => line.replace(/#.*/, "").trim().split(/\s+/))
    : [];
  const lines = [...inFile, ...directive.block].filter((line) => line.length > 1 && /^[\d.]+$/.test(line[0]!));
  const table = new Map<string, string[]>();
  for (const [ip, ...names] of lines) {
    for (const name of names) table.set(bareZone(name), [...(table.get(bareZone(name)) ?? []), ip!]);
  }
  const through = directive.block.some(([word]) => word === "fallthrough");
  const ttl = Number(directive.block.find(([word]) => word === "ttl")?.[1] ?? 3600);
  return (query) => {
    const name = bareZone(query.name);
    if (zones.length > 0 && !zones.some((zone) => inZone(name, bareZone(zone)))) return undefined;
    const found = table.get(name);
    if (!found) return through ? undefined : { ...REFUSED, code: "NXDOMAIN", authoritative: true };
    const answers =
      query.type === "A" ? found.map((data): DnsRecord => ({ name: `${name}.`, type: "A", ttl, data })) : [];
    const hop = { kind: "resolver" as const, at: deps.at, says: `${name} stands in the Corefile's hosts` };
    return { dns: "answer", code: "NOERROR", answers, authority: [], authoritative: true, hop };
  };
}

/** `forward FROM TO…`: asks the name servers in turn until one answers. */
function forward({ args }: Directive, deps: ChainDeps): Plugin {
  const [from = ".", ...to] = args;
  const zone = bareZone(from);
  return async (query) => {
    if (!inZone(bareZone(query.name), zone)) return undefined;
    const hop = (says: string) => ({ kind: "resolver" as const, at: deps.at, says });
    const servers = upstreams(to, deps);
    let why = "it has no name server to forward to";
    for (const server of servers) {
      const answer = await deps.net.datagram(server, query, { timeoutMs: FORWARD_MS });
      if (answer.ok && !(answer.payload instanceof Uint8Array) && answer.payload.dns === "answer") {
        return { ...answer.payload, hop: answer.payload.hop ?? hop(`forwards ${query.name} to ${server.ip}`) };
      }
      why = `forwards ${query.name} to ${server.ip}: ${answer.ok ? "no answer" : answer.failure.says}`;
    }
    return { ...SERVFAIL, hop: hop(why) };
  };
}

/** `rewrite [stop|continue] name [exact] FROM TO`. */
function rewriteName({ args }: Directive): readonly { readonly from: string; readonly to: string }[] {
  const words = args.filter((word) => word !== "stop" && word !== "continue");
  if (words[0] !== "name") return [];
  const [from, to] = words.slice(words[1] === "exact" ? 2 : 1);
  return from && to ? [{ from: bareZone(from), to: bareZone(to) }] : [];
}

function renamed(answer: DnsAnswer, from: string, to: string): DnsAnswer {
  const name = `${bareZone(to)}.`;
  const answers = answer.answers.map((record) => (bareZone(record.name) === from ? { ...record, name } : record));
  return { ...answer, answers };
}

/** Aliases stay in front and in order; addresses are shuffled. */
function shuffled(records: readonly DnsRecord[], chance: RandomStream): readonly DnsRecord[] {
  const isAddress = ({ type }: DnsRecord) => type === "A" || type === "AAAA" || type === "MX";
  const addresses = records.filter(isAddress);
  if (addresses.length < 2) return records;
  for (let at = addresses.length - 1; at > 0; at--) {
    const other = chance.below(at + 1);
    [addresses[at], addresses[other]] = [addresses[other]!, addresses[at]!];
  }
  return [...records.filter((record) => !isAddress(record)), ...addresses];
}
