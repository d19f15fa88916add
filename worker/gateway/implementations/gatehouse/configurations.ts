import type { TcpConnection } from "../../../base/net.ts";
import type { ProxyConfiguration } from "../../compile/index.ts";
import { type Hello, linesOf, versionOf } from "./messages.ts";
import { tableText, upstreamsText } from "./text.ts";

type Part = "table" | "upstreams";

/** A part of a configuration as it goes over the wire. */
interface Line {
  readonly version: string;
  readonly content: string;
  readonly text: string;
}

interface Subscriber {
  readonly connection: TcpConnection;
  /** Versions that it has. */
  readonly has: { table?: string; upstreams?: string };
  sending: boolean;
}

/**
 * Hands the proxies of each Gateway their configuration over connections that stay open, and every change of it: the route table
 * and the endpoints each for itself, so that a pod that comes or goes does not send the table again.
 */
export class Configurations {
  readonly #current = new Map<string, Readonly<Record<Part, Line>>>();
  readonly #subscribers = new Map<string, Set<Subscriber>>();

  /** The configuration of a Gateway ("web/shop") from now on. Returns whether it is new. */
  set(gateway: string, configuration: ProxyConfiguration): boolean {
    const old = this.#current.get(gateway);
    const next = {
      table: line("table", tableText(configuration.table), old?.table),
      upstreams: line("upstreams", upstreamsText(configuration.upstreams), old?.upstreams),
    };
    if (old && next.table === old.table && next.upstreams === old.upstreams) return false;
    this.#current.set(gateway, next);
    for (const subscriber of this.#subscribers.get(gateway) ?? []) void this.#send(gateway, subscriber);
    return true;
  }

  /** Gateways that are no longer ours: their proxies keep what they have. */
  keepOnly(gateways: ReadonlySet<string>): void {
    for (const gateway of this.#current.keys()) if (!gateways.has(gateway)) this.#current.delete(gateway);
  }

  /** Serves one proxy until its connection ends. */
  async serve(connection: TcpConnection): Promise<void> {
    let subscriber: Subscriber | undefined;
    let gateway = "";
    for await (const text of linesOf(connection.input)) {
      const hello = readHello(text);
      if (!hello || subscriber) break;
      gateway = hello.gateway;
      const { table, upstreams } = hello;
      subscriber = { connection, has: { ...(table && { table }), ...(upstreams && { upstreams }) }, sending: false };
      const others = this.#subscribers.get(gateway) ?? new Set();
      this.#subscribers.set(gateway, others.add(subscriber));
      void this.#send(gateway, subscriber);
    }
    if (subscriber) this.#subscribers.get(gateway)?.delete(subscriber);
    connection.output.close();
  }

  /** Sends what has changed until nothing has; changes meanwhile are sent once, in their last state. */
  async #send(gateway: string, subscriber: Subscriber): Promise<void> {
    if (subscriber.sending) return;
    subscriber.sending = true;
    try {
      for (let part = this.#due(gateway, subscriber); part; part = this.#due(gateway, subscriber)) {
        const { version, text } = this.#current.get(gateway)![part];
        subscriber.has[part] = version;
        await subscriber.connection.output.write(`${text}\n`);
      }
    } catch {
      // The proxy has gone; its connection's end says so to `serve`.
    } finally {
      subscriber.sending = false;
    }
  }

  /** Endpoints go first: a table must not name backends that nobody knows the way to. */
  #due(gateway: string, { has }: Subscriber): Part | undefined {
    const current = this.#current.get(gateway);
    if (!current) return undefined;
    return (["upstreams", "table"] as const).find((part) => has[part] !== current[part].version);
  }
}

function line(part: Part, content: string, old: Line | undefined): Line {
  if (old?.content === content) return old;
  const version = versionOf(content);
  return { version, content, text: `{"version":"${version}","${part}":${content}}` };
}

function readHello(text: string): Hello | undefined {
  try {
    const hello: unknown = JSON.parse(text);
    return typeof hello === "object" && hello !== null && "gateway" in hello ? (hello as Hello) : undefined;
  } catch {
    return undefined;
  }
}
