/**
 * Plays scenarios of HTTP requests against an API server, a real one or ours, and gives the answers in a form in which two servers can be
 * compared: what a server makes up (uids, revisions, times, addresses, generated names) is named by where it first appears.
 *
 * @module
 */
import { type Aspects, parsed, Sight } from "./sight.ts";

export interface Step {
  /** A sentence about what is asked; unique in its scenario. */
  readonly says: string;
  /** "POST /api/v1/namespaces/$(ns)/pods" */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  /** Later steps may use fields of the answer: `$(NAME.metadata.uid)`. */
  readonly as?: string;
  /** Asked again until it is answered with this status: what a real server does a moment later. */
  readonly until?: number;
  /** The answer is a stream: how many lines of it are read. */
  readonly lines?: number;
}

export interface Scenario {
  /** Also the name of its namespace, which is empty at the start but for the service account "default". */
  readonly name: string;
  /** Whether managedFields are looked at: they are in every object, and looked at where they matter. */
  readonly managedFields?: boolean;
  readonly steps: readonly Step[];
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly lines?: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export type Send = (request: Request) => Promise<RawAnswer>;

export interface Answer extends Aspects {
  readonly says: string;
}

const TRIES = 100;
const PAUSE_MS = 100;

/** Plays one scenario from an empty namespace. */
export async function play(scenario: Scenario, send: Send): Promise<Answer[]> {
  await prepareNamespace(scenario.name, send);
  const sight = new Sight(JSON.stringify(scenario), scenario.managedFields ?? false);
  const known = new Map<string, unknown>([["ns", scenario.name]]);
  const answers: Answer[] = [];
  for (const step of scenario.steps) {
    const request = filledIn(step, known);
    let raw = await send(request);
    for (let tries = 0; step.until !== undefined && raw.status !== step.until && tries < TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      raw = await send(request);
    }
    if (step.as) known.set(step.as, parsed(raw.body));
    answers.push({ says: step.says, ...sight.of(raw, step.lines !== undefined) });
  }
  return answers;
}

async function prepareNamespace(name: string, send: Send): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const create = async (path: string, object: unknown) => {
    const { status, body } = await send({ method: "POST", path, headers, body: JSON.stringify(object) });
    if (status !== 201) throw new Error(`no namespace for ${name}: ${body}`);
  };
  await create("/api/v1/namespaces", { metadata: { name } });
  await create(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: "default" } });
}

function filledIn(step: Step, known: ReadonlyMap<string, unknown>): Request {
  const filled = (text: string) =>
    text.replace(/\$\(([\w-]+)((?:\.[\w-]+)*)\)/g, (_, name: string, path: string) => valueAt(known, name, path));
  const [method = "", path = ""] = filled(step.request).split(" ");
  const body = step.text ?? (step.body === undefined ? "" : JSON.stringify(step.body));
  const headers: Record<string, string> = { Accept: "application/json", "User-Agent": "oracle/1.0" };
  if (body) headers["Content-Type"] = "application/json";
  for (const [name, value] of Object.entries(step.headers ?? {})) headers[name] = filled(value);
  return { method, path, headers, body: filled(body), ...(step.lines ? { lines: step.lines } : {}) };
}

function valueAt(known: ReadonlyMap<string, unknown>, name: string, path: string): string {
  let value = known.get(name);
  for (const key of path.split(".").slice(1)) value = (value as Record<string, unknown> | undefined)?.[key];
  return value === undefined ? `$(${name}${path})` : String(value);
}
