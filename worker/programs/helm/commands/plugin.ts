import { helmCommand } from "../cli/command.ts";
import { HelmError } from "../errors.ts";
import { uiTable } from "../output/table.ts";

const HEADS = ["NAME", "VERSION", "TYPE", "APIVERSION", "PROVENANCE", "SOURCE"];

/** Plugins are programs of their own, which nothing here can run: there are none. */
export const pluginList = helmCommand({
  usage: "plugin list",
  about: ["List the plugins that are installed."],
  flags: { type: { type: "string", help: "only plugins of this type" } },
  operands: "any",
  run: (_, helm) => helm.out(uiTable([HEADS])),
});

export const pluginInstall = helmCommand({
  usage: "plugin install [options] <path|url>",
  about: ["Install a plugin from a folder, an archive or a repository of source code."],
  flags: {
    caFile: { type: "string", help: "check HTTPS servers against this CA bundle" },
    certFile: { type: "string", help: "client certificate for the registry" },
    insecureSkipTlsVerify: { type: "bool", help: "do not check the server's certificate" },
    keyFile: { type: "string", help: "key of the client certificate" },
    keyring: { type: "string", help: "file with public keys", shown: "" },
    password: { type: "string", help: "password for the registry" },
    plainHttp: { type: "bool", help: "fetch over plain HTTP" },
    username: { type: "string", help: "user name for the registry" },
    verify: { type: "bool", value: true, help: "check the plugin's signature first" },
    version: { type: "string", help: "version or range; the latest where absent" },
  },
  operands: { exactly: 1 },
  async run({ operands }) {
    const [source] = operands as [string];
    throw new HelmError(
      `cannot get information about plugin source ${JSON.stringify(source)} (if it's a local directory, does it exist?), last error was: Cannot detect VCS`,
    );
  },
});

const missing = (name: string, about: string) =>
  helmCommand({
    usage: `plugin ${name} <plugin>...`,
    about: [about],
    flags: {},
    operands: "any",
    async run({ operands }) {
      if (operands.length === 0) {
        throw new HelmError(`please provide plugin name to ${name}`);
      }
      throw new HelmError(operands.map((one) => `plugin: ${one} not found`).join("\n"));
    },
  });

export const pluginUninstall = missing("uninstall", "Take plugins away.");
export const pluginUpdate = missing("update", "Bring plugins to their newest version.");

/** Looks at the plugin's folder or archive, as both would begin; no further, for plugins cannot be run here. */
const looking = (usage: string, about: string) =>
  helmCommand({
    usage,
    about: [about],
    flags: { keyring: { type: "string", help: "file with keys", shown: "" } },
    operands: { exactly: 1 },
    async run({ operands }, helm) {
      const [path] = operands as [string];
      if (!helm.io.files.stat(helm.path(path))) throw new HelmError(`stat ${path}: no such file or directory`);
      throw new HelmError("plugins are not supported here: they are programs of their own");
    },
  });

export const pluginPackage = looking("plugin package [PATH]", "Pack a plugin's folder into an archive.");
export const pluginVerify = looking("plugin verify [PATH]", "Check a plugin's archive against its signature.");
