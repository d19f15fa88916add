/**
 * What the worker fetches when the prompt is there, before anybody asks. Whatever is missing here is fetched when it is first used,
 * so the list is a matter of speed, and of working offline.
 */
import type { HelmEntry } from "../../programs/helm/cli/command.ts";
import type { CommandEntry } from "../../programs/kubectl/cli/command.ts";

/** In the order in which they are likely to be wanted. */
const FOR_LATER: readonly (() => Promise<unknown>)[] = [
  () => import("../../controllers/coredns/chain.ts"),
  () => import("../../programs/coreutils/tools.ts"),
  () => import("../../programs/curl/curl.ts"),
  () => import("../../kubelet/nodeDoor.ts"),
  () => import("../../images/nginx/entrypoint.ts"),
  () => import("../../images/nginx/program.ts"),
  kubectlCommands,
  () => import("../../programs/kubectl/complete.ts"),
  () => import("../../programs/kubectl/resource/yamlReader.ts"),
  () => import("../../programs/kubectl/print/templates.ts"),
  () => import("../../programs/kubectl/print/goTemplates.ts"),
  () => import("../../programs/kubectl/print/customColumns.ts"),
  () => import("../../programs/kubectl/print/sort.ts"),
  () => import("../../programs/kubectl/commands/getWatch.ts"),
  () => import("../../programs/kubectl/cli/help.ts"),
  () => import("../../programs/kubectl/resource/remote.ts"),
  () => import("../../programs/why.ts"),
  () => import("../../programs/dns/dig.ts"),
  () => import("../../programs/dns/nslookup.ts"),
  () => import("../../programs/dns/host.ts"),
  () => import("../../programs/dns/busybox.ts"),
  () => import("../../programs/net/nc.ts"),
  () => import("../../programs/net/ping.ts"),
  () => import("../../programs/net/wget.ts"),
  () => import("../../programs/net/busyboxWget.ts"),
  () => import("../../programs/net/ip.ts"),
  () => import("../../kubelet/system.ts"),
  () => import("../../programs/proc/index.ts"),
  () => import("../../programs/net/ss.ts"),
  () => import("../../programs/net/netstat.ts"),
  () => import("../../programs/net/route.ts"),
  () => import("../../programs/net/ifconfig.ts"),
  () => import("../../programs/net/arp.ts"),
  () => import("../../programs/busybox/applets.ts"),
  () => import("../../programs/busybox/applets/unsupported.ts"),
  () => import("../../programs/packages/apk.ts"),
  () => import("../../programs/packages/apt.ts"),
  () => import("../../programs/net/hostname.ts"),
  () => import("../../images/servers/http-echo.ts"),
  () => import("../../images/servers/whoami.ts"),
  () => import("../../images/servers/reversewords.ts"),
  () => import("../../images/servers/hello-app.ts"),
  () => import("../../images/servers/httpd.ts"),
  () => import("../../images/servers/agnhost.ts"),
  () => import("../../images/servers/registry.ts"),
  () => import("../../images/servers/stand-in.ts"),
  () => import("../../images/servers/defaultbackend.ts"),
  () => import("../../controllers/cloud-load-balancer/index.ts"),
  loops,
  () => import("../../controllers/scheduler/claims.ts"),
  () => import("../../controllers/namespace/deletion.ts"),
  () => import("../../images/ingress-nginx/program.ts"),
  () => import("../../images/ingress-nginx/certgen.ts"),
  () => import("../../gateway/implementations/gatehouse/manifest.ts"),
  () => import("../../images/gatehouse/controller.ts"),
  () => import("../../images/gatehouse/proxy.ts"),
  () => import("../../lesson/player.ts"),
  () => import("../../lesson/scenario.ts"),
  () => import("../../programs/text/commands.ts"),
  () => import("../../programs/tar/tar.ts"),
  () => import("just-bash/browser"),
  () => import("../../api/server/http/openApiDocuments.ts"),
  () => import("../../api/server/ownership/index.ts"),
  () => import("../../base/jsonSyntax.ts"),
  () => import("../../api/server/http/protobufInput.ts"),
  () => import("../../api/server/http/protobufAnswer.ts"),
  () => import("../../api/server/http/yamlInput.ts"),
  () => import("../../api/server/eviction.ts"),
  () => import("../../api/server/http/componentStatuses.ts"),
  () => import("../../api/server/webhooks/policyExpressions.ts"),
  () => import("../../api/server/podSecurity/index.ts"),
  () => import("../../api/server/admission/seldomRules.ts"),
  () => import("../../api/server/born/objects.ts"),
  () => import("../../profiles/born/configMaps.ts"),
  () => import("../../controllers/certificates/index.ts"),
  () => import("../../base/goYamlWords.ts"),
  () => import("../../controllers/disruption/index.ts"),
  () => import("../../api/server/http/connect/index.ts"),
  () => import("../../api/server/http/spdy/index.ts"),
  () => import("../../api/kinds/lateKinds.ts"),
  () => import("../../api/server/authorization/late.ts"),
  () => import("../../controllers/coredns/unsynced.ts"),
  () => import("../../controllers/clusterroleaggregation/index.ts"),
  () => import("../../controllers/kindnet/policies.ts"),
  () => import("../../profiles/policy/kind.ts"),
  () => import("../../profiles/policy/managed.ts"),
  () => import("../../api/generated/lateSchemas.ts"),
  () => import("../../api/server/custom/definition/index.ts"),
  () => import("../../api/server/custom/rules/index.ts"),
  () => import("../../api/cel/index.ts"),
  () => import("../../api/server/webhooks/index.ts"),
  () => import("../../api/server/limits/index.ts"),
  () => import("../../internet/gateway-api/index.ts"),
  () => import("../../programs/kubectl/kustomize/build.ts"),
  () => import("../../programs/helm/program.ts"),
  () => import("../../programs/helm/complete.ts"),
  () => import("../../programs/helm/cli/help.ts"),
  helmCommands,
  () => import("../../charts/pages.ts"),
  () => import("../../charts/registry/index.ts"),
  () => import("../../charts/staticManifests.ts"),
  () => import("../../charts/generated/ingress-nginx.ts"),
  () => import("../../programs/openssl/openssl.ts"),
  () => import("../../network/http1/index.ts"),
  () => import("../../network/dnswire.ts"),
  () => import("../../cluster/outbound.ts"),
  () => import("../../api/server/aggregation/aggregator.ts"),
  () => import("../../kubelet/metrics/server.ts"),
  () => import("../../images/metrics-server/program.ts"),
  () => import("../../images/servers/hpa-example.ts"),
  () => import("../../internet/metrics-server/manifest.ts"),
  () => import("../../internet/k8s-examples.ts"),
];

/** Between two of them, so that what the learner does comes first. */
const PAUSE_MS = 50;

/** Fetches one thing after the other. */
export async function fetchAhead(): Promise<void> {
  for (const load of FOR_LATER) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await load().catch(ignore);
  }
}

async function loops(): Promise<void> {
  const { lateControllers } = await import("../../controllers/late.ts");
  for (const { load } of lateControllers) await load();
}

async function kubectlCommands(): Promise<void> {
  const { ROOT } = await import("../../programs/kubectl/commands/index.ts");
  await walk(ROOT);
}

async function helmCommands(): Promise<void> {
  const { ROOT } = await import("../../programs/helm/commands/index.ts");
  await walk(ROOT);
}

async function walk(entry: CommandEntry | HelmEntry): Promise<void> {
  const { subcommands = [] } = await entry.load();
  for (const one of subcommands) await walk(one);
}

/** Whoever needs it will ask again, and hear what is wrong. */
function ignore(): void {}
