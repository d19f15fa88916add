import { expect, test } from "vitest";
import { defineController, on, runController } from "../../../../worker/api/index.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { Event, Pod, pod, type Thing, testServer, Widget, widget } from "../local.ts";

function world() {
  const { server, client, clock } = testServer();
  const lines: string[] = [];
  const events = server.recorder(client, { component: "test" });
  const deps = {
    client,
    cache: server.cache,
    clock,
    random: new SeededRandom(2),
    events,
    log: (line: string) => lines.push(line),
  };
  return { server, client, clock, deps, lines };
}

test("a loop sees what is there, what comes, and what concerns it by way of others", async () => {
  const { client, clock, deps } = world();
  const seen: string[] = [];
  const stop = new AbortController();
  await client.create(Widget, widget("first"));
  const done = runController(
    defineController<Thing>({
      name: "test",
      for: Widget,
      watches: [on(Pod, (one) => [`default/of-${one.metadata.name}`])],
      async reconcile(ref, object) {
        seen.push(`${ref.name}${object ? "" : " (gone)"}`);
      },
    }),
    deps,
    stop.signal,
  );
  await clock.advance(1);
  await client.create(Widget, widget("second"));
  await client.create(Pod, pod("p"));
  await clock.advance(1);
  await client.delete(Widget, { namespace: "default", name: "first" });
  await clock.advance(1);
  stop.abort();
  await done;
  expect(seen).toEqual(["first", "second", "of-p (gone)", "first (gone)"]);
});

test("failures come back after 5 ms, doubling; waiting is a return value", async () => {
  const { client, clock, deps, lines } = world();
  const times: number[] = [];
  const stop = new AbortController();
  const start = clock.now();
  const done = runController(
    defineController<Thing>({
      name: "test",
      for: Widget,
      watches: [],
      async reconcile() {
        times.push(clock.now() - start);
        if (times.length < 4) throw new Error("not yet");
        return times.length < 6 ? { requeueAfterMs: 1000 } : undefined;
      },
    }),
    deps,
    stop.signal,
  );
  await client.create(Widget, widget("a"));
  await clock.advance(10_000);
  stop.abort();
  await done;
  expect(times).toEqual([0, 5, 15, 35, 1035, 2035]);
  expect(lines[0]).toContain("not yet");
});

test("the same words about the same object raise the count of the first event", async () => {
  const { client, deps, clock } = world();
  const about = await client.create(Widget, widget("a"));
  await deps.events.event(about, { type: "Normal", reason: "Pulled", message: "there" });
  await clock.advance(5000);
  await deps.events.event(about, { type: "Normal", reason: "Pulled", message: "there" });
  await deps.events.event(about, { type: "Normal", reason: "Pulled", message: "else" });
  const events = await client.list(Event);
  expect(events).toHaveLength(2);
  expect(events.find((one) => (one as unknown as { count: number }).count === 2)).toMatchObject({
    message: "there",
    firstTimestamp: "2026-01-01T00:00:00Z",
    lastTimestamp: "2026-01-01T00:00:05Z",
    involvedObject: { kind: "Widget", name: "a", namespace: "default", uid: about.metadata.uid },
    source: { component: "test" },
  });
});

test("one source about one object passes 25 events at once, then one every five minutes", async () => {
  const { client, deps, clock } = world();
  const about = await client.create(Widget, widget("a"));
  for (let i = 0; i < 40; i++) await deps.events.event(about, { type: "Warning", reason: "BackOff", message: `m${i}` });
  expect(await client.list(Event)).toHaveLength(25);
  await clock.advance(300_000);
  await deps.events.event(about, { type: "Warning", reason: "BackOff", message: "later" });
  expect(await client.list(Event)).toHaveLength(26);
});
