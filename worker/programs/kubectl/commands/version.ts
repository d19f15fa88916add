import { goYaml } from "../../../base/goprint/index.ts";
import { command } from "../cli/command.ts";
import { CommandError, UsageError } from "../cli/errors.ts";
import { type JsonObject, textAt } from "../json.ts";

/** What this kubectl says it is. */
const CLIENT: JsonObject = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.3",
  gitCommit: "0f29094e5b73085e3802ecc1298ecae13866bfe6",
  gitTreeState: "clean",
  buildDate: "2026-07-22T18:10:35Z",
  goVersion: "go1.26.5",
  compiler: "gc",
  platform: "linux/amd64",
};
const KUSTOMIZE = "v5.8.1";

export default command({
  usage: "version [flags]",
  about: ["Print the versions of client and server."],
  examples: [["Both", "kubectl version"]],
  flags: {
    client: { type: "bool", help: "Only the client's version; needs no server." },
    output: { type: "string", short: "o", help: "One of 'yaml' or 'json'." },
  },
  async run({ flags, operands }, kube) {
    if (operands.length > 0) throw new UsageError(`extra arguments: [${operands.join(" ")}]`);
    if (!["", "yaml", "json"].includes(flags.output)) throw new CommandError("--output must be 'yaml' or 'json'");
    let server: JsonObject | undefined;
    let failure: unknown;
    if (!flags.client) {
      try {
        const { connection } = await kube.rest();
        server = await connection.json({ path: "/version", query: [["timeout", "32s"]] });
      } catch (error) {
        failure = error;
      }
    }
    const all = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE, ...(server && { serverVersion: server }) };
    if (flags.output === "yaml") await kube.out(`${goYaml(all)}\n`);
    else if (flags.output === "json") await kube.out(`${JSON.stringify(all, null, 2)}\n`);
    else {
      await kube.out(`Client Version: ${textAt(CLIENT, "gitVersion")}\nKustomize Version: ${KUSTOMIZE}\n`);
      if (server) await kube.out(`Server Version: ${textAt(server, "gitVersion")}\n`);
    }
    if (failure) throw failure;
    if (server) await warnOfSkew(textAt(server, "major"), textAt(server, "minor"), (text) => kube.err(text));
  },
});

/** More than one minor version apart is not supported. */
async function warnOfSkew(major: string, minor: string, say: (text: string) => Promise<void>): Promise<void> {
  const number = Number.parseInt(minor, 10);
  const own = Number.parseInt(textAt(CLIENT, "minor"), 10);
  if (major === "1" && Math.abs(number - own) <= 1) return;
  await say(
    `Warning: version difference between client (1.${own}) and server (${major}.${number}) exceeds the supported minor version skew of +/-1\n`,
  );
}
