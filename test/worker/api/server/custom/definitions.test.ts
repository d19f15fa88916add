import { describe, expect, test } from "vitest";
import type { CustomResourceDefinitionObject } from "../../../../../worker/api/generated/types.ts";
import { type Change, type Kind, StatusError } from "../../../../../worker/api/index.ts";
import { CustomResourceDefinition } from "../../../../../worker/api/kinds/index.ts";
import { testServer } from "../../local.ts";
import { CronTab, type CronTabObject, crontab, crontabs, serverWith } from "./crontab.ts";

const Definition = CustomResourceDefinition as unknown as Kind<CustomResourceDefinitionObject>;
const NAME = { name: "crontabs.stable.example.com" };

describe("a definition", () => {
  test("gets defaults, is named, then established", async () => {
    const { server, client, clock } = testServer();
    const created = await client.create(Definition, crontabs());
    expect(created.spec).toMatchObject({ names: { listKind: "CronTabList" }, conversion: { strategy: "None" } });
    expect(created.status).toEqual({ storedVersions: ["v1"] });
    expect(server.cache.serves(CronTab)).toBe(false);
    await clock.advance(100);
    const { status } = await client.get(Definition, NAME);
    expect(status?.conditions?.map(({ type, status, reason }) => [type, status, reason])).toEqual([
      ["NamesAccepted", "True", "NoConflicts"],
      ["Established", "True", "InitialNamesAccepted"],
    ]);
    expect(status?.acceptedNames).toEqual({
      plural: "crontabs",
      singular: "crontab",
      shortNames: ["ct"],
      kind: "CronTab",
      listKind: "CronTabList",
    });
    expect(server.cache.serves(CronTab)).toBe(true);
  });

  test("that wants names of another gets them once that one goes", async () => {
    const { client, clock } = await serverWith(crontabs());
    const other: CustomResourceDefinitionObject = {
      ...crontabs(),
      metadata: { name: "cts.stable.example.com" },
      spec: { ...crontabs().spec, names: { plural: "cts", singular: "ct", kind: "CronTab" } },
    };
    await client.create(Definition, other);
    await clock.advance(100);
    const conditions = async () =>
      (await client.get(Definition, other.metadata)).status?.conditions?.map((one) => `${one.reason}: ${one.message}`);
    expect(await conditions()).toEqual([
      'ListKindConflict: "CronTabList" is already in use',
      "NotAccepted: not all names are accepted",
    ]);
    await client.delete(Definition, NAME);
    await clock.advance(100);
    expect(await conditions()).toEqual([
      "NoConflicts: no conflicts found",
      "InitialNamesAccepted: the initial names have been accepted",
    ]);
  });

  test("that goes takes its objects along, and waits for those that finalizers hold", async () => {
    const { server, client, clock } = await serverWith(crontabs());
    await client.create(CronTab, crontab());
    const held = crontab({}, "held");
    await client.create(CronTab, { ...held, metadata: { ...held.metadata, finalizers: ["example.com/hold"] } });
    const changes: string[] = [];
    server.cache.follow(
      CronTab,
      ({ type, object }: Change<CronTabObject>) => changes.push(`${type} ${object.metadata.name}`),
      new AbortController().signal,
    );
    await client.delete(Definition, NAME);
    const pending = await client.get(Definition, NAME);
    expect(pending.metadata.finalizers).toEqual(["customresourcecleanup.apiextensions.k8s.io"]);
    expect(pending.status?.conditions?.at(-1)?.reason).toBe("InstanceDeletionPending");
    await clock.advance(100);
    await expect(client.create(CronTab, crontab({}, "late"))).rejects.toThrow(
      'crontabs.stable.example.com "late" is forbidden: create not allowed while custom resource definition is terminating',
    );
    await client.patch(
      CronTab,
      { namespace: "default", name: "held" },
      {
        type: "merge",
        body: { metadata: { finalizers: null } },
      },
    );
    await clock.advance(100);
    expect(await client.tryGet(Definition, NAME)).toBeUndefined();
    expect(changes).toEqual(["ADDED my-crontab", "ADDED held", "DELETED my-crontab", "MODIFIED held", "DELETED held"]);
    expect(server.cache.serves(CronTab)).toBe(false);
  });
});

describe("clients of a kind that may not be served", () => {
  test("get NotFound, an empty cache, and its objects once it is there", async () => {
    const { server, client, clock } = testServer();
    await expect(client.list(CronTab)).rejects.toThrow("the server could not find the requested resource");
    await expect(client.create(CronTab, crontab())).rejects.toBeInstanceOf(StatusError);
    expect(server.cache.list(CronTab)).toEqual([]);
    const seen: string[] = [];
    server.cache.follow(
      CronTab,
      ({ type, object }) => seen.push(`${type} ${object.metadata.name}`),
      new AbortController().signal,
    );
    await client.create(Definition, crontabs());
    await clock.advance(100);
    await client.create(CronTab, crontab());
    expect(seen).toEqual(["ADDED my-crontab"]);
    expect(server.cache.list(CronTab)).toHaveLength(1);
  });

  test("find everything again in a restored server", async () => {
    const { server, client } = await serverWith(crontabs());
    await client.create(CronTab, crontab());
    const again = testServer({ saved: server.save() });
    expect(again.server.cache.list(CronTab)).toHaveLength(1);
    await again.client.create(CronTab, crontab({}, "second"));
    expect(await again.client.list(CronTab)).toHaveLength(2);
  });
});
