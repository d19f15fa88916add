/**
 * nginx: the official image, with the parts of its configuration language that decide what a client sees.
 *
 * In:   files under /etc/nginx and /usr/share/nginx/html; requests.
 * Out:  nginx's own bytes: headers, error pages, logs.
 * A running nginx serves the configuration that it has loaded; `nginx -s reload` loads it anew.
 *
 * @module
 */
import type { ContainerProgram, Image } from "../../kubelet/image.ts";
import { later } from "../../programs/later.ts";
import { alpineWithCurl, debianWithCurl, withAccount } from "../base/index.ts";
import { DEFAULT_CONF, ERROR_50X, MIME_TYPES, NGINX_CONF, WELCOME } from "./files.ts";

/** Release, its date as its index.html bears it, and the names that lead to it besides its own. */
const RELEASES: readonly (readonly [version: string, built: string, ...aliases: string[]])[] = [
  ["1.14.2", "2018-12-04T14:44:49Z", "1.14"],
  ["1.16.1", "2019-08-13T10:05:00Z", "1.16"],
  ["1.18.0", "2020-04-21T12:43:12Z", "1.18"],
  ["1.19.10", "2021-04-13T15:13:59Z", "1.19"],
  ["1.20.2", "2021-11-16T14:44:02Z", "1.20"],
  ["1.21.6", "2022-01-25T15:03:52Z", "1.21"],
  ["1.22.1", "2022-10-19T08:02:20Z", "1.22"],
  ["1.23.4", "2023-03-28T15:01:54Z", "1.23"],
  ["1.24.0", "2023-04-11T01:45:34Z", "1.24"],
  ["1.25.5", "2024-04-16T14:29:59Z", "1.25"],
  ["1.26.3", "2025-02-05T11:06:32Z", "1.26"],
  ["1.27.4", "2025-02-05T11:06:32Z"],
  ["1.27.5", "2025-04-16T12:01:11Z", "1.27"],
  ["1.28.0", "2025-04-23T11:48:54Z", "1.28", "stable"],
  ["1.29.4", "2025-12-09T16:30:38Z", "1.29", "1", "latest", "mainline"],
];
/** Version numbers that were published, for those the table does not date. */
const PUBLISHED = /^1\.(1[0-9]|2[0-9])\.\d{1,2}$/;
const FLAVOURS =
  /-(alpine|alpine-slim|perl|bookworm|bullseye|bookworm-perl|alpine-perl|alpine3\.\d+|otel|trixie|slim)$/;

function releaseOf(tag: string): { readonly version: string; readonly builtMs: number } | undefined {
  const plain = tag.replace(FLAVOURS, "");
  const name = plain === tag && FLAVOURS.test(`-${tag}`) ? "latest" : plain;
  const known = RELEASES.find(([version, , ...aliases]) => version === name || aliases.includes(name));
  if (known) return { version: known[0], builtMs: Date.parse(known[1]) };
  if (!PUBLISHED.test(name)) return undefined;
  const near = RELEASES.find(([version]) => version.startsWith(`${name.split(".").slice(0, 2).join(".")}.`));
  if (!near) return undefined;
  const last = Number(near[0].split(".")[2]);
  const patch = Number(name.split(".")[2]);
  return patch <= last + 3 ? { version: name, builtMs: Date.parse(near[1]) } : undefined;
}

const debian = {
  ...debianWithCurl,
  files: withAccount(debianWithCurl.files, "nginx:101:101:nginx+user:/nonexistent:/bin/false", "nginx:101"),
};
const alpine = {
  ...alpineWithCurl,
  files: withAccount(alpineWithCurl.files, "nginx:101:101:nginx:/var/cache/nginx:/sbin/nologin", "nginx:101:nginx"),
};
/** What the image of a tag is built on. */
const systemOf = (tag: string) => (tag.includes("alpine") ? alpine : debian);

/** One nginx an image: it keeps what it has compiled for all its runs. */
function nginx(version: string): ContainerProgram {
  let program: Promise<ContainerProgram> | undefined;
  return later(() => {
    program ??= import("./program.ts").then(({ nginxProgram }) => nginxProgram(version));
    return program;
  });
}

export const nginxImage: Image = {
  repositories: ["docker.io/library/nginx", "docker.io/nginxinc/nginx-unprivileged", "public.ecr.aws/nginx/nginx"],
  hasTag: (tag) => releaseOf(tag) !== undefined,
  sizeBytes: 72_188_133,
  entrypoint: ["/docker-entrypoint.sh"],
  command: ["nginx", "-g", "daemon off;"],
  env: {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    PKG_RELEASE: "1~bookworm",
  },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  builtMs: (tag) => releaseOf(tag)?.builtMs ?? 0,
  files: (tag) => ({
    ...systemOf(tag).files,
    "/docker-entrypoint.d/": "",
    "/etc/nginx/conf.d/default.conf": DEFAULT_CONF,
    "/etc/nginx/mime.types": MIME_TYPES,
    "/etc/nginx/nginx.conf": NGINX_CONF,
    "/usr/share/nginx/html/50x.html": ERROR_50X,
    "/usr/share/nginx/html/index.html": WELCOME,
    "/var/cache/nginx/": "",
    "/var/log/nginx/access.log": "link:/dev/stdout",
    "/var/log/nginx/error.log": "link:/dev/stderr",
  }),
  programs: (tag) => {
    const program = nginx(releaseOf(tag)?.version ?? "1.29.4");
    return new Map([
      ["/usr/sbin/nginx", program],
      [
        "/docker-entrypoint.sh",
        later(async () => (await import("./entrypoint.ts")).entrypoint(program)) as ContainerProgram,
      ],
    ]);
  },
  tools: (tag) => systemOf(tag).tools,
  installable: debianWithCurl.installable ?? new Map(),
};
