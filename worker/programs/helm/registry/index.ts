/**
 * Charts in OCI registries: names, logins, pulling, pushing.
 *
 * In:   oci://HOST/REPOSITORY, tags; files with logins; the network of the host that helm runs on.
 * Out:  archives; manifests and blobs at the registry.
 *
 * @see https://helm.sh/docs/topics/registries/
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @module
 */
export { login } from "./login.ts";
export { keepLogin } from "./logins.ts";
export { pullChart, resolveReference, tagsOf } from "./pull.ts";
export { artifactOf, pushChart } from "./push.ts";
