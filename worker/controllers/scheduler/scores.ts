import type { LabelSelector, PodObject } from "../../api/generated/types.ts";
import { matchesTerm, tolerates } from "../workload/node-selection.ts";
import { affinityScores } from "./affinity.ts";
import type { NamespaceLabels } from "./affinity-terms.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { NodeInfo } from "./node-info.ts";
import { requestOf } from "./requests.ts";
import { spreadScores } from "./spread.ts";

export interface ScoreInput {
  readonly pod: PodObject;
  readonly nodes: readonly NodeInfo[];
  readonly state: ClusterState;
  readonly namespaces: NamespaceLabels;
  /** Selectors of the services and sets that the pod belongs to. */
  readonly memberOf: readonly LabelSelector[];
}

type Scores = readonly number[] | undefined;

/** The default plugins with their weights. https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins */
const plugins: readonly { readonly weight: number; readonly score: (input: ScoreInput) => Scores }[] = [
  { weight: 3, score: tolerationScores },
  { weight: 2, score: nodeAffinityScores },
  { weight: 2, score: ({ pod, nodes, state, memberOf }) => spreadScores(pod, nodes, state, memberOf) },
  { weight: 2, score: ({ pod, nodes, state, namespaces }) => affinityScores(pod, nodes, state, namespaces) },
  { weight: 1, score: leastAllocatedScores },
  { weight: 1, score: balancedScores },
  { weight: 1, score: imageScores },
];

/** The weighted sum for each node, in the order of the nodes. A rule that has nothing to say leaves the sum alone. */
export function totalScores(input: ScoreInput): readonly number[] {
  const totals = new Array<number>(input.nodes.length).fill(0);
  for (const { weight, score } of plugins) {
    const scores = score(input);
    if (scores) for (let i = 0; i < totals.length; i++) totals[i]! += weight * scores[i]!;
  }
  return totals;
}

/** How much of cpu and memory would be left, 0 to 100. */
function leastAllocatedScores({ pod, nodes }: ScoreInput): Scores {
  const { cpu, memory } = requestOf(pod).assumed;
  return nodes.map(({ allocatable, assumed }) => {
    const capacity = [allocatable.cpu ?? 0, allocatable.memory ?? 0] as const;
    const resources = Number(capacity[0] > 0) + Number(capacity[1] > 0);
    if (resources === 0) return 0;
    return Math.trunc((left(capacity[0], assumed.cpu + cpu) + left(capacity[1], assumed.memory + memory)) / resources);
  });
}

const left = (capacity: number, taken: number): number =>
  capacity === 0 || taken > capacity ? 0 : Math.trunc(((capacity - taken) * 100) / capacity);

/** How even the use of cpu and memory would be, 0 to 100. */
function balancedScores({ pod, nodes }: ScoreInput): Scores {
  const { amounts } = requestOf(pod);
  return nodes.map(({ allocatable, requested }) => {
    const cpu = fraction(allocatable.cpu, requested.cpu, amounts.cpu);
    const memory = fraction(allocatable.memory, requested.memory, amounts.memory);
    return Math.trunc((1 - Math.abs(cpu - memory) / 2) * 100);
  });
}

const fraction = (capacity = 0, requested = 0, more = 0): number =>
  capacity === 0 ? 0 : Math.min(1, (requested + more) / capacity);

/** Nodes with fewer untolerated PreferNoSchedule taints first. */
function tolerationScores({ pod, nodes }: ScoreInput): Scores {
  const counts = nodes.map(
    ({ node }) =>
      (node.spec.taints ?? []).filter(
        (taint) =>
          taint.effect === "PreferNoSchedule" &&
          !(pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
      ).length,
  );
  const most = Math.max(...counts);
  return most === 0 ? undefined : counts.map((count) => 100 - Math.trunc((100 * count) / most));
}

function nodeAffinityScores({ pod, nodes }: ScoreInput): Scores {
  const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (!preferred || preferred.length === 0) return undefined;
  const sums = nodes.map(({ node }) =>
    preferred.reduce((sum, { weight, preference }) => (matchesTerm(preference, node) ? sum + weight : sum), 0),
  );
  const most = Math.max(...sums);
  return most === 0 ? undefined : sums.map((sum) => Math.trunc((100 * sum) / most));
}

const MB = 1024 * 1024;

/** Nodes that have the pod's images already; small images hardly matter. */
function imageScores({ pod, nodes, state }: ScoreInput): Scores {
  const wanted = pod.spec.containers.map(({ image }) => withTag(image ?? ""));
  const found = nodes.map(({ node }) =>
    (node.status?.images ?? []).filter(({ names }) => (names ?? []).some((name) => wanted.includes(name))),
  );
  if (found.every((images) => images.length === 0)) return undefined;
  const holders = new Map<string, number>();
  for (const images of found) {
    for (const { names } of images) holders.set(names![0]!, (holders.get(names![0]!) ?? 0) + 1);
  }
  const least = 23 * MB;
  const most = 1000 * MB * wanted.length;
  return found.map((images) => {
    const bytes = images.reduce(
      (sum, { sizeBytes = 0, names }) => sum + Math.trunc((sizeBytes * holders.get(names![0]!)!) / state.nodeCount),
      0,
    );
    return Math.trunc((100 * (Math.min(Math.max(bytes, least), most) - least)) / (most - least));
  });
}

const withTag = (image: string): string => (/[:@][^/]*$/.test(image) ? image : `${image}:latest`);
