import type { Clock } from "../base/clock.ts";
import type { HttpRequest } from "../base/http.ts";
import type { Peer, TlsIdentity } from "../base/net.ts";
import { DAY_MS } from "../base/time.ts";
import type { CertifiedKey } from "../base/tls.ts";
import type { Internet, InternetHost } from "../internet/index.ts";
import type { NetHost, Topology } from "../network/topology.ts";
import type { Profile } from "../profiles/index.ts";

/** What a site shows: a chain of the public authority that machines trust, made when it is first asked for, and looked at anew every day. */
function publicIdentity(names: readonly string[], clock: Clock): TlsIdentity {
  let shown: { readonly day: number; readonly certificate: CertifiedKey } | undefined;
  return {
    alpn: ["h2", "http/1.1"],
    certificate() {
      const now = clock.now();
      const day = Math.floor(now / DAY_MS);
      if (shown?.day === day) return shown.certificate;
      return clock.hold(import("../base/x509/index.ts")).then(({ publicCertificate }) => {
        shown = { day, certificate: publicCertificate(names, now) };
        return shown.certificate;
      });
    },
  };
}

const hostId = (address: string): string => `internet/${address}`;

/** Stands the internet's addresses on the wires; afterwards, and whenever `follow` is called, they are what the internet says. */
export class InternetWires {
  readonly #topology: Topology;
  readonly #internet: Internet;
  readonly #segment: string;
  readonly #clock: Clock;
  readonly #standing = new Map<string, NetHost>();

  constructor(topology: Topology, internet: Internet, profile: Profile, clock: Clock) {
    this.#topology = topology;
    this.#internet = internet;
    this.#clock = clock;
    this.#segment = profile.segments[0]!.name;
    this.follow();
  }

  follow(): void {
    const wanted = new Map(this.#internet.hosts.map((host) => [host.address, host]));
    for (const [address, host] of this.#standing) {
      if (wanted.has(address)) continue;
      host.remove();
      this.#standing.delete(address);
    }
    for (const host of wanted.values()) {
      if (!this.#standing.has(host.address)) this.#standing.set(host.address, this.#stand(host));
    }
  }

  #stand({ address, names }: InternetHost): NetHost {
    const [name = address] = names;
    const host = this.#topology.addHost({
      id: hostId(address),
      name,
      interfaces: [{ name: "eth0", ip: address, prefix: 32, segment: this.#segment }],
      about: { kind: "Site", name },
    });
    const http = (request: HttpRequest, peer: Peer) => this.#internet.answer(request, peer);
    const access = host.access("web server");
    access.listen({ port: 80, process: "web server" }, { http });
    access.listen(
      { port: 443, process: "web server" },
      { http, tls: publicIdentity(names.length > 0 ? names : [address], this.#clock) },
    );
    return host;
  }
}
