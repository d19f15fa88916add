/** Who asks, and what one may. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { expect } from "vitest";
import { type Context, type Row, refusal } from "./context.ts";

const ACCOUNT_FILES = "var/run/secrets/kubernetes.io/serviceaccount";

/** Lets a program believe that it runs in a pod of the namespace, as the account "robot" there. */
async function inPod(context: Context, run: (config: KubeConfig) => Promise<void>): Promise<void> {
  const { k8s, core, config, namespace, way } = context;
  await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name: "robot" } } });
  const { status } = await core.createNamespacedServiceAccountToken({
    namespace,
    name: "robot",
    body: { spec: { audiences: [], expirationSeconds: 3_600 } },
  });
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-pod-"));
  const files = join(folder, ACCOUNT_FILES);
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, "token"), status?.token ?? "");
  const { caData = "" } = config.getCurrentCluster() ?? {};
  writeFileSync(join(files, "ca.crt"), Buffer.from(caData, "base64"));
  writeFileSync(join(files, "namespace"), namespace);
  const before = { ...process.env };
  try {
    process.env.KUBERNETES_SERVICE_HOST = "127.0.0.1";
    process.env.KUBERNETES_SERVICE_PORT = new URL(way.url).port;
    const inside = new k8s.KubeConfig();
    inside.loadFromCluster(`${folder}/`);
    await run(inside);
  } finally {
    process.env = before;
    rmSync(folder, { recursive: true });
  }
}

export const access: readonly Row[] = [
  {
    says: "a program in a pod is its service account, by its token",
    async run(context) {
      const { k8s, namespace } = context;
      await inPod(context, async (config) => {
        const reviews = config.makeApiClient(k8s.AuthenticationV1Api);
        const { status } = await reviews.createSelfSubjectReview({ body: {} });
        expect([status?.userInfo?.username, status?.userInfo?.groups]).toEqual([
          `system:serviceaccount:${namespace}:robot`,
          ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
        ]);
      });
    },
  },
  {
    says: "a program in a pod may nothing until it is granted, and what is granted from then on",
    async run(context) {
      const { k8s, config, namespace } = context;
      await inPod(context, async (inside) => {
        const core = inside.makeApiClient(k8s.CoreV1Api);
        const { code, status } = await refusal(core.listNamespacedPod({ namespace }));
        expect([code, status.reason, status.message]).toEqual([
          403,
          "Forbidden",
          `pods is forbidden: User "system:serviceaccount:${namespace}:robot" cannot list resource "pods" in API group "" in the namespace "${namespace}"`,
        ]);
        const rights = config.makeApiClient(k8s.RbacAuthorizationV1Api);
        await rights.createNamespacedRoleBinding({
          namespace,
          body: {
            metadata: { name: "robot" },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
            subjects: [{ kind: "ServiceAccount", name: "robot", namespace }],
          },
        });
        expect((await core.listNamespacedPod({ namespace })).items).toEqual([]);
        expect((await refusal(core.listNamespacedSecret({ namespace }))).code).toBe(403);
        const reviews = inside.makeApiClient(k8s.AuthorizationV1Api);
        const review = (verb: string, resource: string) =>
          reviews.createSelfSubjectAccessReview({
            body: { spec: { resourceAttributes: { namespace, verb, resource } } },
          });
        expect((await review("get", "configmaps")).status?.allowed).toBe(true);
        expect((await review("delete", "configmaps")).status?.allowed).toBe(false);
      });
    },
  },
  {
    says: "a token that nobody has signed is refused",
    async run(context) {
      const { k8s, config, namespace } = context;
      const other = new k8s.KubeConfig();
      other.loadFromClusterAndUser(config.getCurrentCluster()!, { name: "x", token: "a.b.c" } as never);
      await expect(other.makeApiClient(k8s.CoreV1Api).listNamespacedPod({ namespace })).rejects.toMatchObject({
        code: 401,
        message: expect.stringContaining("Unauthorized"),
      });
    },
  },
  {
    says: "a client that trusts another authority does not talk to the server at all",
    async run({ k8s, config, namespace }) {
      const other = new k8s.KubeConfig();
      const cluster = config.getCurrentCluster()!;
      const { caData: _, ...rest } = cluster;
      other.loadFromClusterAndUser(rest as typeof cluster, config.getCurrentUser()!);
      await expect(other.makeApiClient(k8s.CoreV1Api).listNamespacedPod({ namespace })).rejects.toMatchObject({
        cause: { code: expect.stringMatching(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE/) },
      });
    },
  },
  {
    says: "an administrator may act as somebody else, who may less",
    async run({ k8s, config, namespace }) {
      const core = config.makeApiClient(k8s.CoreV1Api);
      const as = k8s.setHeaderOptions("Impersonate-User", "jane");
      const { code, status } = await refusal(core.listNamespacedPod({ namespace }, as));
      expect([code, status.message?.includes('User "jane" cannot list')]).toEqual([403, true]);
    },
  },
];
