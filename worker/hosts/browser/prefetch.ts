/**
 * What the worker fetches before anybody asks: the shell while the cluster boots, everything else when the prompt is there.
 *
 * Whatever is missing here is fetched when it is first used, so the lists are a matter of speed, and of working offline.
 */
import type { CommandEntry } from "../../programs/kubectl/cli/command.ts";

/** No prompt without them. */
const FOR_THE_PROMPT = [() => import("../../shell/engine.ts")];

/** In the order in which they are likely to be wanted. */
const FOR_LATER: readonly (() => Promise<unknown>)[] = [
  () => import("../../shell/builtins/fetched.ts"),
  () => import("../../programs/kubectl/kubectl.ts"),
  () => import("../../api/server/http/index.ts"),
  () => import("../../programs/coreutils/tools.ts"),
  () => import("../../programs/curl/curl.ts"),
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
  () => import("../../programs/net/ss.ts"),
  () => import("../../programs/net/hostname.ts"),
  () => import("../../images/servers/http-echo.ts"),
  () => import("../../images/servers/whoami.ts"),
  () => import("../../images/servers/reversewords.ts"),
  () => import("../../images/servers/hello-app.ts"),
  () => import("../../images/servers/httpd.ts"),
  () => import("../../images/servers/agnhost.ts"),
  () => import("../../images/servers/stand-in.ts"),
  () => import("../../images/servers/defaultbackend.ts"),
  () => import("../../controllers/cloud-load-balancer/index.ts"),
  () => import("../../images/ingress-nginx/program.ts"),
  () => import("../../images/ingress-nginx/certgen.ts"),
  () => import("../../gateway/implementations/gatehouse/manifest.ts"),
  () => import("../../images/gatehouse/controller.ts"),
  () => import("../../images/gatehouse/proxy.ts"),
  () => import("../../lesson/player.ts"),
  () => import("../../lesson/scenario.ts"),
  () => import("../../programs/text/commands.ts"),
  () => import("just-bash/browser"),
  () => import("../../api/server/http/openApiDocument.ts"),
];

/** Between two of them, so that what the learner does comes first. */
const PAUSE_MS = 50;

/** Called before the cluster boots. */
export function prefetchForPrompt(): void {
  for (const load of FOR_THE_PROMPT) load().catch(ignore);
}

/** Called when the cluster has booted; fetches one thing after the other. */
export async function prefetchRest(): Promise<void> {
  for (const load of FOR_LATER) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await load().catch(ignore);
  }
}

async function kubectlCommands(): Promise<void> {
  const { ROOT } = await import("../../programs/kubectl/commands/index.ts");
  const visit = async (entry: CommandEntry): Promise<void> => {
    const { subcommands = [] } = await entry.load();
    for (const one of subcommands) await visit(one);
  };
  await visit(ROOT);
}

/** Whoever needs it will ask again, and hear what is wrong. */
function ignore(): void {}
