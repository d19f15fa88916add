import { expect, test } from "vitest";
import { parseCron, timeZone } from "../../../worker/base/cron.ts";

const at = (text: string) => Date.parse(text);

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
test.each([
  { says: "every five minutes", schedule: "*/5 * * * *", after: "2026-07-01T10:02:30Z", next: "2026-07-01T10:05:00Z" },
  { says: "strictly after", schedule: "*/5 * * * *", after: "2026-07-01T10:05:00Z", next: "2026-07-01T10:10:00Z" },
  { says: "over midnight", schedule: "30 0 * * *", after: "2026-07-01T10:05:00Z", next: "2026-07-02T00:30:00Z" },
  { says: "over a year", schedule: "0 0 1 jan *", after: "2026-07-01T10:05:00Z", next: "2027-01-01T00:00:00Z" },
  { says: "on weekdays", schedule: "0 9 * * mon-fri", after: "2026-07-03T10:00:00Z", next: "2026-07-06T09:00:00Z" },
  { says: "on either day", schedule: "0 0 13 * fri", after: "2026-07-01T00:00:00Z", next: "2026-07-03T00:00:00Z" },
  { says: "in leap years", schedule: "0 0 29 2 *", after: "2026-07-01T00:00:00Z", next: "2028-02-29T00:00:00Z" },
  { says: "never", schedule: "0 0 31 2 *", after: "2026-07-01T00:00:00Z", next: undefined },
  { says: "by name", schedule: "@weekly", after: "2026-07-01T00:00:00Z", next: "2026-07-05T00:00:00Z" },
  { says: "by interval", schedule: "@every 90s", after: "2026-07-01T00:00:07Z", next: "2026-07-01T00:01:37Z" },
  {
    says: "by the local clock",
    schedule: "0 9 * * *",
    zone: "Europe/Berlin",
    after: "2026-07-01T08:00:00Z",
    next: "2026-07-02T07:00:00Z",
  },
  {
    says: "where the clock is half an hour off",
    schedule: "0 9 * * *",
    zone: "Asia/Kolkata",
    after: "2026-07-01T00:00:00Z",
    next: "2026-07-01T03:30:00Z",
  },
  {
    says: "not in an hour that is left out",
    schedule: "30 2 * * *",
    zone: "Europe/Berlin",
    after: "2026-03-28T12:00:00Z",
    next: "2026-03-30T00:30:00Z",
  },
  {
    says: "on the first day of summer time",
    schedule: "0 0 29 3 *",
    zone: "Europe/Berlin",
    after: "2026-03-01T00:00:00Z",
    next: "2026-03-28T23:00:00Z",
  },
])("$schedule is due $says", ({ schedule, zone = "UTC", after, next }) => {
  expect(parseCron(schedule).next(at(after), timeZone(zone))).toBe(next && at(next));
});

test("nobody knows a zone on Mars", () => expect(timeZone("Mars/Base")).toBeUndefined());
