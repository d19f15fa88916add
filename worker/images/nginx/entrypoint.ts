import type { ContainerProgram } from "../../kubelet/image.ts";
import { FileError } from "../../shell/files.ts";
import { print } from "../server.ts";
import { DEFAULT_CONF } from "./files.ts";

const FOLDER = "/docker-entrypoint.d";
const DEFAULT = "/etc/nginx/conf.d/default.conf";

/**
 * The image's entrypoint: prepares the configuration, says so, and becomes the command.
 * https://github.com/nginx/docker-nginx/tree/master/entrypoint
 */
export function entrypoint(start: ContainerProgram): ContainerProgram {
  return async (args, io) => {
    const [command = "", ...rest] = args;
    const isNginx = command === "nginx" || command === "nginx-debug";
    // A restored nginx goes on; its entrypoint is long past.
    if (isNginx && io.memory.read() === undefined) prepare(io);
    return isNginx ? start(rest, { ...io, name: command }) : io.run(args);
  };
}

const prepare = (io: Parameters<ContainerProgram>[1]): void => {
  const say = (line: string) => print(io, `${line}\n`);
  const own = "/docker-entrypoint.sh:";
  say(`${own} ${FOLDER}/ is not empty, will attempt to perform configuration`);
  say(`${own} Looking for shell scripts in ${FOLDER}/`);
  say(`${own} Launching ${FOLDER}/10-listen-on-ipv6-by-default.sh`);
  const listen = "10-listen-on-ipv6-by-default.sh: info:";
  for (const words of listenOnIpv6(io.files)) say(`${listen} ${words}`);
  say(`${own} Sourcing ${FOLDER}/15-local-resolvers.envsh`);
  say(`${own} Launching ${FOLDER}/20-envsubst-on-templates.sh`);
  for (const words of fillTemplates(io)) say(`20-envsubst-on-templates.sh: ${words}`);
  say(`${own} Launching ${FOLDER}/30-tune-worker-processes.sh`);
  say(`${own} Configuration complete; ready for start up`);
};

function listenOnIpv6(files: Parameters<ContainerProgram>[1]["files"]): readonly string[] {
  const stat = files.stat(DEFAULT);
  if (stat?.type !== "file") return [`${DEFAULT} is not a file or does not exist`];
  const text = files.readText(DEFAULT);
  try {
    files.touch(DEFAULT, stat.mtimeMs);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [`can not modify ${DEFAULT} (read-only file system?)`];
  }
  if (/listen\s+\[::]:80;/.test(text)) return ["IPv6 listen already enabled"];
  const checking = `Getting the checksum of ${DEFAULT}`;
  if (text !== DEFAULT_CONF) return [checking, `${DEFAULT} differs from the packaged version`];
  files.write(DEFAULT, text.replace("listen       80;", "listen       80;\n    listen  [::]:80;"));
  return [checking, `Enabled listen on IPv6 in ${DEFAULT}`];
}

/** /etc/nginx/templates/*.template with the environment's variables filled in. */
function fillTemplates({ files, env }: Parameters<ContainerProgram>[1]): readonly string[] {
  const folder = env.NGINX_ENVSUBST_TEMPLATE_DIR ?? "/etc/nginx/templates";
  const output = env.NGINX_ENVSUBST_OUTPUT_DIR ?? "/etc/nginx/conf.d";
  if (files.stat(folder)?.type !== "directory") return [];
  return files
    .list(folder)
    .filter((name) => name.endsWith(".template"))
    .map((name) => {
      const target = `${output}/${name.slice(0, -".template".length)}`;
      const text = files.readText(`${folder}/${name}`);
      const filled = text.replace(/\$\{?(\w+)\}?/g, (whole, key: string) => env[key] ?? whole);
      files.write(target, filled);
      return `Running envsubst on ${folder}/${name} to ${target}`;
    });
}
