import { describe, expect, test } from "vitest";
import type { CronJobObject } from "../../../../worker/api/generated/types.ts";
import { CronJob, Job, Pod } from "../../../../worker/api/kinds/index.ts";
import { dueStart, scheduleOf, waitMs } from "../../../../worker/controllers/cronjob/schedule.ts";
import { container, startWorld, type World } from "../world.ts";

const at = (name: string) => ({ namespace: "default", name });

const tidy = (spec: Partial<CronJobObject["spec"]> = {}): CronJobObject => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "tidy", namespace: "default" },
  spec: {
    schedule: "*/5 * * * *",
    jobTemplate: { spec: { template: { spec: container("busybox", { restartPolicy: "Never" }) } } },
    ...spec,
  },
});
/** Without the loop that takes nodes for dead when nobody speaks for them. */
const LOOPS = { loops: ["cronjob-controller", "job-controller", "default-scheduler"] };
const minutes = (count: number) => count * 60_000;
const jobs = (world: World) => world.all(Job).map(({ metadata }) => metadata.name);
const status = (world: World) => world.cache.get(CronJob, at("tidy"))!.status!;
const finish = async (world: World, phase: "Succeeded" | "Failed" = "Succeeded") => {
  for (const pod of world.all(Pod)) {
    if (pod.status?.phase === "Running") {
      await world.client.replaceStatus(Pod, { ...pod, status: { ...pod.status, phase } });
    }
  }
  await world.pass(1_000);
};
/** The world begins with 2026. */
const EPOCH_MINUTE = Date.UTC(2026, 0, 1) / 60_000;

describe("a cron job", () => {
  test("starts a job when it is due, named by the minute", async () => {
    const world = await startWorld(LOOPS);
    await world.client.create(CronJob, tidy());
    await world.pass(minutes(4));
    expect(jobs(world)).toEqual([]);
    await world.pass(minutes(1) + 2_000);
    const name = `tidy-${EPOCH_MINUTE + 5}`;
    expect(jobs(world)).toEqual([name]);
    expect(world.all(Job)[0]!.metadata.annotations).toEqual({
      "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-01T00:05:00Z",
    });
    expect(status(world)).toMatchObject({ active: [{ kind: "Job", name }], lastScheduleTime: "2026-01-01T00:05:00Z" });
    await finish(world);
    expect(status(world)).toEqual({
      lastScheduleTime: "2026-01-01T00:05:00Z",
      lastSuccessfulTime: world.all(Job)[0]!.status!.completionTime,
    });
    expect(world.events("tidy")).toEqual([
      `SuccessfulCreate: Created job ${name}`,
      `SawCompletedJob: Saw completed job: ${name}, condition: Complete`,
    ]);
    await world.end();
  });

  test.each([
    { policy: "Allow", names: [5, 10], told: [] },
    {
      policy: "Forbid",
      names: [5],
      told: ["JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid"],
    },
    { policy: "Replace", names: [10], told: [`SuccessfulDelete: Deleted job tidy-${EPOCH_MINUTE + 5}`] },
  ])("that is due while one runs does as $policy says", async ({ policy, names, told }) => {
    const world = await startWorld(LOOPS);
    await world.client.create(CronJob, tidy({ concurrencyPolicy: policy }));
    await world.pass(minutes(10) + 500);
    expect(jobs(world)).toEqual(names.map((minute) => `tidy-${EPOCH_MINUTE + minute}`));
    const rest = world.events("tidy").filter((event) => !event.startsWith("SuccessfulCreate"));
    expect(rest).toEqual(told);
    await world.end();
  });

  test("keeps as many finished jobs as it is told", async () => {
    const world = await startWorld(LOOPS);
    await world.client.create(CronJob, tidy({ successfulJobsHistoryLimit: 2 }));
    await world.pass(2_000);
    for (let i = 0; i < 4; i++) {
      await world.pass(minutes(5));
      await finish(world);
    }
    expect(jobs(world)).toEqual([15, 20].map((minute) => `tidy-${EPOCH_MINUTE + minute}`));
    await world.end();
  });

  test("starts nothing while it is suspended, and catches up with one job", async () => {
    const world = await startWorld(LOOPS);
    await world.client.create(CronJob, tidy({ suspend: true }));
    await world.pass(minutes(23));
    expect(jobs(world)).toEqual([]);
    await world.client.patch(CronJob, at("tidy"), { type: "merge", body: { spec: { suspend: false } } });
    await world.pass(500);
    expect(jobs(world)).toEqual([`tidy-${EPOCH_MINUTE + 20}`]);
    await world.end();
  });

  test("misses what it is too late for", async () => {
    const world = await startWorld(LOOPS);
    await world.client.create(CronJob, tidy({ suspend: true, startingDeadlineSeconds: 60 }));
    await world.pass(minutes(23));
    await world.client.patch(CronJob, at("tidy"), { type: "merge", body: { spec: { suspend: false } } });
    await world.pass(500);
    expect(jobs(world)).toEqual([]);
    await world.end();
  });

  test("goes by the clock of its time zone", async () => {
    const world = await startWorld(LOOPS);
    await world.client.create(CronJob, tidy({ schedule: "0 9 * * *", timeZone: "Asia/Kolkata" }));
    await world.pass(minutes(3 * 60 + 31));
    expect(world.all(Job)[0]!.metadata.annotations).toEqual({
      "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-01T09:00:00+05:30",
    });
    await world.end();
  });
});

/** k8s.io/kubernetes pkg/controller/cronjob mostRecentScheduleTime */
test.each([
  { says: "nothing is due yet", now: "00:03", due: undefined, waitS: 120 },
  { says: "the first is due", now: "00:06", due: "00:05", waitS: 240 },
  { says: "the last of two is due", now: "00:11", due: "00:10", waitS: 240 },
  { says: "the last of many is due", now: "23:59", due: "23:55", waitS: 60, many: true },
  { says: "only what is within the deadline is due", deadline: 30, now: "00:11", due: undefined, waitS: 240 },
  { says: "what was started is not due", last: "00:10", now: "00:11", due: undefined, waitS: 240 },
])("$says at $now", ({ deadline, last, now, due, waitS, many = false }) => {
  const time = (clock: string) => `2026-01-01T${clock}:00Z`;
  const base = tidy(deadline === undefined ? {} : { startingDeadlineSeconds: deadline });
  const cronJob: CronJobObject = {
    ...base,
    metadata: { ...base.metadata, creationTimestamp: time("00:00") },
    ...(last && { status: { lastScheduleTime: time(last) } }),
  };
  const next = scheduleOf(cronJob);
  const nowMs = Date.parse(time(now));
  expect(dueStart(cronJob, next, nowMs)).toEqual({ atMs: due && Date.parse(time(due)), many });
  expect(waitMs(cronJob, next, nowMs)).toBe(waitS * 1000 + 100);
});
