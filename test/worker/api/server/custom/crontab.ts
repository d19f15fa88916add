import type {
  CustomResourceDefinitionObject,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from "../../../../../worker/api/generated/types.ts";
import { customKind, type Kind, type KubeObject } from "../../../../../worker/api/index.ts";
import { CustomResourceDefinition } from "../../../../../worker/api/kinds/index.ts";
import { testServer } from "../../local.ts";

export interface CronTabObject extends KubeObject {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

export const CronTab = customKind<CronTabObject>({
  group: "stable.example.com",
  version: "v1",
  kind: "CronTab",
  plural: "crontabs",
  namespaced: true,
});

export const SPEC: JSONSchemaProps = {
  type: "object",
  properties: {
    cronSpec: { type: "string", pattern: "^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$" },
    image: { type: "string" },
    replicas: { type: "integer", minimum: 1, maximum: 10, default: 1 },
  },
};

/** The CronTab of the documentation. */
export function crontabs(
  spec: JSONSchemaProps = SPEC,
  version: Partial<CustomResourceDefinitionVersion> = {},
  others: readonly CustomResourceDefinitionVersion[] = [],
): CustomResourceDefinitionObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "crontabs.stable.example.com" },
    spec: {
      group: "stable.example.com",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { spec, status: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
            },
          },
          ...version,
        },
        ...others,
      ],
      scope: "Namespaced",
      names: { plural: "crontabs", singular: "crontab", kind: "CronTab", shortNames: ["ct"] },
    },
  };
}

export const crontab = (spec: CronTabObject["spec"] = {}, name = "my-crontab"): CronTabObject => ({
  apiVersion: "stable.example.com/v1",
  kind: "CronTab",
  metadata: { name, namespace: "default" },
  spec,
});

/** A server in which a definition is established. */
export async function serverWith(crd: CustomResourceDefinitionObject) {
  const made = testServer();
  await made.client.create(CustomResourceDefinition as unknown as Kind, crd);
  await made.clock.advance(100);
  return made;
}
