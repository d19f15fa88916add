import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Trace } from "../base/trace.ts";
import type { Topology } from "../network/topology.ts";
import type { Profile } from "../profiles/index.ts";
import type { SavedNode } from "../shell/filenode.ts";
import { completersFor } from "./completion.ts";
import { kubeconfig } from "./kubeconfig.ts";
import type { Pki } from "./pki.ts";
import { pkiFiles } from "./pki.ts";
import { Place } from "./place.ts";
import { nodePrograms, type PlaceTools, placePrograms } from "./programs.ts";
import { sshProgram } from "./ssh.ts";
import { API_PORT_ON_LAPTOP, LAPTOP, machineId, nodeId } from "./wires.ts";

export type { Place } from "./place.ts";
export type { PlaceTools } from "./programs.ts";

export interface PlacesOptions {
  readonly profile: Profile;
  readonly pki: Pki;
  readonly topology: Topology;
  readonly clock: Clock;
  readonly random: Random;
  readonly traces: { record(trace: Trace): void; last(): Trace | undefined };
  readonly saved: Readonly<Record<string, SavedNode>>;
  readonly tools: PlaceTools;
}

/** Every machine of a sandbox that one can stand on. */
export interface Places {
  readonly laptop: Place;
  /** By vantage ("laptop", "vm", "node/NAME"), host name or address. */
  find(name: string): Place | undefined;
  readonly vantages: readonly string[];
  save(): Readonly<Record<string, SavedNode>>;
}

/** Sets up the laptop, the machines of private networks and the nodes, with what was saved of each. */
export function createPlaces(options: PlacesOptions): Places {
  const { profile, topology, saved, tools } = options;
  const all = new Map<string, Place>();
  const byName = new Map<string, Place>();
  const find = (name: string) => all.get(name) ?? byName.get(name);
  const ssh = sshProgram(find);
  const { clock, random, traces } = options;
  const add = (
    place: Pick<
      ConstructorParameters<typeof Place>[0],
      "vantage" | "hostname" | "user" | "nameServer" | "hardware" | "osImage"
    > & {
      readonly hostId: string;
      readonly files?: Readonly<Record<string, string>>;
      readonly node?: boolean;
    },
  ) => {
    const { hostId, node, ...rest } = place;
    const own = saved[place.vantage];
    const made = new Place({
      ...rest,
      host: topology.host(hostId)!,
      programs: new Map([
        ...(node
          ? nodePrograms()
          : placePrograms(
              tools,
              completersFor(() => all.get(place.vantage)!.machine),
            )),
        ["ssh", ssh],
      ]),
      clock,
      random,
      traces,
      ...(own ? { saved: own } : {}),
    });
    all.set(place.vantage, made);
    return made;
  };
  const { laptop } = profile;
  // The nodes of a cluster on the laptop are containers: they share its kernel.
  const managed = profile.controlPlane.kind === "managed";
  const kernel = managed ? "6.8.0-57-generic" : (profile.nodes[0]?.kernel ?? "");
  const ownMachine = { hardware: { kernel, cpus: 8, memoryKiB: 16 * 1024 ** 2 }, osImage: "Ubuntu 24.04.2 LTS" };
  const server =
    profile.controlPlane.kind === "managed"
      ? `https://${profile.controlPlane.host}:443`
      : `https://127.0.0.1:${API_PORT_ON_LAPTOP}`;
  const config = kubeconfig(profile, server, options.pki);
  const place = add({
    vantage: "laptop",
    hostname: laptop.hostname,
    user: laptop.user,
    nameServer: laptop.nameServer,
    hostId: LAPTOP,
    ...ownMachine,
    files: { "~/.kube/config": config, ...laptop.files },
  });
  for (const machine of profile.machines) {
    const { name, hostname, user, nameServer } = machine;
    const made = add({ vantage: name, hostname, user, nameServer, hostId: machineId(name), ...ownMachine });
    byName.set(machine.interfaces[0]!.ip, made);
  }
  for (const node of profile.nodes) {
    const made = add({
      vantage: `node/${node.name}`,
      hostname: node.name,
      user: { name: "root", uid: 0 },
      nameServer: profile.machines[0]?.nameServer ?? laptop.nameServer,
      hostId: nodeId(node.name),
      hardware: {
        kernel: node.kernel,
        cpus: Number(node.cpu),
        memoryKiB: Number.parseInt(node.memory, 10) * 1024 ** 2,
      },
      osImage: node.osImage,
      node: true,
      files: pkiFiles(profile, options.pki, node.name),
    });
    byName.set(node.name, made).set(node.ip, made);
  }
  return {
    laptop: place,
    find,
    vantages: [...all.keys()],
    save: () => Object.fromEntries([...all].map(([name, one]) => [name, one.tree.save()])),
  };
}
