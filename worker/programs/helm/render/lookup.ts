import { StatusError } from "../../../api/machinery/status.ts";
import { withFloats } from "../../../base/sprig/index.ts";
import type { Helm } from "../helm.ts";
import type { Lookup } from "./surroundings.ts";

/**
 * `lookup` from the cluster: an object, a list where no name is given, or an empty map.
 *
 * @see https://helm.sh/docs/chart_template_guide/functions_and_pipelines/#using-the-lookup-function
 */
export function clusterLookup(helm: Helm): (wanted: Lookup) => Promise<unknown> {
  return async ({ apiVersion, kind, namespace, name }) => {
    const discovery = await helm.kube.discovery();
    const resource = discovery.ofKind(apiVersion, kind);
    if (!resource) return {};
    const rest = await helm.kube.rest();
    try {
      const place = { resource, ...(resource.namespaced && namespace && { namespace }) };
      const found = name === "" ? (await rest.list(place)).list : await rest.get({ ...place, name });
      return withFloats(found);
    } catch (error) {
      if (error instanceof StatusError && error.is("NotFound")) return {};
      throw error;
    }
  };
}
