import type { Cache } from "../../../api/client/client.ts";
import { CustomResourceDefinition, EndpointSlice, Namespace, Secret, Service } from "../../../api/kinds/index.ts";
import type { Kind } from "../../../api/machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../../../api/machinery/object.ts";
import type { Snapshot } from "../../graph/index.ts";
import { GATEWAY_GROUP, Gateway, GatewayClass, HTTPRoute, ReferenceGrant } from "../../kinds/index.ts";

const SERVICE_NAME = "kubernetes.io/service-name";
const DEFINITION = `gatewayclasses.${GATEWAY_GROUP}`;

/** A snapshot that remembers what it was asked for, whether or not it was there: only changes of these concern the graph. */
export interface TrackedSnapshot extends Snapshot {
  readonly channel?: string;
  asked(kind: Kind, object: KubeObject): boolean;
}

/** What the cache shows now. Services, Secrets and the like are looked up when the graph asks for them. */
export function snapshotOf(cache: Cache): TrackedSnapshot {
  const asked = new Set<string>();
  const ask = (kind: string, { namespace = "", name }: ObjectRef) => asked.add(`${kind} ${namespace}/${name}`);
  const { annotations = {} } = cache.get(CustomResourceDefinition, { name: DEFINITION })?.metadata ?? {};
  const version = annotations[`${GATEWAY_GROUP}/bundle-version`];
  const channel = annotations[`${GATEWAY_GROUP}/channel`];
  return {
    gatewayClasses: cache.list(GatewayClass),
    gateways: cache.list(Gateway),
    httpRoutes: cache.list(HTTPRoute),
    referenceGrants: cache.list(ReferenceGrant),
    ...(version !== undefined && { bundleVersion: version }),
    ...(channel !== undefined && { channel }),
    service: (ref) => {
      ask("Service", ref);
      return cache.get(Service, ref);
    },
    endpointSlices: (ref) => {
      const { namespace = "", name } = ref;
      ask("EndpointSlice", ref);
      return cache.list(EndpointSlice, { namespace, labels: { [SERVICE_NAME]: name } });
    },
    secret: (ref) => {
      ask("Secret", ref);
      return cache.get(Secret, ref);
    },
    namespace: (name) => {
      ask("Namespace", { name });
      return cache.get(Namespace, { name });
    },
    asked({ kind }, { metadata }) {
      const name = kind === "EndpointSlice" ? metadata.labels?.[SERVICE_NAME] : metadata.name;
      return asked.has(`${kind} ${metadata.namespace ?? ""}/${name}`);
    },
  };
}

/** What of Gateway API the server must serve before anything can be done, and does not. */
export function missingKinds(cache: Cache): readonly string[] {
  const needed = [GatewayClass, Gateway, HTTPRoute] as unknown as readonly Kind[];
  return needed.filter((kind) => !cache.serves(kind)).map(({ plural }) => `${plural}.${GATEWAY_GROUP}`);
}
