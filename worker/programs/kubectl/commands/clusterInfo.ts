import { command } from "../cli/command.ts";
import { usageError } from "../cli/errors.ts";
import { dig, listAt, nameOf, namespaceOf, numberAt, textAt } from "../json.ts";

export default command({
  usage: "cluster-info [flags]",
  about: ["Show where the control plane is, and the services that are labelled as part of the cluster."],
  examples: [["The addresses", "kubectl cluster-info"]],
  flags: {},
  subcommands: [
    {
      name: "dump",
      summary: "Dump relevant information for debugging and diagnosis",
      load: async () => (await import("./clusterInfoDump.ts")).default,
    },
  ],
  async run({ operands, path }, kube) {
    if (operands.length > 0) throw usageError(path, `unknown command "${operands.join(" ")}"`);
    const rest = await kube.rest();
    const resource = (await kube.discovery()).find("services");
    const terminal = kube.io.isTerminal(1);
    const line = (name: string, url: string) =>
      terminal
        ? `\u001b[0;32m${name}\u001b[0m is running at \u001b[0;33m${url}\u001b[0m\n`
        : `${name} is running at ${url}\n`;
    const { items } = await rest.list({ resource, namespace: "kube-system" }, [
      ["labelSelector", "kubernetes.io/cluster-service=true"],
    ]);
    await kube.out(line("Kubernetes control plane", rest.connection.server));
    for (const service of items) {
      const ingress = listAt(service, "status", "loadBalancer", "ingress")[0];
      const address = textAt(ingress, "ip") || textAt(ingress, "hostname");
      const port = listAt(service, "spec", "ports")[0];
      const name = textAt(port, "name");
      const https = name === "https" || numberAt(port, "port") === 443;
      const proxied = `${https ? "https:" : ""}${nameOf(service)}${name ? `:${name}` : ""}`;
      const url = address
        ? listAt(service, "spec", "ports")
            .map((one) => `http://${address}:${String(dig(one, "port"))} `)
            .join("")
        : `${rest.connection.server}/api/v1/namespaces/${namespaceOf(service)}/services/${proxied}/proxy`;
      const shown = textAt(service, "metadata", "labels", "kubernetes.io/name") || nameOf(service);
      await kube.out(line(shown, url));
    }
    await kube.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  },
});
