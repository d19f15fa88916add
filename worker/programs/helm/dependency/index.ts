/**
 * A chart's dependencies: how they stand, which versions fit, and how they come into charts/.
 *
 * In:   a chart's folder; repositories, registries and other folders that Chart.yaml names.
 * Out:  archives in charts/, Chart.lock.
 *
 * @see https://helm.sh/docs/helm/helm_dependency/
 * @module
 */
export { buildDependencies, updateDependencies } from "./manager.ts";
export { dependencyStatus, strayCharts } from "./status.ts";
