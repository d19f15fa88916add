import { describe, expect, test } from "vitest";
import { gunzip } from "../../../../worker/programs/helm/chart/archive.ts";
import { type HelmLab, startHelmLab } from "./lab.ts";

const CHART = {
  "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: '1.0'\n",
  "values.yaml": "replicas: 1\nport: 80\nextra: true\nlimits: {cpu: 1, memory: null}\n",
  "templates/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {ports: [{port: {{ .Values.port }}}], selector: {app: web}}
{{- if .Values.extra }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-extra, annotations: {"helm.sh/resource-policy": {{ .Values.policy | default "delete" }}}}
data: {revision: "{{ .Release.Revision }}", upgrade: "{{ .Release.IsUpgrade }}"}
{{- end }}
`,
  "templates/NOTES.txt": "{{ .Release.Name }} answers on {{ .Values.port }}.\n",
};

const HOOK = (event: string, policy: string, kind = "ConfigMap") => `apiVersion: v1
kind: ${kind}
metadata:
  name: hook-${event}
  annotations: {"helm.sh/hook": ${event}, "helm.sh/hook-delete-policy": "${policy}"}
`;

async function lab(files: Readonly<Record<string, string>> = {}): Promise<HelmLab> {
  const made = await startHelmLab();
  made.put("/root/web", { ...CHART, ...files });
  return made;
}

const summary = (name: string, revision: number, description: string) =>
  `NAME: ${name}\nLAST DEPLOYED: Mon Mar  2 09:00:00 2026\nNAMESPACE: default\nSTATUS: deployed\nREVISION: ${revision}\nDESCRIPTION: ${description}\nTEST SUITE: None\n`;

describe("the life of a release", () => {
  test("install says what it did, with the chart's notes", async () => {
    const { helm } = await lab();
    expect(await helm("install shop ./web")).toEqual({
      stdout: `${summary("shop", 1, "Install complete")}NOTES:\nshop answers on 80.\n`,
      stderr: "",
      exitCode: 0,
    });
  });

  test("objects carry the marks of their release", async () => {
    const { helm, kubectl } = await lab();
    await helm("install shop ./web");
    const { stdout } = await kubectl("get svc shop -o jsonpath='{.metadata.labels}{.metadata.annotations}'");
    expect(stdout).toBe(
      '{"app.kubernetes.io/managed-by":"Helm"}{"meta.helm.sh/release-name":"shop","meta.helm.sh/release-namespace":"default"}',
    );
  });

  test("upgrade changes what the chart says, keeps what others changed, and deletes what is no more", async () => {
    const { helm, kubectl } = await lab();
    await helm("install shop ./web");
    await kubectl("scale deploy shop --replicas=5");
    await kubectl("label svc shop mine=yes");
    const { stdout } = await helm("upgrade shop ./web --set port=81,extra=false --force-conflicts");
    expect(stdout.split("\n")[0]).toBe('Release "shop" has been upgraded. Happy Helming!');
    expect((await kubectl("get svc shop -o jsonpath='{.spec.ports[0].port} {.metadata.labels.mine}'")).stdout).toBe(
      "81 yes",
    );
    expect((await kubectl("get cm shop-extra")).stderr).toContain("not found");
    expect((await kubectl("get deploy shop -o jsonpath='{.spec.replicas}'")).stdout).toBe("1");
  });

  test("a field that somebody else has set since is a conflict", async () => {
    const { helm, kubectl } = await lab();
    await helm("install shop ./web");
    await kubectl("scale deploy shop --replicas=5");
    expect((await helm("upgrade shop ./web --set port=81")).stderr).toContain(
      'Error: UPGRADE FAILED: conflict occurred while applying object default/shop apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with "kubectl"',
    );
  });

  test.each([
    { says: "by default old values stay where none are given", flags: "", values: "port: 81\n" },
    { says: "by default given values replace the old ones", flags: "--set replicas=2", values: "replicas: 2\n" },
    {
      says: "--reuse-values keeps the old ones below",
      flags: "--reuse-values --set replicas=2",
      values: "port: 81\nreplicas: 2\n",
    },
    { says: "--reset-values forgets them", flags: "--reset-values", values: "null\n" },
  ])("$says", async ({ flags, values }) => {
    const { helm } = await lab();
    await helm("install shop ./web --set port=81");
    expect((await helm(`upgrade shop ./web ${flags}`)).stderr).toBe("");
    expect((await helm("get values shop")).stdout).toBe(`USER-SUPPLIED VALUES:\n${values}`);
  });

  test("rollback makes an earlier revision the newest", async () => {
    const { helm, kubectl } = await lab();
    await helm("install shop ./web");
    await helm("upgrade shop ./web --set port=81");
    expect((await helm("rollback shop")).stdout).toBe("Rollback was a success! Happy Helming!\n");
    expect((await kubectl("get svc shop -o jsonpath='{.spec.ports[0].port}'")).stdout).toBe("80");
    const { stdout } = await helm("history shop");
    expect(
      stdout.split("\n").map((line) =>
        line
          .split("\t")
          .map((cell) => cell.trim())
          .filter((_, at) => at !== 1)
          .join("|"),
      ),
    ).toEqual([
      "REVISION|STATUS|CHART|APP VERSION|DESCRIPTION",
      "1|superseded|web-0.1.0|1.0|Install complete",
      "2|superseded|web-0.1.0|1.0|Upgrade complete",
      "3|deployed|web-0.1.0|1.0|Rollback to 1",
      "",
    ]);
  });

  test("uninstall deletes objects and record, but for what the chart wants kept", async () => {
    const { helm, kubectl } = await lab();
    await helm("install shop ./web --set policy=keep");
    expect((await helm("uninstall shop")).stdout).toBe(
      'These resources were kept due to the resource policy:\n[ConfigMap] shop-extra\n\nrelease "shop" uninstalled\n',
    );
    expect((await kubectl("get deploy,svc,cm,secret -l app.kubernetes.io/managed-by=Helm -o name")).stdout).toBe(
      "configmap/shop-extra\n",
    );
  });

  test("a release is kept in a Secret as helm keeps it", async () => {
    const { helm, kubectl } = await lab();
    await helm("install shop ./web -l team=a --set port=81");
    const { stdout } = await kubectl("get secret sh.helm.release.v1.shop.v1 -o json");
    const secret = JSON.parse(stdout);
    expect(secret.type).toBe("helm.sh/release.v1");
    expect(secret.metadata.labels).toEqual({
      modifiedAt: "1772442000",
      name: "shop",
      owner: "helm",
      status: "deployed",
      team: "a",
      version: "1",
    });
    const packed = Uint8Array.from(atob(atob(secret.data.release)), (one) => one.charCodeAt(0));
    const text = new TextDecoder().decode(gunzip(packed));
    const record = JSON.parse(text);
    expect(Object.keys(record)).toEqual(
      ["name", "info", "chart", "config", "manifest", "hooks", "version", "namespace", "apply_method"].filter(
        (key) => key !== "hooks",
      ),
    );
    expect(record.info).toMatchObject({
      status: "deployed",
      first_deployed: "2026-03-02T09:00:00Z",
      description: "Install complete",
    });
    expect(record.chart.metadata).toEqual({ name: "web", version: "0.1.0", apiVersion: "v2", appVersion: "1.0" });
    expect(record.config).toEqual({ port: 81 });
    expect(text).toContain('"apply_method":"ssa"');
  });
});

describe("hooks", () => {
  test("run before and after, and go when their policy says so", async () => {
    const { helm, kubectl } = await lab({
      "templates/pre.yaml": HOOK("pre-install", "hook-succeeded"),
      "templates/post.yaml": HOOK("post-install", "before-hook-creation"),
    });
    await helm("install shop ./web");
    expect((await kubectl("get cm -o name")).stdout).toBe(
      "configmap/hook-post-install\nconfigmap/kube-root-ca.crt\nconfigmap/shop-extra\n".replace(
        "configmap/kube-root-ca.crt\n",
        "",
      ),
    );
    expect((await helm("get hooks shop")).stdout).toContain("# Source: web/templates/pre.yaml\n");
    expect((await helm("get manifest shop")).stdout).not.toContain("hook-pre-install");
  });

  test("a Job that fails ends the installation, and the release says so", async () => {
    const job = `apiVersion: batch/v1
kind: Job
metadata: {name: check, annotations: {"helm.sh/hook": pre-install}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}
`;
    const { helm, kubectl } = await lab({ "templates/job.yaml": job });
    const { stderr, exitCode } = await helm("install shop ./web --timeout 5s");
    expect(stderr).toBe(
      "Error: INSTALLATION FAILED: failed pre-install: resource Job/default/check not ready. status: InProgress, message: Job in progress\ncontext deadline exceeded\n",
    );
    expect(exitCode).toBe(1);
    expect((await helm("list")).stdout).toContain("\tfailed");
    expect((await kubectl("get deploy")).stderr).toBe("No resources found in default namespace.\n");
  });
});

describe("what is refused", () => {
  test.each([
    {
      says: "a name that is in use",
      before: "install shop ./web",
      line: "install shop ./web",
      stderr:
        'level=ERROR msg="release name check failed" error="cannot reuse a name that is still in use"\nError: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use\n',
    },
    {
      says: "objects of another release",
      before: "install shop ./web --set extra=false",
      line: "install other ./web --set extra=false --name-template x",
      stderr: "Error: INSTALLATION FAILED: cannot set --name-template and also specify a name\n",
    },
    {
      says: "an upgrade of what is not there",
      line: "upgrade shop ./web",
      stderr: 'Error: UPGRADE FAILED: "shop" has no deployed releases\n',
    },
    {
      says: "a namespace that is not there",
      line: "install shop ./web -n nowhere",
      stderr: 'Error: INSTALLATION FAILED: create: failed to create: namespaces "nowhere" not found\n',
    },
    { says: "the status of nothing", line: "status shop", stderr: "Error: release: not found\n" },
    {
      says: "to uninstall nothing",
      line: "uninstall shop",
      stderr: "Error: uninstall: Release not loaded: shop: release: not found\n",
    },
    {
      says: "a revision that was never",
      before: "install shop ./web",
      line: "rollback shop 7",
      stderr: "Error: release has no 7 version\n",
    },
  ])("$says", async ({ before, line, stderr }) => {
    const { helm } = await lab();
    if (before) await helm(before);
    expect(await helm(line)).toEqual({ stdout: "", stderr, exitCode: 1 });
  });

  test("an object that belongs to somebody else", async () => {
    const { helm, kubectl } = await lab();
    await kubectl("create service clusterip shop --tcp=80");
    expect((await helm("install shop ./web")).stderr).toBe(
      'Error: INSTALLATION FAILED: unable to continue with install: Service "shop" in namespace "default" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "shop"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "default"\n',
    );
    expect((await helm("install shop ./web --take-ownership --force-conflicts")).exitCode).toBe(0);
  });

  test("a kind that the server has not", async () => {
    const { helm } = await lab({ "templates/x.yaml": "apiVersion: example.com/v1\nkind: Toy\nmetadata: {name: x}\n" });
    expect((await helm("install shop ./web")).stderr).toBe(
      'Error: INSTALLATION FAILED: unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "Toy" in version "example.com/v1"\nensure CRDs are installed first\n',
    );
  });

  test("a chart for another Kubernetes", async () => {
    const { helm } = await lab({ "Chart.yaml": `${CHART["Chart.yaml"]}kubeVersion: '<1.20'\n` });
    expect((await helm("install shop ./web")).stderr).toBe(
      "Error: INSTALLATION FAILED: chart requires kubeVersion: <1.20 which is incompatible with Kubernetes v1.36.1\n",
    );
  });
});

test("--rollback-on-failure takes everything away again", async () => {
  const { helm, kubectl } = await lab();
  const { stderr } = await helm("install shop ./web --rollback-on-failure --timeout 5s");
  expect(stderr).toContain("release shop failed, and has been uninstalled due to rollback-on-failure being set: ");
  expect(stderr).toContain("resource Deployment/default/shop not ready. status: InProgress, message: ");
  expect((await kubectl("get all,secret -o name")).stdout).toBe("");
});

test("--history-max keeps so many revisions", async () => {
  const { helm, kubectl } = await lab();
  await helm("install shop ./web");
  for (let port = 81; port < 85; port++) await helm(`upgrade shop ./web --set port=${port} --history-max 2`);
  expect((await kubectl("get secret -o name")).stdout).toBe(
    "secret/sh.helm.release.v1.shop.v4\nsecret/sh.helm.release.v1.shop.v5\n",
  );
});

test("lookup asks the cluster", async () => {
  const { helm, kubectl } = await lab({
    "templates/NOTES.txt":
      '{{ (lookup "v1" "ConfigMap" "default" "there").data.word }}/{{ lookup "v1" "ConfigMap" "default" "nope" }}',
  });
  await kubectl("create cm there --from-literal=word=found");
  expect((await helm("install shop ./web")).stdout).toContain("NOTES:\nfound/map[]\n");
});
