import { describe, expect, test } from "vitest";
import { formatDuration, humanDuration, parseDuration, shortHumanDuration } from "../../../worker/base/duration.ts";

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const Y = 365 * D;

describe("humanDuration", () => {
  test.each([
    ["under two minutes counts seconds", 119 * S, "119s"],
    ["milliseconds are cut off", 45 * S + 999, "45s"],
    ["up to a second in the future is now", -999, "0s"],
    ["from two minutes adds minutes and seconds", 3 * M + 12 * S, "3m12s"],
    ["whole minutes lose the seconds", 2 * M, "2m"],
    ["from ten minutes drops the seconds", 10 * M + 59 * S, "10m"],
    ["under three hours still counts minutes", 3 * H - 1, "179m"],
    ["from three hours adds hours and minutes", 3 * H + 5 * M, "3h5m"],
    ["from eight hours drops the minutes", 8 * H + 59 * M, "8h"],
    ["under two days counts hours", 2 * D - 1, "47h"],
    ["under eight days adds days and hours", 5 * D + 3 * H, "5d3h"],
    ["whole days lose the hours", 3 * D, "3d"],
    ["under two years counts days", 2 * Y - 1, "729d"],
    ["under eight years adds years and days", 2 * Y + 14 * D, "2y14d"],
    ["from eight years counts years", 8 * Y + 300 * D, "8y"],
  ])("%s", (_says, ms, expected) => {
    expect(humanDuration(ms)).toBe(expected);
  });
  test("more than a second in the future is invalid", () => {
    expect([humanDuration(-1999), humanDuration(-2000)]).toEqual(["0s", "<invalid>"]);
  });
});

test.each([
  ["seconds below a minute", 59 * S, "59s"],
  ["minutes below an hour", 119 * S, "1m"],
  ["hours below a day", 23 * H + 59 * M, "23h"],
  ["days below a year", 364 * D, "364d"],
  ["then years", 3 * Y, "3y"],
  ["the future is invalid", -2 * S, "<invalid>"],
])("shortHumanDuration prints %s", (_says, ms, expected) => {
  expect(shortHumanDuration(ms)).toBe(expected);
});

describe("Go durations", () => {
  test.each([
    ["1m30s", 90 * S],
    ["-1.5h", -90 * M],
    ["300ms", 300],
    [".5s", 500],
    ["5.s", 5 * S],
    ["0", 0],
    ["1h2m3.004s", H + 2 * M + 3004],
    ["2us", 0.002],
  ])("%s is read", (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });
  test.each([
    ["", 'time: invalid duration ""'],
    ["5", 'time: missing unit in duration "5"'],
    ["5d", 'time: unknown unit "d" in duration "5d"'],
    ["abc", 'time: invalid duration "abc"'],
    ["1m 30s", 'time: unknown unit "m " in duration "1m 30s"'],
    ["-", 'time: invalid duration "-"'],
    [".s", 'time: invalid duration ".s"'],
  ])("%j is refused in Go's words", (text, message) => {
    expect(() => parseDuration(text)).toThrow(new Error(message));
  });
  test.each([
    [0, "0s"],
    [90 * S, "1m30s"],
    [H, "1h0m0s"],
    [1500, "1.5s"],
    [250, "250ms"],
    [0.0015, "1.5µs"],
    [0.000001, "1ns"],
    [-(26 * H + 1), "-26h0m0.001s"],
  ])("%d ms prints as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
