/** The client library for JavaScript before a served cluster: what it asks, a real API server answers so. */
import type { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Served, served } from "../served.ts";
import { access } from "./access.ts";
import { clientLibrary as k8s } from "./clientLibrary.ts";
import { eventually, type Row } from "./context.ts";
import { type Cuttable, cuttable } from "./cuttable.ts";
import { objects } from "./objects.ts";
import { streams } from "./streams.ts";
import { watches } from "./watching.ts";

/** Fast enough that nobody waits for a container, slow enough that a token does not expire. */
const SPEED = 20;

let cluster: Served;
let way: Cuttable;
let config: KubeConfig;
const count = { agreed: 0, all: 0 };

beforeAll(async () => {
  cluster = await served({ speed: SPEED });
  way = await cuttable(cluster.doors.url);
  config = new k8s.KubeConfig();
  config.loadFromString(cluster.doors.kubeconfig.replace(cluster.doors.url, way.url));
});

afterAll(async () => {
  await way.close();
  await cluster.stop();
  process.stdout.write(`client library: ${count.agreed}/${count.all}\n`);
});

const groups: readonly (readonly [name: string, rows: readonly Row[]])[] = [
  ["objects", objects],
  ["watches and informers", watches],
  ["streams", streams],
  ["access", access],
];

describe.each(groups)("%s", { timeout: 90_000 }, (name, rows) => {
  test.each(rows)("$says", async (row) => {
    count.all += 1;
    const core = config.makeApiClient(k8s.CoreV1Api);
    const apps = config.makeApiClient(k8s.AppsV1Api);
    const namespace = `${name.split(" ")[0]}-${rows.indexOf(row)}`;
    await core.createNamespace({ body: { metadata: { name: namespace } } });
    const settled = async () => (await core.listNamespacedServiceAccount({ namespace })).items.length;
    await eventually(settled).toBe(1);
    await row.run({ k8s, config, core, apps, namespace, sandbox: cluster.sandbox, way });
    await core.deleteNamespace({ name: namespace });
    count.agreed += 1;
  });
});
