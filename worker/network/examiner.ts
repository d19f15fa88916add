import type { Clock } from "../base/clock.ts";
import type { TlsTrouble } from "../base/trace.ts";
import type { Certificate, SignatureMemo } from "../base/x509/index.ts";
import type { ClientSubject, Examiner, Soon } from "./handshake.ts";

/**
 * What the maker of a certificate knows of it, so that nobody need read it: handshakes with it cost a look-up, and code that reads
 * X.509 is not fetched, unless a client trusts somebody else or wants another name.
 */
export interface Vouched {
  readonly chainPem: string;
  /** PEM of the authority that signed it. */
  readonly authorityPem: string;
  /** Hosts and addresses, each as it may be asked for. */
  readonly names: readonly string[];
  readonly subject: ClientSubject;
  readonly purpose: "server" | "client";
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

type X509 = typeof import("../base/x509/index.ts");

/** A verdict, and while it stays true whatever the time. */
interface Verdict {
  readonly trouble: TlsTrouble | undefined;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** So many texts and verdicts are remembered; a sandbox has far fewer. */
const MAXIMUM_KEPT = 1000;

/** Reads each certificate once and gives each verdict once: ten thousand requests are verified as one. */
export class CertificateExaminer implements Examiner {
  readonly #clock: Clock;
  readonly #vouched = new Map<string, Vouched>();
  readonly #read = new Map<string, readonly Certificate[]>();
  /** By chain, then by trust, then by what else was asked: texts that are the same object need not be compared. */
  readonly #verdicts = new Map<string, Map<string, Map<string, Verdict>>>();
  #verdictsKept = 0;
  #x509: X509 | undefined;
  #memo: SignatureMemo | undefined;

  constructor(clock: Clock, vouched: readonly Vouched[]) {
    this.#clock = clock;
    for (const one of vouched) this.#vouched.set(one.chainPem.trim(), one);
  }

  server(asked: Parameters<Examiner["server"]>[0]): Soon<TlsTrouble | undefined> {
    const { chainPem, trust, host } = asked;
    const known = this.#known(chainPem, trust, "server");
    if (known?.names.includes(host)) return undefined;
    return this.#withX509((x509) => this.#verdict(x509, { ...asked, purpose: "server" }));
  }

  client(asked: Parameters<Examiner["client"]>[0]): ReturnType<Examiner["client"]> {
    const known = this.#known(asked.chainPem, asked.trust, "client");
    if (known) return { subject: known.subject };
    return this.#withX509((x509) => {
      const trouble = this.#verdict(x509, { ...asked, purpose: "client" });
      const leaf = this.#certificates(x509, asked.chainPem)[0];
      return { subject: leaf ? subjectOf(x509, leaf) : NOBODY, ...(trouble ? { trouble } : {}) };
    });
  }

  #known(chainPem: string, trust: string, purpose: Vouched["purpose"]): Vouched | undefined {
    const known = this.#vouched.get(chainPem.trim());
    const now = this.#clock.now();
    const good = known?.purpose === purpose && known.notBeforeMs <= now && now <= known.notAfterMs;
    return good && trust.includes(known.authorityPem.trim()) ? known : undefined;
  }

  #withX509<T>(work: (x509: X509) => T): Soon<T> {
    if (this.#x509) return work(this.#x509);
    return this.#clock.hold(import("../base/x509/index.ts")).then((x509) => {
      this.#x509 = x509;
      return work(x509);
    });
  }

  #certificates(x509: X509, pem: string): readonly Certificate[] {
    let found = this.#read.get(pem);
    if (!found) {
      if (this.#read.size >= MAXIMUM_KEPT) this.#read.clear();
      found = x509.certificatesIn(pem);
      this.#read.set(pem, found);
    }
    return found;
  }

  #verdict(x509: X509, asked: Asked): TlsTrouble | undefined {
    const { chainPem, trust, host = "", library, purpose } = asked;
    const key = `${purpose} ${library} ${host}`;
    const now = this.#clock.now();
    const kept = this.#verdicts.get(chainPem)?.get(trust)?.get(key);
    if (kept && kept.fromMs <= now && now <= kept.untilMs) return kept.trouble;
    this.#memo ??= new x509.SignatureMemo();
    const chain = this.#certificates(x509, chainPem);
    const trusted = this.#certificates(x509, trust);
    const trouble = judge(x509, this.#memo, { ...asked, chain, trusted, nowMs: now });
    this.#keep([chainPem, trust, key], { trouble, ...steadyAround(now, [...chain, ...trusted]) });
    return trouble;
  }

  #keep([chainPem, trust, key]: readonly [string, string, string], verdict: Verdict): void {
    if (this.#verdictsKept >= MAXIMUM_KEPT) {
      this.#verdicts.clear();
      this.#verdictsKept = 0;
    }
    const byTrust = this.#verdicts.get(chainPem) ?? new Map<string, Map<string, Verdict>>();
    const byKey = byTrust.get(trust) ?? new Map<string, Verdict>();
    this.#verdicts.set(chainPem, byTrust.set(trust, byKey.set(key, verdict)));
    this.#verdictsKept += 1;
  }
}

interface Asked {
  readonly chainPem: string;
  readonly trust: string;
  readonly purpose: "server" | "client";
  readonly library: "openssl" | "go";
  readonly host?: string;
}

const NOBODY: ClientSubject = { text: "", organisations: [] };

function subjectOf(x509: X509, { subject }: Certificate): ClientSubject {
  const commonName = x509.commonNameOf(subject);
  const organisations = subject.attributes.flatMap((one) => (one.oid === "2.5.4.10" ? [one.value] : []));
  return { text: x509.goName(subject), organisations, ...(commonName === undefined ? {} : { commonName }) };
}

/** The time around now in which no certificate begins or ends to be valid. */
function steadyAround(now: number, certificates: readonly Certificate[]): { fromMs: number; untilMs: number } {
  const starts = certificates.map((one) => one.notBeforeMs);
  const ends = certificates.map((one) => one.notAfterMs);
  const past = [...starts.filter((ms) => ms <= now), ...ends.filter((ms) => ms < now).map((ms) => ms + 1)];
  const ahead = [...starts.filter((ms) => ms > now).map((ms) => ms - 1), ...ends.filter((ms) => ms >= now)];
  return {
    fromMs: past.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    untilMs: ahead.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  };
}

/** OpenSSL builds a path first and looks at the name last; Go looks at dates and name before it looks for a way to a root. */
function judge(
  x509: X509,
  memo: SignatureMemo,
  asked: Asked & {
    readonly chain: readonly Certificate[];
    readonly trusted: readonly Certificate[];
    readonly nowMs: number;
  },
): TlsTrouble | undefined {
  const { chain, host, library, purpose, trusted, nowMs } = asked;
  const leaf = chain[0];
  if (!leaf) {
    return {
      problem: "malformed",
      depth: 0,
      verifyCode: 0,
      goSays: "tls: failed to parse certificate from server: x509: malformed certificate",
    };
  }
  const question = { chain, trusted, nowMs, purpose };
  const go = x509.goVerify({ ...question, ...(host ? { host } : {}) }, memo);
  const { faults } = x509.examineChain({ ...question, partial: true, strength: library === "openssl" }, memo);
  const misnamed = Boolean(host) && !x509.isFor(leaf, host!, library === "openssl");
  const named = { problem: "nameMismatch", depth: 0, code: x509.addressBytes(host ?? "") ? 64 : 62 } as const;
  const found = faults[0] ?? (misnamed ? named : undefined);
  if (library === "go" && go === undefined) return undefined;
  if (library === "openssl" && !found) return undefined;
  const dated = faults.find((one) => one.depth === 0 && (one.problem === "expired" || one.problem === "notYetValid"));
  const first = (library === "go" ? (dated ?? (misnamed ? named : undefined)) : undefined) ?? found ?? UNKNOWN;
  return {
    problem: first.problem,
    depth: first.depth,
    verifyCode: first.code,
    goSays: go ?? `x509: ${x509.VERIFY_WORDS[first.code]}`,
    ...(first.problem === "nameMismatch" ? { names: x509.hostNamesOf(leaf) } : {}),
  };
}

const UNKNOWN = { problem: "unknownAuthority", depth: 0, code: 20 } as const;
