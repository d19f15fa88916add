/** https://helm.sh/docs/topics/registries/#helm-chart-manifest */
export const CONFIG = "application/vnd.cncf.helm.config.v1+json";
export const CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
export const OLD_CHART_LAYER = "application/tar+gzip";
/** https://github.com/opencontainers/image-spec/blob/main/media-types.md */
export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
