import { describe, expect, test } from "vitest";
import { type HostTime, SandboxClock } from "../../../worker/base/clock.ts";

/** Host time under the test's control: timers fire when the test says so, perhaps late. */
function manualHost() {
  let nowMs = 0;
  let timers: { dueMs: number; callback: () => void }[] = [];
  const host: HostTime = {
    now: () => nowMs,
    after(ms, callback) {
      const timer = { dueMs: nowMs + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    hop: () => new Promise((resolve) => setImmediate(resolve)),
  };
  const pass = async (ms: number) => {
    nowMs += ms;
    const due = timers.filter((timer) => timer.dueMs <= nowMs);
    timers = timers.filter((timer) => timer.dueMs > nowMs);
    for (const { callback } of due) callback();
    for (let i = 0; i < 20; i++) await host.hop();
  };
  return { host, pass };
}

describe("the virtual clock", () => {
  test("stands still unless driven, and jumps to what is due", async () => {
    const clock = new SandboxClock(1_000, manualHost().host);
    const seen: number[] = [];
    const work = (async () => {
      await clock.sleep(5_000);
      seen.push(clock.now());
      await clock.sleep(10);
      seen.push(clock.now());
    })();
    expect(clock.now()).toBe(1_000);
    await clock.drive(work);
    expect(seen).toEqual([6_000, 6_010]);
  });

  test("fires timers in order of due time, then of asking", async () => {
    const clock = new SandboxClock(0, manualHost().host);
    const order: string[] = [];
    clock.after(20, () => order.push("c"));
    clock.after(10, () => order.push("a"));
    clock.after(10, () => order.push("b"));
    const cancel = clock.after(15, () => order.push("never"));
    cancel();
    await clock.advance(30);
    expect(order).toEqual(["a", "b", "c"]);
  });

  test("goes on by one moment a step, once what can run has run", async () => {
    const clock = new SandboxClock(0, manualHost().host);
    const seen: string[] = [];
    clock.after(5, () => seen.push("a"));
    clock.after(5, () => seen.push("b"));
    clock.after(9, () => seen.push("c"));
    void clock.hold(Promise.resolve()).then(() => seen.push("held"));
    await clock.step();
    expect([clock.now(), ...seen]).toEqual([5, "held", "a", "b"]);
    await clock.step();
    await clock.step();
    expect([clock.now(), ...seen]).toEqual([9, "held", "a", "b", "c"]);
  });

  test("says so when what is waited for can never come", async () => {
    const clock = new SandboxClock(0, manualHost().host);
    await expect(clock.drive(new Promise(() => {}))).rejects.toThrow("never happen");
  });

  test("stands still while real work is under way, and hands results on in the order asked", async () => {
    const clock = new SandboxClock(0, manualHost().host);
    const order: string[] = [];
    const later = (ms: number, name: string) => new Promise<string>((resolve) => setTimeout(() => resolve(name), ms));
    clock.after(1, () => order.push("timer"));
    const slow = clock.hold(later(20, "slow")).then((name) => order.push(name));
    const quick = clock.hold(later(1, "quick")).then((name) => order.push(name));
    await clock.drive(Promise.all([slow, quick, clock.sleep(5)]));
    expect(order).toEqual(["slow", "quick", "timer"]);
  });

  test.each([0, 20])("hands the result of %i ms of work on when nothing else can run", async (ms) => {
    const clock = new SandboxClock(0, manualHost().host);
    const order: string[] = [];
    const work = ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, ms));
    const held = clock.hold(work).then(() => order.push("held"));
    const chain = (async () => {
      for (let step = 0; step < 100; step++) await undefined;
      order.push("chain");
    })();
    await clock.drive(Promise.all([held, chain]));
    expect(order).toEqual(["chain", "held"]);
  });

  test("a sleep that is aborted rejects with the reason and leaves no timer", async () => {
    const clock = new SandboxClock(0, manualHost().host);
    const stop = new AbortController();
    const sleeping = clock.sleep(1_000, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(clock.drive(new Promise(() => {}))).rejects.toThrow("never happen");
  });
});

describe("the clock at a finite speed", () => {
  test("follows the host, times the speed", async () => {
    const { host, pass } = manualHost();
    const clock = new SandboxClock(100, host, 10);
    await pass(7);
    expect(clock.now()).toBe(170);
  });

  test("a host timer that comes late does not make two moments one", async () => {
    const { host, pass } = manualHost();
    const clock = new SandboxClock(0, host, 1);
    const order: string[] = [];
    clock.sleep(2_000).then(() => order.push("first, and what it set off"));
    clock.after(2_001, () => order.push("a moment later"));
    await pass(2_050);
    expect(order).toEqual(["first, and what it set off", "a moment later"]);
  });

  test("goes on from the same moment when the speed changes", async () => {
    const { host, pass } = manualHost();
    const clock = new SandboxClock(0, host, 1);
    let rang = false;
    clock.after(1_000, () => {
      rang = true;
    });
    await pass(100);
    clock.setSpeed(100);
    expect(clock.now()).toBe(100);
    await pass(9);
    expect(rang).toBe(true);
  });
});
