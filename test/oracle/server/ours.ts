import { builtInSchemas } from "../../../worker/api/generated/index.ts";
import { type ApiServer, createApiServer } from "../../../worker/api/index.ts";
import { servedKinds } from "../../../worker/api/kinds/index.ts";
import { SandboxClock } from "../../../worker/base/clock.ts";
import type { HttpResponse } from "../../../worker/base/http.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { fromUtf8, utf8 } from "../../../worker/base/streams.ts";
import { outboundCaller } from "../../../worker/cluster/outbound.ts";
import { birthPolicy } from "../../../worker/cluster/policy.ts";
import { profileNamed } from "../../../worker/profiles/index.ts";
import { stillTime } from "../../worker/stillTime.ts";
import type { RawAnswer, Request, Send } from "./play.ts";

/** What passes between two requests: definitions are noticed meanwhile. */
const MOMENT_MS = 100;
const START = Date.UTC(2026, 5, 1);

/** The API server alone, without loops, as the recorded one ran. */
export async function startServer(version: string): Promise<Send> {
  const clock = new SandboxClock(START, stillTime);
  const server = createApiServer({
    kinds: servedKinds,
    schemas: builtInSchemas,
    clock,
    random: new SeededRandom(1),
    serviceCidr: "10.96.0.0/16",
    version,
    policy: birthPolicy(profileNamed("kind")),
  });
  const { cache } = server;
  const random = new SeededRandom(2);
  const nowhere = { net: () => undefined, routing: "clusterIP", nameServer: "" } as const;
  server.connectOutbound(outboundCaller({ cache, clock, random, ...nowhere }));
  const send: Send = async (request) => {
    const answer = await sendTo(server, request);
    await clock.advance(MOMENT_MS);
    return answer;
  };
  const headers = { "Content-Type": "application/json" };
  for (const name of ["default", "kube-system", "kube-public", "kube-node-lease"]) {
    await send({ method: "POST", path: "/api/v1/namespaces", headers, body: JSON.stringify({ metadata: { name } }) });
  }
  return send;
}

/** How long a stream is waited for: nothing in the server takes time. */
const PATIENCE_MS = 300;

async function sendTo(server: ApiServer, { method, path, headers, body, lines }: Request): Promise<RawAnswer> {
  const giveUp = new AbortController();
  const response = await server.handle({
    method,
    path,
    authority: "127.0.0.1:6443",
    headers: Object.entries(headers).filter(([name, value]) => name !== "Authorization" || value !== "Bearer admin"),
    body: utf8(body),
    protocol: "HTTP/1.1",
    signal: giveUp.signal,
  });
  const text = await firstLines(response, lines ?? Number.POSITIVE_INFINITY);
  giveUp.abort();
  return { status: response.status, headers: response.headers, body: text };
}

/** The first lines of a stream, fewer when no more come. */
async function firstLines({ body }: HttpResponse, lines: number): Promise<string> {
  if (body instanceof Uint8Array) return fromUtf8(body);
  const stream = body[Symbol.asyncIterator]();
  let text = "";
  while (text.split("\n").length <= lines) {
    const late = new Promise<undefined>((done) => setTimeout(() => done(undefined), PATIENCE_MS));
    const part = await Promise.race([stream.next(), late]);
    if (!part || part.done) break;
    text += fromUtf8(part.value);
  }
  return Number.isFinite(lines) ? text.split("\n").slice(0, lines).join("\n") : text;
}
