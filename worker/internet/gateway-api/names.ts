import { type Edition, minorOf } from "./edition.ts";

const STANDARD = ["gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants"];
const OTHER_ROUTES = ["tcproutes", "tlsroutes", "udproutes"];

/** The files of an edition's config/crd, known without the definitions themselves. */
export function filesOf({ version, channel }: Edition): readonly string[] {
  const minor = minorOf(version);
  const experimental = channel === "experimental";
  const names = [
    ...STANDARD,
    ...(experimental || minor >= 6 ? OTHER_ROUTES : []),
    ...(experimental || minor >= 4 ? ["backendtlspolicies"] : []),
    ...(experimental && minor < 4 ? ["backendlbpolicies"] : []),
    ...(minor >= 6 ? ["listenersets", "vap_safeupgrades"] : []),
  ].sort();
  const trials = [
    ...(minor >= 6 ? ["xbackends"] : []),
    ...(minor >= 4 ? ["xbackendtrafficpolicies"] : []),
    ...(minor >= 4 && minor < 6 ? ["xlistenersets"] : []),
    ...(minor >= 4 ? ["xmeshes"] : []),
  ];
  return [
    ...names.map((name) => `gateway.networking.k8s.io_${name}.yaml`),
    ...(experimental ? trials.map((name) => `gateway.networking.x-k8s.io_${name}.yaml`) : []),
  ];
}
