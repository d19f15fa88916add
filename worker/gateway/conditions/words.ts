/** What conditions are made of: the types that several objects share, and words that stand in several messages. */
import type { ConditionDraft } from "../kinds/index.ts";

/** A condition that is as it should be: the reason is the type's own name, unless the spec has another. */
export const isTrue = (type: string, message: string, reason = type): ConditionDraft => ({
  type,
  status: "True",
  reason,
  message,
});

const isFalse =
  (type: string) =>
  (reason: string, message: string): ConditionDraft => ({ type, status: "False", reason, message });

export const notAccepted = isFalse("Accepted");
export const unresolved = isFalse("ResolvedRefs");
export const notProgrammed = isFalse("Programmed");
export const versionNotSupported = isFalse("SupportedVersion");
export const notConflicted = isFalse("Conflicted");

/** Every reference of a listener or of a route leads somewhere. */
export const refsResolved = (): ConditionDraft => isTrue("ResolvedRefs", "All references are resolved");

/** @param field where the reference stands @param wanted what it names */
export const invalidParameters = (field: string, wanted: string, implementation: string): ConditionDraft =>
  notAccepted("InvalidParameters", `${field} names ${wanted}, but ${implementation} takes no parameters`);

/** @param target `Secret "a/b"` @param asking "Gateways", "HTTPRoutes" @param from their namespace @param to the target's */
export const refNotPermitted = (target: string, asking: string, from: string, to: string): ConditionDraft =>
  unresolved(
    "RefNotPermitted",
    `${target} is in another namespace, and no ReferenceGrant in namespace "${to}" lets ${asking} of namespace "${from}" refer to it`,
  );

/** `listener "a"`, `listeners "a", "b"`. */
export const listenerNames = (names: readonly string[]): string =>
  `${names.length === 1 ? "listener" : "listeners"} ${names.map((name) => `"${name}"`).join(", ")}`;
