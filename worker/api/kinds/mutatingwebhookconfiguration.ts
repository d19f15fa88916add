import type { MutatingWebhookConfigurationObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ADMISSION_REGISTRATION } from "./webhooks/rules.ts";
import { defaultWebhook, validateWebhooks, webhookColumns } from "./webhooks/webhook.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/mutating-webhook-configuration-v1/ */
export const MutatingWebhookConfiguration = defineKind<MutatingWebhookConfigurationObject>({
  group: ADMISSION_REGISTRATION,
  version: "v1",
  kind: "MutatingWebhookConfiguration",
  plural: "mutatingwebhookconfigurations",
  categories: ["api-extensions"],
  namespaced: false,
  schema: "MutatingWebhookConfiguration",
  setDefaults({ webhooks }) {
    for (const hook of webhooks ?? []) {
      defaultWebhook(hook);
      hook.reinvocationPolicy ??= "Never";
    }
  },
  validate: ({ webhooks }) => validateWebhooks(webhooks),
  columns: webhookColumns,
});
