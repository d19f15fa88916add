import type { DnsAnswer, DnsQuery } from "../../base/net.ts";
import type { Directive } from "./corefile.ts";
import { bareZone, inZone } from "./corefile.ts";

/** How long the cache plugin keeps answers, in seconds, and for which zones it does not. */
interface CacheRules {
  readonly success: number;
  readonly denial: number;
  readonly successOff: readonly string[];
  readonly denialOff: readonly string[];
}

const DEFAULT_SUCCESS = 3600;
const DEFAULT_DENIAL = 1800;

/** CoreDNS's cache plugin: answers kept for their time to live, at most as long as its configuration says. */
export class AnswerCache {
  readonly #rules: CacheRules;
  readonly #kept = new Map<string, { readonly answer: DnsAnswer; readonly untilMs: number; readonly fromMs: number }>();

  constructor(directive: Directive) {
    this.#rules = readRules(directive);
  }

  find(query: DnsQuery, nowMs: number): DnsAnswer | undefined {
    const key = keyOf(query);
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    if (kept.untilMs <= nowMs) {
      this.#kept.delete(key);
      return undefined;
    }
    const age = Math.floor((nowMs - kept.fromMs) / 1000);
    const aged = kept.answer.answers.map((record) => ({ ...record, ttl: Math.max(0, record.ttl - age) }));
    return { ...kept.answer, answers: aged, authoritative: kept.answer.authoritative };
  }

  keep(query: DnsQuery, answer: DnsAnswer, nowMs: number): void {
    const name = bareZone(query.name);
    const denies = answer.code === "NXDOMAIN" || (answer.code === "NOERROR" && answer.answers.length === 0);
    if (answer.code !== "NOERROR" && !denies) return;
    const off = denies ? this.#rules.denialOff : this.#rules.successOff;
    if (off.some((zone) => inZone(name, zone))) return;
    const records = denies ? answer.authority : answer.answers;
    const own = records.length > 0 ? Math.min(...records.map(({ ttl }) => ttl)) : 0;
    const seconds = Math.min(own, denies ? this.#rules.denial : this.#rules.success);
    if (seconds > 0) this.#kept.set(keyOf(query), { answer, fromMs: nowMs, untilMs: nowMs + seconds * 1000 });
  }
}

const keyOf = (query: DnsQuery): string => `${bareZone(query.name)} ${query.type}`;

function readRules({ args, block }: Directive): CacheRules {
  const limit = args[0] && /^\d+$/.test(args[0]) ? Number(args[0]) : undefined;
  const seconds = (name: string) => {
    const line = block.find(([word]) => word === name);
    return line?.[2] ? Number(line[2]) : undefined;
  };
  const off = (name: string) =>
    block
      .filter(([word, what]) => word === "disable" && what === name)
      .flatMap(([, , ...zones]) => (zones.length > 0 ? zones.map(bareZone) : ["."]));
  return {
    success: seconds("success") ?? limit ?? DEFAULT_SUCCESS,
    denial: seconds("denial") ?? limit ?? DEFAULT_DENIAL,
    successOff: off("success"),
    denialOff: off("denial"),
  };
}
