import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Lab, startLab } from "./lab.ts";

const settings = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, labels: {app: web}}\ndata: ${data}\n`;

const FILES: Readonly<Record<string, string>> = {
  "one.yaml": settings("{a: '1', b: '2'}"),
  "two.yaml": settings("{a: '3'}"),
  "both.yaml": settings("{a: '3', b: '4'}"),
  "less.yaml": settings("{b: '2'}"),
  "bogus.yaml": `${settings("{a: '1'}")}bogus: 1\n`,
  "other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, labels: {app: web}}\ndata: {x: '1'}\n",
  "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {user: ada, pass: a}\n",
  "secret-2.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {user: ada, pass: b}\n",
};

async function lab(): Promise<Lab> {
  const one = await startLab();
  for (const [name, text] of Object.entries(FILES)) one.files.write(`/root/${name}`, text);
  return one;
}

/** A line, and what it answers: stdout unless it begins with "!", which is stderr; the exit code is 1 when there is stderr. */
type Step = readonly [line: string, answer: string, exitCode?: number];

async function follows(steps: readonly Step[]): Promise<Lab> {
  const one = await lab();
  for (const [line, answer, code] of steps) {
    const { stdout, stderr, exitCode } = await one.run(line);
    const failed = answer.startsWith("!");
    const shown = (failed ? `!${stderr}` : stdout).replace(/\n$/, "");
    expect({ line, shown, exitCode }).toEqual({ line, shown: answer, exitCode: code ?? (failed ? 1 : 0) });
  }
  return one;
}

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: Readonly<Record<string, unknown>>;
}

async function managers(one: Lab, what: string): Promise<readonly Entry[]> {
  const { stdout } = await one.run(`get ${what} -o yaml --show-managed-fields`);
  return (parse(stdout) as { metadata: { managedFields: readonly Entry[] } }).metadata.managedFields;
}

const names = (entries: readonly Entry[]) => entries.map(({ manager, operation }) => `${manager} ${operation}`);

const WAYS_OUT = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

describe("apply --server-side", () => {
  test("creates, changes, and removes what is no longer applied", async () => {
    const one = await follows([
      ["apply --server-side -f one.yaml", "configmap/settings serverside-applied"],
      ["apply --server-side -f one.yaml", "configmap/settings serverside-applied"],
      ["apply --server-side -f less.yaml", "configmap/settings serverside-applied"],
      ["get cm settings -o jsonpath={.data}", '{"b":"2"}'],
    ]);
    expect(names(await managers(one, "cm/settings"))).toEqual(["kubectl Apply"]);
  });

  test("the same configuration again leaves the resource version as it is", async () => {
    const one = await lab();
    await one.run("apply --server-side -f one.yaml");
    const version = () => one.run("get cm settings -o jsonpath={.metadata.resourceVersion}");
    const before = await version();
    await one.run("apply --server-side -f one.yaml");
    expect(await version()).toEqual(before);
  });

  test("another manager is in conflict, and may take over", async () => {
    const one = await follows([
      ["apply --server-side -f one.yaml", "configmap/settings serverside-applied"],
      [
        "apply --server-side --field-manager=other -f two.yaml",
        `!error: Apply failed with 1 conflict: conflict with "kubectl": .data.a\n${WAYS_OUT}`,
      ],
      [
        "apply --server-side --field-manager=other -f both.yaml",
        `!error: Apply failed with 2 conflicts: conflicts with "kubectl":\n- .data.a\n- .data.b\n${WAYS_OUT}`,
      ],
      [
        "apply --server-side --field-manager=other --force-conflicts -f two.yaml",
        "configmap/settings serverside-applied",
      ],
      ["get cm settings -o jsonpath={.data}", '{"a":"3","b":"2"}'],
    ]);
    const [kubectl, other] = await managers(one, "cm/settings");
    expect(kubectl!.fieldsV1["f:data"]).toEqual({ "f:b": {} });
    expect(other!.fieldsV1["f:data"]).toEqual({ "f:a": {} });
  });

  test("what kubectl edit and the like have changed is in conflict, with the version named", async () => {
    await follows([
      ["apply --server-side -f one.yaml", "configmap/settings serverside-applied"],
      [`patch cm settings -p '{"data":{"a":"9"}}'`, "configmap/settings patched"],
      [
        "apply --server-side -f one.yaml",
        `!error: Apply failed with 1 conflict: conflict with "kubectl-patch" using v1: .data.a\n${WAYS_OUT}`,
      ],
    ]);
  });

  test("a dry run keeps nothing", async () => {
    await follows([
      ["apply --server-side --dry-run=server -f one.yaml", "configmap/settings serverside-applied (server dry run)"],
      ["get cm settings", '!Error from server (NotFound): configmaps "settings" not found'],
    ]);
  });

  test("an unknown field is refused", async () => {
    await follows([
      [
        "apply --server-side -f bogus.yaml",
        "!Error from server: failed to create typed patch object (default/settings; /v1, Kind=ConfigMap): .bogus: field not declared in schema",
      ],
    ]);
  });

  test("what the client's own apply has made moves over, and keeps its annotation up to date", async () => {
    const one = await follows([
      ["apply -f one.yaml", "configmap/settings created"],
      ["apply --server-side -f two.yaml", "configmap/settings serverside-applied"],
      ["get cm settings -o jsonpath={.data}", '{"a":"3"}'],
    ]);
    expect(names(await managers(one, "cm/settings"))).toEqual(["kubectl-last-applied Apply", "kubectl Apply"]);
    expect((await one.run("apply -f one.yaml")).stdout).toBe("configmap/settings configured\n");
    expect(names(await managers(one, "cm/settings"))).toEqual(["kubectl Apply", "kubectl-client-side-apply Update"]);
  });

  test.each([
    ["--force-conflicts -f one.yaml", "error: --force-conflicts only works with --server-side"],
    [
      "--server-side --dry-run=client -f one.yaml",
      "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    ],
    ["--server-side --force -f one.yaml", "error: --force cannot be used with --server-side"],
    ["--subresource=status -f one.yaml", "error: --subresource can only be specified for --server-side"],
    [
      "--prune -f one.yaml",
      "error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector",
    ],
  ])("apply %s is refused", async (words, says) => {
    await follows([[`apply ${words}`, `!${says}`]]);
  });
});

describe("who is noted as a manager", () => {
  test("each command by its own name, a scale through its subresource, in the order of time", async () => {
    const one = await lab();
    await one.run("create deployment web --image=nginx");
    for (const line of [
      "scale deploy web --replicas=3",
      "label deploy web tier=front",
      "annotate deploy web note=x",
      "set image deploy web nginx=nginx:2",
    ]) {
      await one.clock.advance(1000);
      await one.run(line);
    }
    const entries = await managers(one, "deploy/web");
    expect(entries.map(({ manager, subresource }) => [manager, subresource ?? ""].join(" ").trim())).toEqual([
      "kubectl scale",
      "kubectl-create",
      "kubectl-label",
      "kubectl-annotate",
      "kubectl-set",
    ]);
    expect(entries[0]!.fieldsV1).toEqual({ "f:spec": { "f:replicas": {} } });
  });

  test("they are only shown when asked for", async () => {
    const one = await lab();
    await one.run("apply -f one.yaml");
    expect((await one.run("get cm settings -o yaml")).stdout).not.toContain("managedFields");
    expect((await one.run("get cm settings -o json --show-managed-fields")).stdout).toContain("managedFields");
  });

  test("what the server itself adds to an object is nobody's", async () => {
    const one = await lab();
    await one.run("create service clusterip web --tcp=80");
    const [entry] = await managers(one, "svc/web");
    expect(Object.keys(entry!.fieldsV1["f:spec"] as object)).toEqual([
      "f:internalTrafficPolicy",
      "f:ports",
      "f:selector",
      "f:sessionAffinity",
      "f:type",
    ]);
  });

  test("notes are saved with the objects", async () => {
    const one = await lab();
    await one.run("apply --server-side -f one.yaml");
    await one.run("label cm settings x=y");
    const saved = JSON.parse(JSON.stringify(one.server.save())) as ReturnType<typeof one.server.save>;
    const again = await startLab({ saved });
    expect(await managers(again, "cm/settings")).toEqual(await managers(one, "cm/settings"));
  });
});

describe("diff", () => {
  const MERGED = `-  a: "1"\n-  b: "2"\n+  a: "3"`;

  test("shows what an apply on the server's side would change", async () => {
    const one = await follows([["apply --server-side -f one.yaml", "configmap/settings serverside-applied"]]);
    const { stdout, exitCode } = await one.run("diff --server-side -f two.yaml");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^diff -u -N \/tmp\/LIVE-\d+\/v1\.ConfigMap\.default\.settings \/tmp\/MERGED-\d+\//);
    expect(stdout).toContain(MERGED);
    expect((await one.run("diff --server-side -f one.yaml")).exitCode).toBe(0);
  });

  test("a failure is told apart from a difference", async () => {
    const one = await lab();
    expect((await one.run("diff -f nothing.yaml")).exitCode).toBe(2);
    expect((await one.run("diff --force-conflicts -f one.yaml")).exitCode).toBe(2);
  });

  test("hides a secret's values, but not which of them change", async () => {
    const one = await lab();
    await one.run("apply --server-side -f secret.yaml");
    const { stdout } = await one.run("diff --server-side -f secret-2.yaml");
    expect(stdout).toContain("-  pass: '*** (before)'\n+  pass: '*** (after)'\n   user: '***'");
  });

  test("with --prune shows what would go", async () => {
    const one = await lab();
    await one.run("apply -f one.yaml -f other.yaml");
    const { stdout, exitCode } = await one.run(
      "diff --prune -l app=web --prune-allowlist=core/v1/ConfigMap -f one.yaml",
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain("-  name: other");
  });
});

describe("apply --prune", () => {
  test("deletes what apply has made and the files no longer have, among what the selector finds", async () => {
    await follows([
      ["apply -f one.yaml -f other.yaml", "configmap/settings created\nconfigmap/other created"],
      ["create cm mine --from-literal=a=b", "configmap/mine created"],
      ["label cm mine app=web", "configmap/mine labeled"],
      [
        "apply --prune -l app=web --prune-allowlist=core/v1/ConfigMap -f one.yaml --dry-run=client",
        "configmap/settings unchanged (dry run)\nconfigmap/other pruned (dry run)",
      ],
      [
        "apply --prune -l app=web --prune-allowlist=core/v1/ConfigMap -f one.yaml",
        "configmap/settings unchanged\nconfigmap/other pruned",
      ],
      ["get cm -l app=web -o name", "configmap/mine\nconfigmap/settings"],
      [
        "apply --prune -l app=web --prune-allowlist=ConfigMap -f one.yaml",
        "!error: invalid GroupVersionKind format: ConfigMap, please follow <group/version/kind>",
      ],
    ]);
  });
});

describe("what was last applied", () => {
  test("is set without touching the object", async () => {
    await follows([
      ["create -f one.yaml", "configmap/settings created"],
      [
        "apply set-last-applied -f two.yaml",
        "!error: no last-applied-configuration annotation found on resource: settings, to create the annotation, run the command with --create-annotation",
      ],
      ["apply set-last-applied -f two.yaml --create-annotation", "configmap/settings configured"],
      ["apply set-last-applied -f two.yaml", "set-last-applied settings: no changes required."],
      ["get cm settings -o jsonpath={.data}", '{"a":"1","b":"2"}'],
    ]);
  });

  test("is edited in an editor", async () => {
    const one = await follows([["apply -f one.yaml", "configmap/settings created"]]);
    const editor = (path: string) => one.files.write(path, one.files.readText(path).replace('a: "1"', 'a: "7"'));
    expect((await one.run("apply edit-last-applied cm/settings", { editor })).stdout).toBe(
      "configmap/settings edited\n",
    );
    expect((await one.run("apply view-last-applied cm/settings")).stdout).toContain('a: "7"');
    expect((await one.run("get cm settings -o jsonpath={.data.a}")).stdout).toBe("1");
  });
});
