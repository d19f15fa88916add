import type { Container } from "../api/generated/types.ts";
import type { FileNode } from "../shell/filenode.ts";
import { FileError } from "../shell/files.ts";
import { FileTree } from "../shell/filetree.ts";
import type { PlacedContainer } from "./containers.ts";
import { ConfigError, environmentOf } from "./environment.ts";
import { hostnameOf, hostsFile, nodeHostsFile, resolvConf } from "./etc.ts";
import { expand } from "./expansion.ts";
import type { ContainerIo, Image } from "./image.ts";
import { type PreparedImage, prepareImage, rootForMounts, withLayer } from "./imageRoot.ts";
import type { ContainerLog } from "./logs.ts";
import type { PodAccess } from "./podAccess.ts";
import { mountInto } from "./podVolumes.ts";
import { ContainerProcess } from "./process.ts";
import type { ContainerRecord } from "./records.ts";
import { parseReference } from "./reference.ts";
import { containerStdin } from "./stdin.ts";
import { type ContainerUser, containerUser } from "./users.ts";
import { ContainerView } from "./view.ts";
import { flatRoot, payloadRoot } from "./volumeTree.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const MESSAGE_LIMIT = 4096;

/**
 * Puts together what a container will run: image, files, variables, user, network.
 * @throws ConfigError in the kubelet's words when the pod asks for what is not there
 */
export function makeProcess(
  pod: PodAccess,
  placed: PlacedContainer,
  own: ContainerRecord,
  log: ContainerLog,
): ContainerProcess {
  const { node } = pod;
  const { spec } = placed;
  const reference = parseReference(spec.image ?? "");
  const answer = new ContainerView(pod, placed, own).find(reference);
  if (!("found" in answer)) throw new ConfigError(`image "${spec.image}" is not there any more`);
  const { found: image, tag } = answer;
  const prepared = prepareImage(image, tag);
  const { home, ...user } = userOf(pod, spec, { image, prepared });
  const hostname = hostnameOf(pod.pod, node.settings.name);
  const surroundings = { nodeIp: node.settings.ip, podIp: pod.ip, allocatable: node.settings.allocatable };
  const declared = environmentOf(pod.pod, spec, { objects: node.objects, surroundings });
  const env = { PATH, HOSTNAME: hostname, ...image.env, ...declared, HOME: declared.HOME ?? home };
  const lookUp = (name: string) => declared[name];
  const args = (spec.args ?? []).map((arg) => expand(arg, lookUp));
  const named = spec.command?.length && !image.ownCommandOnly;
  const command = named
    ? [...spec.command!.map((part) => expand(part, lookUp)), ...args]
    : [...image.entrypoint, ...(spec.args?.length ? args : image.command)];
  if (command.length === 0) throw new ConfigError("no command specified");

  own.image = reference.full;
  own.imageId = `${answer.repository}@${answer.digest}`;
  own.user = { uid: user.uid, gid: user.gid, groups: user.groups };
  const { tree, base } = filesOf(pod, spec, { own, prepared, hostname, env: declared });
  const host = pod.pod.spec.hostNetwork ? node.host : pod.host;
  if (!host) throw new ConfigError("the pod has no network");
  const net = host.access(spec.name);
  const input = spec.stdin ? containerStdin() : undefined;
  return new ContainerProcess(
    {
      command,
      env,
      cwd: spec.workingDir || image.workingDirectory || "/",
      user,
      image: prepared,
      tree,
      baseRoot: base,
      net,
      identity: identityOf(pod, spec, tag),
      extras: {
        api: (reflectors) => node.podApi(pod.pod, reflectors),
        ...(pod.pod.spec.hostNetwork && { nodeNetwork: node.host }),
      },
      memory: {
        read: () => own.memory,
        write: (value) => {
          own.memory = value;
        },
      },
      log,
      tally: own,
      ...(input && { stdin: input.reader, stdinWriter: input.writer }),
      ...(spec.tty && { terminal: true }),
      furnish: async (processes) => {
        const { containerSystem, mountProc } = await node.clock.hold(import("./system.ts"));
        const system = containerSystem(pod, spec, tree);
        mountProc(tree, { system, processes, net, hostname, now: () => node.clock.now(), environment: env });
        return system;
      },
    },
    {
      clock: node.clock,
      random: node.random,
      ...(node.traces && { traces: node.traces }),
    },
  );
}

/**
 * Whom the container runs as. https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 * @throws ConfigError when it may not be root and would be
 */
function userOf(pod: PodAccess, spec: Container, from: { image: Image; prepared: PreparedImage }): ContainerUser {
  const user = containerUser(pod.pod, spec, from);
  const nonRoot = spec.securityContext?.runAsNonRoot ?? pod.pod.spec.securityContext?.runAsNonRoot;
  if (nonRoot && user.uid === 0) {
    const asked = spec.securityContext?.runAsUser ?? pod.pod.spec.securityContext?.runAsUser;
    const where = `(pod: "${pod.longName}", container: ${spec.name})`;
    throw new ConfigError(
      asked === 0
        ? `container's runAsUser breaks non-root policy ${where}`
        : `container has runAsNonRoot and image will run as root ${where}`,
    );
  }
  return user;
}

function identityOf(pod: PodAccess, spec: Container, tag: string): ContainerIo["container"] {
  const { record, node } = pod;
  return {
    podName: record.name,
    podUid: record.uid,
    namespace: record.namespace,
    nodeName: node.settings.name,
    kernel: node.settings.kernel,
    containerName: spec.name,
    image: spec.image ?? "",
    tag,
    serviceAccountName: pod.pod.spec.serviceAccountName ?? "default",
    ports: (spec.ports ?? []).map(({ containerPort, name, protocol }) => ({
      port: containerPort,
      ...(name && { name }),
      transport: protocol ?? "TCP",
    })),
  };
}

function filesOf(
  pod: PodAccess,
  spec: Container,
  {
    own,
    prepared,
    hostname,
    env,
  }: { own: ContainerRecord; prepared: PreparedImage; hostname: string; env: Readonly<Record<string, string>> },
): { readonly tree: FileTree; readonly base: FileNode } {
  const { node } = pod;
  const now = () => node.clock.now();
  const mounts = spec.volumeMounts ?? [];
  const whole = mounts.filter(({ subPath, subPathExpr }) => !subPath && !subPathExpr);
  const root = rootForMounts(
    prepared,
    whole.map(({ mountPath }) => mountPath),
  );
  const tree = new FileTree({ now, root: withLayer(root, own.layer) });
  const etc = new FileTree({ now, root: flatRoot(etcFiles(pod, hostname), now()) });
  for (const name of ["hosts", "hostname", "resolv.conf"]) {
    const path = `/etc/${name}`;
    if (!mounts.some(({ mountPath }) => mountPath === path)) tree.mount(path, etc, { from: `/${name}` });
  }
  for (const mount of mounts) {
    const volume = pod.volumes.tree(mount.name);
    if (!volume) continue;
    const subPath = mount.subPathExpr ? expand(mount.subPathExpr, (name) => env[name]) : (mount.subPath ?? "");
    const record = pod.record.volumes[mount.name];
    const projected = record?.type === "projected";
    if (projected && subPath !== "") {
      // Shows for good what was there when the container was created, also to a sandbox that is restored.
      const frozen = ((own.subPaths ??= {})[mount.name] ??= record.payload);
      const before = frozen === record.payload ? volume : new FileTree({ now, root: payloadRoot(frozen, now()) });
      mountInto(tree, mount, { volume: before, subPath, projected });
      continue;
    }
    mountInto(tree, mount, { volume, subPath, projected });
  }
  return { tree, base: root };
}

/** What the kubelet writes below /etc, of the pod as it is now. */
function etcFiles({ pod, ip, node }: PodAccess, hostname: string): Readonly<Record<string, () => string>> {
  const { settings } = node;
  return {
    hosts: () => {
      const nodeHosts = nodeHostsFile(settings.name, settings.ip);
      return hostsFile(pod, { ip, hostname, nodeHosts, clusterDomain: settings.clusterDomain });
    },
    hostname: () => `${hostname}\n`,
    "resolv.conf": () => resolvConf(pod, settings),
  };
}

/** What a container has to say about its end. https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ */
export function readTerminationMessage(spec: Container, process: ContainerProcess, logTail: string): string {
  const path = spec.terminationMessagePath ?? "/dev/termination-log";
  let message = "";
  try {
    message = process.spec.tree.files(0).readText(path).slice(-MESSAGE_LIMIT);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
  if (message === "" && spec.terminationMessagePolicy === "FallbackToLogsOnError") return logTail;
  return message;
}
