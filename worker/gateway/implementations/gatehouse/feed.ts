import type { Clock } from "../../../base/clock.ts";
import type { NetAccess, SocketAddress } from "../../../base/net.ts";
import { type Hello, linesOf, type Update } from "./messages.ts";

/** What a proxy asks the controller with. */
export interface FeedOptions {
  readonly net: NetAccess;
  readonly clock: Clock;
  /** Where the controller is now; undefined when its name has no address. */
  find(): Promise<SocketAddress | undefined>;
  /** What is asked for, and which versions there are already. */
  hello(): Hello;
  take(update: Update): void;
  /** The connection is up, or why it is not; said once for as long as it stays so. */
  say(state: string): void;
  /** It has been connected before, in a former life: only what is otherwise now is worth saying. */
  readonly resumed?: boolean;
}

const CONNECTED = "connected to the controller";

const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 10_000;
const CONNECT_LIMIT_MS = 5_000;

/** Follows a Gateway's configuration until the signal aborts; connects again whenever the connection is lost. */
export async function followConfiguration(options: FeedOptions, signal: AbortSignal): Promise<void> {
  const { clock } = options;
  let waitMs = FIRST_WAIT_MS;
  let said = options.resumed ? CONNECTED : undefined;
  const say = (state: string) => {
    if (state !== said) options.say(state);
    said = state;
  };
  while (!signal.aborted) {
    const trouble = await once(options, say, signal);
    if (signal.aborted) return;
    if (trouble === undefined) waitMs = FIRST_WAIT_MS;
    say(trouble ?? "connection to the controller lost");
    await clock.sleep(waitMs, signal).catch(() => {});
    waitMs = Math.min(waitMs * 2, LAST_WAIT_MS);
  }
}

/** One connection, for as long as it lasts; why there was none. */
async function once(
  { net, find, hello, take }: FeedOptions,
  say: (state: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const address = await find();
  if (!address) return "the controller's name has no address";
  const connected = await net.connect(address, { timeoutMs: CONNECT_LIMIT_MS, signal });
  if (!connected.ok)
    return `cannot connect to the controller at ${address.ip}:${address.port}: ${connected.failure.says}`;
  const { input, output } = connected.connection;
  const stop = () => connected.connection.reset();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await output.write(`${JSON.stringify(hello())}\n`);
    say(CONNECTED);
    for await (const text of linesOf(input)) take(JSON.parse(text) as Update);
  } catch {
    // Lost while it was being asked: as any other loss.
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return undefined;
}
