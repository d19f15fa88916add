/**
 * Writes that webhooks are asked about on their way. What the server does by itself stays in one piece before, between and after
 * the questions; whatever else happens while an answer is awaited is seen: a stale write is tried again, or is a Conflict.
 */
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../../machinery/object.ts";
import { StatusError } from "../../machinery/status.ts";
import { copyOf } from "../../machinery/values.ts";
import { type Deletion, deleteObject } from "../deletion.ts";
import type { DeleteRequest, WriteRequest } from "../request.ts";
import type { AnyDraft, Attempt, Resources, UpdateRequest } from "../resources.ts";
import type { Asker, Question } from "./asker.ts";

/** How often an update is tried again that somebody else's write came before. */
const ATTEMPTS = 5;

interface Create {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly input: KubeObject;
  readonly request: WriteRequest;
}

export async function create(
  { resources, asker }: { readonly resources: Resources; readonly asker: Asker },
  question: Question,
  { kind, namespace, input, request }: Create,
): Promise<KubeObject> {
  const attempt = resources.beginCreate(kind, namespace, input, request);
  const mutated = await afterMutation(asker, question, attempt);
  let object = resources.finish(withDraft(attempt, mutated));
  const { revision } = resources.store;
  await asker.validate(question, object);
  if (resources.store.revision !== revision) {
    // Somebody may have taken the address or the port that was chosen before the question.
    const { name } = object.metadata;
    object = resources.finish(withDraft(attempt, { ...mutated, metadata: { ...mutated.metadata, name } }));
  }
  return resources.commit(attempt, object);
}

interface Update {
  readonly kind: Kind;
  readonly ref: ObjectRef;
  /** What the object is to become, made of what it is. */
  readonly next: (old: KubeObject) => KubeObject;
  readonly request: UpdateRequest;
}

export async function update(
  { resources, asker }: { readonly resources: Resources; readonly asker: Asker },
  question: Omit<Question, "old">,
  { kind, ref, next, request }: Update,
): Promise<KubeObject> {
  for (let tries = 1; ; tries++) {
    const old = resources.get(kind, ref);
    const attempt = resources.beginUpdate(kind, ref, next(old), request);
    const asked = { ...question, old };
    const mutated = await afterMutation(asker, asked, attempt);
    const object = resources.finish(withDraft(attempt, mutated));
    await asker.validate(asked, object);
    try {
      return resources.commit(attempt, object);
    } catch (error) {
      if (tries === ATTEMPTS || !(error instanceof StatusError && error.is("Conflict"))) throw error;
    }
  }
}

/** Asks about something that is no object of the kind (a Scale, a Binding), or about a deletion. */
export async function ask(asker: Asker, question: Question, object: KubeObject | undefined): Promise<void> {
  await asker.mutate(question, object, (one) => one);
  await asker.validate(question, object);
}

export async function remove(
  { resources, asker }: { readonly resources: Resources; readonly asker: Asker },
  question: Omit<Question, "old">,
  { kind, ref, request }: { readonly kind: Kind; readonly ref: ObjectRef; readonly request: DeleteRequest },
): Promise<Deletion> {
  await ask(asker, { ...question, old: resources.get(kind, ref) }, undefined);
  return deleteObject(resources, kind, ref, request);
}

const withDraft = (attempt: Attempt, draft: AnyDraft): Attempt => ({ ...attempt, draft: copyOf(draft) });

/** The draft as mutating webhooks leave it. What the server writes into metadata is not theirs to see or to change on creation. */
async function afterMutation(asker: Asker, question: Question, attempt: Attempt): Promise<AnyDraft> {
  const { kind, draft, old, request } = attempt;
  if (question.webhooks.mutating.length === 0) return draft;
  const { uid, creationTimestamp, generation, ...own } = draft.metadata;
  const shown = old ? draft : { ...draft, metadata: own };
  const defaulted = (object: KubeObject) => {
    const again = copyOf(object) as AnyDraft;
    kind.setDefaults?.(again);
    return again as KubeObject;
  };
  const next = (await asker.mutate(question, shown as KubeObject, defaulted)) as AnyDraft;
  if (next === shown) return draft;
  const { namespace } = draft.metadata;
  const system = old
    ? draft.metadata
    : {
        uid,
        creationTimestamp,
        ...(generation === undefined ? {} : { generation }),
        ...(namespace ? { namespace } : {}),
      };
  const { labels, annotations, ownerReferences, finalizers, name, generateName } = next.metadata;
  const given = { name, generateName, labels, annotations, ownerReferences, finalizers };
  const metadata = Object.fromEntries(
    Object.entries({ ...system, ...given }).filter(([, value]) => value !== undefined),
  );
  const whole = { ...next, metadata } as unknown as AnyDraft;
  if (request.subresource === "status") return { ...draft, status: next.status } as AnyDraft;
  if (!kind.subresources.includes("status")) return whole;
  const { status: _, ...rest } = whole;
  return (draft.status === undefined ? rest : { ...rest, status: draft.status }) as AnyDraft;
}
