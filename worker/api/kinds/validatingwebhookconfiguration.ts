import type { ValidatingWebhookConfigurationObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ADMISSION_REGISTRATION } from "./webhooks/rules.ts";
import { defaultWebhook, validateWebhooks, webhookColumns } from "./webhooks/webhook.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/ */
export const ValidatingWebhookConfiguration = defineKind<ValidatingWebhookConfigurationObject>({
  group: ADMISSION_REGISTRATION,
  version: "v1",
  kind: "ValidatingWebhookConfiguration",
  plural: "validatingwebhookconfigurations",
  categories: ["api-extensions"],
  namespaced: false,
  schema: "ValidatingWebhookConfiguration",
  setDefaults({ webhooks }) {
    for (const hook of webhooks ?? []) defaultWebhook(hook);
  },
  validate: ({ webhooks }) => validateWebhooks(webhooks),
  columns: webhookColumns,
});
