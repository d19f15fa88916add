import { describe, expect, test } from "vitest";
import type { LateLine } from "../../../worker/base/streams.ts";
import { ContainerLog } from "../../../worker/kubelet/logs.ts";
import { readLog } from "../../../worker/kubelet/readLog.ts";
import type { LogLine } from "../../../worker/kubelet/records.ts";

/** A line that says how often it was put into words. */
function late(ms: number, text: string) {
  const line = {
    ms,
    worded: 0,
    words() {
      line.worded += 1;
      return `${text}\n`;
    },
  };
  return line satisfies LateLine;
}

const texts = (log: ContainerLog) => log.lines.map(({ ms, stream, text }) => `${ms} ${stream} ${text.trimEnd()}`);

describe("a line that is worded late", () => {
  test("has no words until somebody reads the log, and then once", () => {
    const log = new ContainerLog([]);
    const line = late(1, "asked");
    expect(log.writeLate("stdout", line)).toBe(true);
    expect(line.worded).toBe(0);
    expect([texts(log), texts(log)]).toEqual([["1 stdout asked"], ["1 stdout asked"]]);
    expect(line.worded).toBe(1);
  });

  test("keeps its place among lines of either stream that were worded at once", () => {
    const log = new ContainerLog([]);
    log.write(1, "stdout", "first\n");
    log.writeLate("stdout", late(2, "second"));
    log.writeLate("stderr", late(3, "third"));
    log.write(4, "stderr", "fourth\n");
    log.writeLate("stdout", late(5, "fifth"));
    expect(texts(log)).toEqual([
      "1 stdout first",
      "2 stdout second",
      "3 stderr third",
      "4 stderr fourth",
      "5 stdout fifth",
    ]);
  });

  test("is not taken while another line is open", () => {
    const log = new ContainerLog([]);
    log.write(1, "stdout", "half a");
    expect(log.writeLate("stdout", late(2, "next"))).toBe(false);
    log.write(3, "stdout", " line\n");
    expect(log.writeLate("stdout", late(4, "next"))).toBe(true);
    expect(texts(log)).toEqual(["1 stdout half a line", "4 stdout next"]);
  });

  test("wakes who follows the log", async () => {
    const log = new ContainerLog([]);
    const read: string[] = [];
    const reading = (async () => {
      for await (const chunk of readLog(log, { follow: true }, { nowMs: 0 })) read.push(chunk);
    })();
    await Promise.resolve();
    log.writeLate("stdout", late(1, "asked"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(read).toEqual(["asked\n"]);
    log.close();
    await reading;
  });

  test("is in the record as plain text once the log is closed", () => {
    const record: LogLine[] = [];
    const log = new ContainerLog(record);
    log.writeLate("stdout", late(1, "asked"));
    log.close();
    expect(record).toEqual([{ ms: 1, stream: "stdout", text: "asked\n" }]);
  });

  test("is worded after 256 others at the latest, so that a log that nobody reads holds on to little", () => {
    const log = new ContainerLog([]);
    const lines = Array.from({ length: 300 }, (_, at) => late(at, `line ${at}`));
    for (const line of lines) log.writeLate("stdout", line);
    expect(lines.filter(({ worded }) => worded === 1)).toHaveLength(256);
    expect(texts(log)).toHaveLength(300);
  });

  test("counts towards what a log may hold: the oldest lines go", () => {
    const log = new ContainerLog([]);
    for (let at = 0; at < 3000; at++) log.writeLate("stdout", late(at, "x".repeat(1000)));
    const { dropped, lines } = log;
    expect(dropped).toBeGreaterThan(0);
    expect(dropped + lines.length).toBe(3000);
    expect(lines.at(-1)?.ms).toBe(2999);
    expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(1 << 20);
  });
});
