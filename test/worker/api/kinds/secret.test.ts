import { expect, test } from "vitest";
import { Secret } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { agreesWithRecordings } from "./recorded.ts";

agreesWithRecordings(Secret as unknown as Kind);

test("a Secret that waits for a service account's token is told that none comes", () => {
  const annotations = { "kubernetes.io/service-account.name": "builder" };
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "t", annotations } } as const;
  expect(Secret.warn?.({ ...secret, type: "kubernetes.io/service-account-token" })).toEqual([
    "Gatehouse puts no token into this Secret; `kubectl create token builder` makes one",
  ]);
  expect(Secret.warn?.({ ...secret, type: "Opaque" })).toEqual([]);
});
