import type { Identity } from "../request.ts";
import { ALLOWED, type Attributes, type Decision, isPath, MASTERS } from "./attributes.ts";
import { aggregate, type GrantedRule, type Grants, grantsOf, type Policy } from "./bindings.ts";
import { type NodeSurroundings, nodeDecision, nodeOf } from "./node.ts";
import { allowsSomething, namesMatch } from "./rules.ts";

/** Identities that are remembered before all are forgotten: requests over HTTP may come as anybody. */
const REMEMBERED = 500;

/** What is known of somebody while roles and bindings stay as they are. */
interface Known {
  /** By namespace, "" for what holds everywhere. */
  readonly grants: Map<string, Grants>;
  /** The rules that allow something, by verb, resource and namespace: what is left is to look at the name. */
  readonly candidates: Map<string, readonly Candidate[]>;
}

interface Candidate {
  readonly granted: GrantedRule;
  readonly decision: Decision;
}

/**
 * Decides as an API server with --authorization-mode=Node,RBAC. A decision once made costs two look-ups, until a role or a binding
 * changes (`forget`).
 *
 * @see k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac
 */
export class Evaluator {
  #known = new Map<string, Known>();

  constructor(
    readonly policy: Policy,
    readonly nodes: NodeSurroundings,
  ) {}

  forget(): void {
    this.#known.clear();
  }

  decide(identity: Identity, attributes: Attributes): Decision {
    if (identity.groups.includes(MASTERS)) return ALLOWED;
    const node = nodeOf(identity);
    const asNode = node === undefined ? undefined : nodeDecision(node, attributes, this.nodes);
    if (asNode?.allowed) return asNode;
    const byRules = this.#byRules(identity, attributes);
    if (byRules.allowed || !asNode?.reason) return byRules;
    return { allowed: false, reason: [asNode.reason, byRules.reason].filter((one) => one !== "").join("\n") };
  }

  /** Everything that somebody is granted in a namespace; "" asks for what holds everywhere. */
  grants(identity: Identity, namespace: string): Grants {
    const { grants } = this.#of(identity);
    let found = grants.get(namespace);
    if (!found) {
      found = grantsOf(this.policy, identity, namespace);
      grants.set(namespace, found);
    }
    return found;
  }

  #byRules(identity: Identity, attributes: Attributes): Decision {
    const name = isPath(attributes) ? "" : (attributes.name ?? "");
    const found = this.#candidates(identity, attributes).find(({ granted }) => namesMatch(granted.rule, name));
    if (found) return found.decision;
    const { missing } = this.grants(identity, isPath(attributes) ? "" : (attributes.namespace ?? ""));
    return { allowed: false, reason: missing.length > 0 ? `RBAC: ${aggregate(missing)}` : "" };
  }

  #candidates(identity: Identity, attributes: Attributes): readonly Candidate[] {
    const { candidates } = this.#of(identity);
    const key = keyOf(attributes);
    let found = candidates.get(key);
    if (!found) {
      found = this.grants(identity, isPath(attributes) ? "" : (attributes.namespace ?? ""))
        .rules.filter(({ rule }) => allowsSomething(rule, attributes))
        .map((granted) => ({
          granted,
          decision: { allowed: true, reason: `RBAC: allowed by ${granted.source}` },
        }));
      candidates.set(key, found);
    }
    return found;
  }

  #of({ user, groups }: Identity): Known {
    const key = `${user}\n${groups.join("\n")}`;
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      known = { grants: new Map(), candidates: new Map() };
      this.#known.set(key, known);
    }
    return known;
  }
}

function keyOf(attributes: Attributes): string {
  if (isPath(attributes)) return `${attributes.verb} ${attributes.path}`;
  const { verb, group, resource, subresource = "", namespace = "" } = attributes;
  return `${verb} ${group}/${resource}/${subresource} ${namespace}`;
}
