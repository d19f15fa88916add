/**
 * The ingress-nginx controller and the job that makes its webhook's certificate.
 *
 * In:   flags, the API as the pod's service account, a ConfigMap; requests on 80 and 443, AdmissionReviews on 8443.
 * Out:  what Ingresses say, served by the shared proxy in nginx's words; status, events, a Lease, logs as the real one writes them.
 * A restored controller serves the table that it had, and goes on.
 *
 * @module
 */
import type { ContainerProgram, Image } from "../../kubelet/image.ts";
import { later } from "../../programs/later.ts";
import { alpineWithCurl, withAccount } from "../base/index.ts";
import { LATEST, releaseOf } from "./releases.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const controller = (tag: string): ContainerProgram =>
  later(async () => (await import("./program.ts")).controllerProgram(releaseOf(tag) ?? LATEST));

/** dumb-init hands everything on to the one program it was told to run. */
const dumbInit =
  (program: ContainerProgram): ContainerProgram =>
  async (args, io) => {
    const [command = "", ...rest] = args[0] === "--" ? args.slice(1) : args;
    return command.endsWith("/nginx-ingress-controller") ? program(rest, io) : io.run([command, ...rest]);
  };

/** The preStop hook: tells the controller to end, and waits as long as it drains. */
const waitShutdown: ContainerProgram = async (_args, io) => {
  io.kill?.(1, "SIGTERM");
  await io.clock.sleep(2000, io.signal).catch(() => {});
  return 0;
};

export const ingressNginxImage: Image = {
  repositories: ["registry.k8s.io/ingress-nginx/controller"],
  hasTag: (tag) => releaseOf(tag) !== undefined,
  sizeBytes: 105_000_000,
  entrypoint: ["/usr/bin/dumb-init", "--"],
  command: ["/nginx-ingress-controller"],
  env: { PATH, LUA_PATH: "/usr/local/share/luajit-2.1/?.lua;;" },
  workingDirectory: "/etc/nginx",
  user: { name: "www-data", uid: 101 },
  files: () => ({
    // The controller's user has the name that Debian's web servers have, with a number of its own.
    ...withAccount(alpineWithCurl.files, "www-data:101:82:Linux+User,,,:/home/www-data:/sbin/nologin"),
    "/etc/nginx/": "",
    "/etc/ingress-controller/ssl/": "",
    "/var/log/nginx/access.log": "link:/dev/stdout",
    "/var/log/nginx/error.log": "link:/dev/stderr",
  }),
  ownedByUser: ["/etc/nginx", "/etc/ingress-controller/ssl", "/var/log/nginx"],
  programs: (tag) => {
    const program = controller(tag);
    return new Map<string, ContainerProgram>([
      ["/nginx-ingress-controller", program],
      ["/usr/bin/dumb-init", dumbInit(program)],
      ["/wait-shutdown", waitShutdown],
    ]);
  },
  tools: alpineWithCurl.tools,
};

export const webhookCertgenImage: Image = {
  repositories: ["registry.k8s.io/ingress-nginx/kube-webhook-certgen"],
  hasTag: (tag) => /^v(1\.[0-9]\.\d+|20\d{6}(-.*)?)$/.test(tag),
  sizeBytes: 23_000_000,
  entrypoint: ["/kube-webhook-certgen"],
  command: [],
  env: { PATH },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532, gid: 65_532 },
  files: () => ({}),
  programs: () => new Map([["/kube-webhook-certgen", later(async () => (await import("./certgen.ts")).certgen)]]),
};
