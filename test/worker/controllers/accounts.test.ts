import { expect, test } from "vitest";
import { clusterRoleBindings } from "../../../worker/api/generated/bootstrapPolicy.ts";
import { builtInKinds } from "../../../worker/api/kinds/index.ts";
import { accountOf } from "../../../worker/controllers/accounts.ts";
import { controllerManagerControllers, lateControllers } from "../../../worker/controllers/index.ts";

const range = { clusterCidr: "10.244.0.0/16", nodeMaskSize: 24 };
const loops = [
  ...controllerManagerControllers({ kinds: builtInKinds, rootCa: "", podRange: range }),
  ...lateControllers,
  { name: "garbage-collector-controller" },
].map(({ name }) => name);

test.each(loops)("%s acts as an account that the cluster is born with a role for", (name) => {
  const subject = `S kube-system/${accountOf(name)}`;
  expect(clusterRoleBindings.filter(([binding]) => binding?.startsWith("system:controller:")).flat()).toContain(
    subject,
  );
});
