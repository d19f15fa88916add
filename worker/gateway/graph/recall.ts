import type { ServiceObject } from "../../api/generated/types.ts";
import type { ObjectRef } from "../../api/machinery/object.ts";
import type { ListenerContext } from "./listener.ts";
import type { CrossReference } from "./referencegrant.ts";

/** What was worked out, and every question whose answer it rests on. */
interface Recalled<T> {
  readonly value: T;
  readonly of: ListenerContext["implementation"];
  readonly services: readonly (readonly [ObjectRef, ServiceObject | undefined])[];
  readonly grants: readonly (readonly [CrossReference, boolean])[];
}

/**
 * Works something out for an object once, and again only when Services or grants that it looked at give another answer. What comes
 * out is then the very same value, so that whoever makes something of it can recall that too.
 */
export function recalling<K extends object, T>(work: (key: K, namespace: string, context: ListenerContext) => T) {
  const known = new WeakMap<K, Recalled<T>>();
  return (key: K, namespace: string, context: ListenerContext): T => {
    const before = known.get(key);
    if (before && holds(before, context)) return before.value;
    const services: [ObjectRef, ServiceObject | undefined][] = [];
    const grants: [CrossReference, boolean][] = [];
    const value = work(key, namespace, {
      ...context,
      snapshot: {
        ...context.snapshot,
        service: (ref) => {
          const answer = context.snapshot.service(ref);
          services.push([ref, answer]);
          return answer;
        },
      },
      grants: {
        permits: (reference) => {
          const answer = context.grants.permits(reference);
          if (reference.from.namespace !== reference.to.namespace) grants.push([reference, answer]);
          return answer;
        },
      },
    });
    known.set(key, { value, of: context.implementation, services, grants });
    return value;
  };
}

function holds({ of, services, grants }: Recalled<unknown>, context: ListenerContext): boolean {
  // Every Service is asked for anew, whatever the others answer: the snapshot takes down what a graph rests on.
  let same = of === context.implementation;
  for (const [ref, answer] of services) if (context.snapshot.service(ref) !== answer) same = false;
  return same && grants.every(([reference, answer]) => context.grants.permits(reference) === answer);
}
