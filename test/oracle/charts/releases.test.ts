/** One cluster, two helms: each reads, upgrades, rolls back and uninstalls what the other one installed. */
import { execFile } from "node:child_process";
import { setMaxListeners } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Sandbox } from "../../../worker/cluster/index.ts";
import { API_PORT_ON_LAPTOP } from "../../../worker/cluster/wires.ts";
import { type Doors, freshPrimes, openDoors, Pace } from "../../../worker/hosts/node/serve/index.ts";
import { nodeTime } from "../../../worker/hosts/node/time.ts";
import { folderOnDisk } from "../../worker/programs/helm/lab.ts";
import { unpackedTools } from "../client/realTools.ts";
import { chartFolder } from "./real.ts";

// A sandbox has one signal that many loops wait for.
setMaxListeners(0);

const folder = chartFolder();
const home = join(folder.path, "home");
let sandbox: Sandbox;
let doors: Doors;

beforeAll(async () => {
  const pace = new Pace();
  sandbox = new Sandbox({
    options: { profile: "kind", seed: 7 },
    host: nodeTime,
    startMs: Date.UTC(2026, 2, 26, 7, 25, 0),
    speed: "max",
    primes: freshPrimes(),
    aroundApi: pace.aroundApi,
  });
  await sandbox.start();
  pace.begin(sandbox.clock);
  doors = await openDoors(sandbox);
  mkdirSync(join(home, ".kube"), { recursive: true });
  writeFileSync(join(home, ".kube/config"), doors.kubeconfig);
  for (const chart of ["starter", "ingress-nginx"]) {
    for (const [path, text] of Object.entries(folderOnDisk(join(folder.path, chart)))) {
      sandbox.places.laptop.writeFile(`~/${chart}/${path}`, text);
    }
  }
}, 60_000);

afterAll(async () => {
  await doors.close();
  sandbox.stop();
  folder.remove();
});

/** The real helm, from outside. @throws with what it says where it fails */
async function theirs(line: string): Promise<string> {
  const env = { HOME: home, PATH: `${unpackedTools()}:${process.env.PATH}`, TZ: "UTC" };
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", `helm ${line}`], { cwd: folder.path, env });
  return stdout + stderr.replaceAll(`:${new URL(doors.url).port}`, `:${API_PORT_ON_LAPTOP}`);
}

/** Ours, from the laptop inside. @throws with what it says where it fails */
async function ours(line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await sandbox.clock.drive(
    sandbox.places.laptop.run(`helm ${line}`, { timeoutMs: 300_000 }),
  );
  if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout + stderr;
}

/** What there is to read of a release; ages and the order of columns are the server's and so the same. */
const READS = [
  "list -A",
  "list -A -o yaml",
  "history NAME",
  "history NAME -o json",
  "get values NAME",
  "get values NAME --all -o json",
  "get manifest NAME",
  "get hooks NAME",
  "get notes NAME",
  "get metadata NAME",
  "get all NAME",
  "status NAME -o yaml",
];

/** Without the version of a list, which is the store's and moves on by itself. */
const atAnyVersion = (text: string): string =>
  text.replace(/(kind: PodList\n +metadata:\n +resourceVersion: ).*/g, "$1");

async function bothRead(name: string, namespace: string): Promise<void> {
  for (const read of READS) {
    const line = `${read.replace("NAME", name)} -n ${namespace}`;
    expect(atAnyVersion(await theirs(line)), line).toBe(atAnyVersion(await ours(line)));
  }
}

const [OURS, THEIRS] = [
  { say: "ours", name: "shop", by: ours },
  { say: "theirs", name: "web", by: theirs },
] as const;

test.each([
  { first: OURS, second: THEIRS },
  { first: THEIRS, second: OURS },
])(
  "a release by $first.say, gone on with by $second.say",
  async ({ first, second }) => {
    const { name } = first;
    const place = `-n ${first.say}`;
    const values = `--set replicaCount=2,service.type=NodePort --set-json 'podAnnotations={"html":"<&>"}'`;
    await first.by(`install ${name} ./starter ${place} --create-namespace ${values}`);
    await bothRead(name, first.say);
    await second.by(`upgrade ${name} ./starter ${place} --reuse-values --set replicaCount=1 --wait --timeout 60s`);
    await bothRead(name, first.say);
    await first.by(`upgrade ${name} ./starter ${place} --set image.tag=1.27,ingress.enabled=true`);
    await second.by(`rollback ${name} 1 ${place}`);
    await bothRead(name, first.say);
    expect(await theirs(`history ${name} ${place}`)).toContain("Rollback to 1");
    await first.by(`uninstall ${name} ${place} --keep-history`);
    await bothRead(name, first.say);
    expect(await second.by(`uninstall ${name} ${place}`)).toBe(`release "${name}" uninstalled\n`);
    expect(await theirs(`list -A -q`)).toBe(await ours("list -A -q"));
  },
  60_000,
);

test("the real helm installs ingress-nginx; ours reads it and takes it away", async () => {
  const said = await theirs("install ingress-nginx ./ingress-nginx -n ingress-nginx --create-namespace --no-hooks");
  expect(said).toContain("STATUS: deployed");
  await bothRead("ingress-nginx", "ingress-nginx");
  await ours("upgrade ingress-nginx ./ingress-nginx -n ingress-nginx --set controller.replicaCount=2 --no-hooks");
  await bothRead("ingress-nginx", "ingress-nginx");
  expect(await ours("uninstall ingress-nginx -n ingress-nginx --no-hooks")).toBe(
    'release "ingress-nginx" uninstalled\n',
  );
  expect(await theirs("list -A")).toBe(await ours("list -A"));
}, 60_000);
