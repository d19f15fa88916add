/** Watches and the informers upon them. */
import type { V1ConfigMap } from "@kubernetes/client-node";
import { expect } from "vitest";
import { type Context, eventually, type Row } from "./context.ts";
import { manyChanges } from "./objects.ts";

interface Heard {
  readonly type: string;
  readonly name?: string;
  readonly object: { readonly code?: number; readonly metadata?: V1ConfigMap["metadata"] };
}

/** Watches the ConfigMaps of the row's namespace. */
async function watching(
  { k8s, config, namespace }: Context,
  query: Record<string, string | number | boolean | undefined> = {},
) {
  const heard: Heard[] = [];
  const ended: unknown[] = [];
  const controller = await new k8s.Watch(config).watch(
    `/api/v1/namespaces/${namespace}/configmaps`,
    query,
    (type: string, object: Heard["object"]) => {
      heard.push({ type, object, ...(object.metadata?.name ? { name: object.metadata.name } : {}) });
    },
    (error) => ended.push(error),
  );
  return { heard, ended, stop: () => controller.abort() };
}

const line = ({ type, name }: Heard) => `${type} ${name}`;

const body = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): V1ConfigMap => ({
  metadata: { name, labels },
  data,
});

/** An informer about the ConfigMaps that say that they are followed. */
async function following({ k8s, config, core, namespace }: Context) {
  const labelSelector = "followed=yes";
  const informer = k8s.makeInformer<V1ConfigMap>(
    config,
    `/api/v1/namespaces/${namespace}/configmaps`,
    () => core.listNamespacedConfigMap({ namespace, labelSelector }),
    labelSelector,
  );
  const heard: string[] = [];
  const errors: unknown[] = [];
  for (const verb of ["add", "update", "delete"] as const) {
    informer.on(verb, ({ metadata }) => heard.push(`${verb} ${metadata?.name}`));
  }
  informer.on("error", (error: unknown) => errors.push(error));
  await informer.start();
  return { informer, heard, errors };
}

const FOLLOWED = { followed: "yes" };

export const watches: readonly Row[] = [
  {
    says: "a watch tells what there is, and then every change in its order",
    async run(context) {
      const { core, namespace } = context;
      await core.createNamespacedConfigMap({ namespace, body: body("a") });
      const { heard, stop } = await watching(context);
      await core.createNamespacedConfigMap({ namespace, body: body("b") });
      const { metadata } = await core.readNamespacedConfigMap({ namespace, name: "a" });
      await core.replaceNamespacedConfigMap({ namespace, name: "a", body: { metadata: metadata!, data: { k: "v" } } });
      await core.deleteNamespacedConfigMap({ namespace, name: "b" });
      await eventually(() => heard.map(line)).toEqual([
        "ADDED a",
        "ADDED kube-root-ca.crt",
        "ADDED b",
        "MODIFIED a",
        "DELETED b",
      ]);
      stop();
    },
  },
  {
    says: "a watch from a list's version tells only what came after it",
    async run(context) {
      const { core, namespace } = context;
      await core.createNamespacedConfigMap({ namespace, body: body("a") });
      const { metadata } = await core.listNamespacedConfigMap({ namespace });
      await core.createNamespacedConfigMap({ namespace, body: body("b") });
      const { heard, stop } = await watching(context, { resourceVersion: metadata?.resourceVersion });
      await eventually(() => heard.map(line)).toEqual(["ADDED b"]);
      stop();
    },
  },
  {
    says: "a watch by labels tells of what ceases to match as deleted",
    async run(context) {
      const { k8s, core, namespace } = context;
      const { heard, stop } = await watching(context, { labelSelector: "followed=yes" });
      await core.createNamespacedConfigMap({ namespace, body: body("a", {}, FOLLOWED) });
      await core.createNamespacedConfigMap({ namespace, body: body("b") });
      const as = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch);
      await core.patchNamespacedConfigMap({ namespace, name: "b", body: { metadata: { labels: FOLLOWED } } }, as);
      const away = { metadata: { labels: { followed: "no" } } };
      await core.patchNamespacedConfigMap({ namespace, name: "a", body: away }, as);
      await eventually(() => heard.map(line)).toEqual(["ADDED a", "ADDED b", "DELETED a"]);
      stop();
    },
  },
  {
    says: "a watch that asks for the first events marks their end with a bookmark",
    async run(context) {
      const { core, namespace } = context;
      await core.createNamespacedConfigMap({ namespace, body: body("a") });
      const { heard, stop } = await watching(context, {
        allowWatchBookmarks: true,
        sendInitialEvents: true,
        resourceVersionMatch: "NotOlderThan",
      });
      await eventually(() => heard.map(({ type }) => type)).toEqual(["ADDED", "ADDED", "BOOKMARK"]);
      expect(heard[2]?.object.metadata?.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
      stop();
    },
  },
  {
    says: "a watch with a time limit is ended by the server without an error",
    async run(context) {
      const { ended } = await watching(context, { timeoutSeconds: 2 });
      await eventually(() => ended).toEqual([null]);
    },
  },
  {
    says: "a watch from a version that is too old is told 410 as its only event",
    async run(context) {
      const { core, namespace, sandbox } = context;
      const { metadata } = await core.listNamespacedConfigMap({ namespace });
      manyChanges(sandbox, namespace);
      const { heard, ended } = await watching(context, { resourceVersion: metadata?.resourceVersion });
      await eventually(() => ended.length).toBe(1);
      expect(heard.map(({ type, object }) => [type, object.code])).toEqual([["ERROR", 410]]);
    },
  },
  {
    says: "a watch by fields that cannot be asked for is refused before it begins",
    async run(context) {
      const { ended, heard } = await watching(context, { fieldSelector: "data.k=v" });
      expect(ended).toEqual([expect.objectContaining({ statusCode: 400 })]);
      expect(heard).toEqual([]);
    },
  },
  {
    says: "an informer knows what there is, and hears of every change",
    async run(context) {
      const { core, namespace } = context;
      await core.createNamespacedConfigMap({ namespace, body: body("a", {}, FOLLOWED) });
      const { informer, heard } = await following(context);
      expect(informer.list().map(({ metadata }) => metadata?.name)).toEqual(["a"]);
      await core.createNamespacedConfigMap({ namespace, body: body("b", { k: "1" }, FOLLOWED) });
      await core.replaceNamespacedConfigMap({ namespace, name: "b", body: body("b", { k: "2" }, FOLLOWED) });
      await core.deleteNamespacedConfigMap({ namespace, name: "a" });
      await eventually(() => heard).toEqual(["add a", "add b", "update b", "delete a"]);
      expect(informer.get("b", namespace)?.data).toEqual({ k: "2" });
      await informer.stop();
    },
  },
  {
    says: "an informer whose connection was dropped goes on from where it was, and misses nothing",
    async run(context) {
      const { core, namespace, way } = context;
      const { informer, heard, errors } = await following(context);
      await core.createNamespacedConfigMap({ namespace, body: body("a", {}, FOLLOWED) });
      await eventually(() => heard).toEqual(["add a"]);
      way.cut();
      await eventually(() => errors.length).toBe(1);
      await core.createNamespacedConfigMap({ namespace, body: body("b", {}, FOLLOWED) });
      await core.deleteNamespacedConfigMap({ namespace, name: "a" });
      await informer.start();
      await eventually(() => heard).toEqual(["add a", "add b", "delete a"]);
      await informer.stop();
    },
  },
  {
    says: "an informer that was away too long gets 410, lists anew, and tells what it has missed",
    async run(context) {
      const { core, namespace, way, sandbox } = context;
      const { informer, heard, errors } = await following(context);
      await core.createNamespacedConfigMap({ namespace, body: body("a", {}, FOLLOWED) });
      await eventually(() => heard).toEqual(["add a"]);
      way.cut();
      await eventually(() => errors.length).toBe(1);
      await core.deleteNamespacedConfigMap({ namespace, name: "a" });
      await core.createNamespacedConfigMap({ namespace, body: body("b", {}, FOLLOWED) });
      manyChanges(sandbox, namespace);
      await informer.start();
      await eventually(() => heard.toSorted()).toEqual(["add a", "add b", "delete a"]);
      await core.createNamespacedConfigMap({ namespace, body: body("c", {}, FOLLOWED) });
      await eventually(() => heard.at(-1)).toBe("add c");
      await informer.stop();
    },
  },
  {
    says: "nobody follows any more once every client has gone",
    async run(context) {
      const { sandbox, way } = context;
      const { store } = sandbox.server;
      const listen = store.listen.bind(store);
      let followers = 0;
      store.listen = (resource, listener) => {
        const stop = listen(resource, listener);
        followers += 1;
        return () => {
          followers -= 1;
          stop();
        };
      };
      const watches = await Promise.all(Array.from({ length: 20 }, () => watching(context)));
      await eventually(() => watches.every(({ heard }) => heard.length === 1)).toBe(true);
      expect(followers).toBe(20);
      way.cut();
      await eventually(() => followers).toBe(0);
      store.listen = listen;
    },
  },
];
