/** A small server for tests: an api of its own, kinds cut down to what the engine needs to see. */

import { builtInSchemas } from "../../../worker/api/generated/index.ts";
import type { PodObject } from "../../../worker/api/generated/types.ts";
import {
  type ApiServerOptions,
  createApiServer,
  defineKind,
  fieldPath,
  type Kind,
  type KubeObject,
  required,
  type Schemas,
  type TypeSchema,
} from "../../../worker/api/index.ts";
import {
  ConfigMap,
  Event,
  Namespace,
  Pod,
  Service,
  ServiceAccount,
  servedKinds,
} from "../../../worker/api/kinds/index.ts";
import { SandboxClock } from "../../../worker/base/clock.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { stillTime } from "../stillTime.ts";

export interface Thing extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly color?: string;
    readonly nodeName?: string;
    readonly terminationGracePeriodSeconds?: number;
    readonly finalizers?: readonly string[];
    readonly [key: string]: unknown;
  };
  readonly status?: { readonly phase?: string; readonly replicas?: number; readonly [key: string]: unknown };
  readonly data?: Readonly<Record<string, string>>;
}

const name = { name: "Name", cell: (object: KubeObject) => object.metadata.name } as const;

export const Widget = defineKind<Thing>({
  group: "example.com",
  version: "v1",
  kind: "Widget",
  plural: "widgets",
  shortNames: ["wd"],
  namespaced: true,
  subresources: ["status", "scale"],
  schema: "Widget",
  setDefaults: (draft) => {
    draft.spec = { ...draft.spec, replicas: draft.spec?.replicas ?? 1 };
  },
  validate: (widget) => (widget.spec?.color ? [] : [required(fieldPath("spec").child("color"))]),
  columns: [name, { name: "Color", cell: (one) => one.spec?.color ?? "" }],
  scale: {
    replicas: (one) => one.spec?.replicas ?? 0,
    statusReplicas: (one) => one.status?.replicas ?? 0,
    selector: () => "app=web",
    withReplicas: (one, replicas) => ({ ...one, spec: { ...one.spec, replicas } }),
  },
});

const text = { value: { type: "string" } } as const;
const top = { apiVersion: text, kind: text, metadata: { value: { type: "struct", of: "ObjectMeta" } } } as const;

const types: Record<string, TypeSchema> = {
  Widget: {
    name: "Widget",
    fields: { ...top, spec: { value: { type: "struct", of: "WidgetSpec" } }, status: { value: { type: "any" } } },
  },
  WidgetSpec: {
    name: "WidgetSpec",
    fields: {
      replicas: { value: { type: "int32" } },
      color: text,
      parts: {
        value: { type: "list", items: { type: "struct", of: "Part" } },
        patchStrategy: ["merge"],
        mergeKey: "name",
      },
      tags: { value: { type: "list", items: { type: "string" } }, patchStrategy: ["merge"] },
      plain: { value: { type: "list", items: { type: "string" } } },
    },
  },
  Part: {
    name: "Part",
    fields: {
      name: text,
      size: { value: { type: "int32" } },
      labels: { value: { type: "map", values: { type: "string" } } },
    },
  },
};

export const schemas: Schemas = { type: (name) => types[name] ?? builtInSchemas.type(name) };

export const kinds = [...servedKinds, Widget as unknown as Kind] as readonly Kind[];

export { ConfigMap, Event, Namespace, Pod, Service, ServiceAccount };

export const START = Date.UTC(2026, 0, 1);

export function testClock(): SandboxClock {
  return new SandboxClock(START, stillTime);
}

/** A server with namespace and service account "default". */
export function testServer(options: Partial<ApiServerOptions> = {}) {
  const clock = options.clock ?? testClock();
  const server = createApiServer({
    kinds,
    schemas,
    clock,
    random: new SeededRandom(1),
    serviceCidr: "10.96.0.0/16",
    version: "v1.36.1",
    ...options,
  });
  const admin = { user: "kubernetes-admin", groups: ["system:masters"] };
  if (!options.saved) {
    server.verbs.resources.create(Namespace as unknown as Kind, undefined, named("v1", "Namespace", "default"), {
      by: admin,
    });
    server.verbs.resources.create(
      ServiceAccount as unknown as Kind,
      "default",
      named("v1", "ServiceAccount", "default", "default"),
      { by: admin },
    );
  }
  return { server, clock: clock as SandboxClock, client: server.client(admin), admin };
}

export function named(apiVersion: string, kind: string, name: string, namespace?: string): Thing {
  return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
}

export const pod = (
  name: string,
  spec: Partial<PodObject["spec"]> = {},
  labels?: Record<string, string>,
): PodObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default", ...(labels ? { labels } : {}) },
  spec: { containers: [{ name: "main", image: "nginx" }], ...spec },
});

export const widget = (name: string, spec: Thing["spec"] = { color: "red" }): Thing => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name, namespace: "default" },
  spec,
});
