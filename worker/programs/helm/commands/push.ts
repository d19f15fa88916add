import { goTimeFormat } from "../../../base/sprig/index.ts";
import { loadChartAt } from "../chart/folder.ts";
import { helmCommand } from "../cli/command.ts";
import { HelmError } from "../errors.ts";
import { pushChart } from "../registry/index.ts";

export const push = helmCommand({
  usage: "push [chart] [remote]",
  about: ["Put a packed chart into a registry: helm push web-0.1.0.tgz oci://registry.example.com/charts"],
  flags: {
    caFile: { type: "string", help: "check HTTPS servers against this CA bundle" },
    certFile: { type: "string", help: "client certificate for the registry" },
    insecureSkipTlsVerify: { type: "bool", help: "do not check the registry's certificate" },
    keyFile: { type: "string", help: "key of the client certificate" },
    password: { type: "string", help: "password for the registry" },
    plainHttp: { type: "bool", help: "send over plain HTTP" },
    username: { type: "string", help: "user name for the registry" },
  },
  operands: { atLeast: 2 },
  async run({ flags, operands }, helm) {
    const [shown, remote] = operands as [string, string];
    if (!remote.startsWith("oci://")) {
      const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(remote)?.[1];
      throw new HelmError(
        scheme === undefined
          ? `scheme prefix missing from remote (e.g. "oci://")`
          : `scheme ${JSON.stringify(scheme)} not supported`,
      );
    }
    const path = helm.path(shown);
    const stat = helm.io.files.stat(path);
    if (!stat) throw new HelmError(`${shown}: no such file`);
    if (stat.type === "directory") throw new HelmError("cannot push directory, must provide chart archive (.tgz)");
    const { metadata } = loadChartAt(helm.io.files, path, shown);
    const chart = {
      data: helm.io.files.read(path),
      metadata,
      created: goTimeFormat(stat.mtimeMs, "2006-01-02T15:04:05Z07:00"),
    };
    const { username, password } = flags;
    const { reference, digest } = await pushChart(helm, chart, remote, {
      plainHttp: flags.plainHttp,
      insecure: flags.insecureSkipTlsVerify,
      ...(username !== "" && password !== "" && { login: { username, password } }),
    });
    await helm.out(`Pushed: ${reference}\nDigest: ${digest}\n`);
  },
});
