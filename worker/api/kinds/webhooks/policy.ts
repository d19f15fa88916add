/** What admission policies and their bindings have in common: which objects they concern. */
import type { MatchResources, NamedRuleWithOperations, ParamKind } from "../../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, invalid, required } from "../../machinery/field.ts";
import { dns1035Problems, subdomainProblems } from "../../machinery/names.ts";
import type { Draft } from "../../machinery/object.ts";
import { invalidFor, labelSelector, oneOf, pathSegmentProblems } from "../rules.ts";
import { defaultRules, MATCH_POLICIES, validateRule } from "./rules.ts";

export function defaultMatch(match: Draft<MatchResources> | undefined): void {
  if (!match) return;
  match.matchPolicy ??= "Equivalent";
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  defaultRules(match.resourceRules);
  defaultRules(match.excludeResourceRules);
}

export function validateMatch(match: MatchResources, at: FieldPath): FieldError[] {
  const rules = (field: "resourceRules" | "excludeResourceRules") =>
    (match[field] ?? []).flatMap((rule, i) => validateNamedRule(rule, at.child(field).index(i)));
  return [
    ...oneOf(at.child("matchPolicy"), match.matchPolicy, MATCH_POLICIES),
    ...labelSelector(at.child("namespaceSelector"), match.namespaceSelector),
    ...labelSelector(at.child("objectSelector"), match.objectSelector),
    ...rules("resourceRules"),
    ...rules("excludeResourceRules"),
  ];
}

function validateNamedRule(rule: NamedRuleWithOperations, at: FieldPath): FieldError[] {
  const names = rule.resourceNames ?? [];
  const here = at.child("resourceNames");
  return [
    ...names.flatMap((name, i) => [
      ...invalidFor(here.index(i), name, pathSegmentProblems(name)),
      ...(names.indexOf(name) < i ? [duplicate(here.index(i), name)] : []),
    ]),
    ...validateRule(rule, at),
  ];
}

export function validateParamKind({ apiVersion = "", kind = "" }: ParamKind, at: FieldPath): FieldError[] {
  const here = at.child("kind");
  const problems = kind ? dns1035Problems(kind.toLowerCase()) : [];
  return [
    ...validateGroupVersion(apiVersion, at.child("apiVersion")),
    ...(kind ? [] : [required(here)]),
    ...(problems.length > 0
      ? [invalid(here, kind, `may have mixed case, but should otherwise match: ${problems.join(",")}`)]
      : []),
  ];
}

function validateGroupVersion(text: string, at: FieldPath): FieldError[] {
  if (!text) return [required(at)];
  const parts = text.split("/");
  if (parts.length > 2) return [invalid(at, text, `unexpected GroupVersion string: ${text}`)];
  const [group, version] = parts.length === 2 ? [parts[0]!, parts[1]!] : ["", text];
  const groupProblems = group ? subdomainProblems(group) : [];
  const versionProblems = version ? dns1035Problems(version) : [];
  return [
    ...(groupProblems.length > 0 ? [invalid(at, group, groupProblems.join(","))] : []),
    ...(version ? [] : [invalid(at, text, "version must be specified")]),
    ...(versionProblems.length > 0 ? [invalid(at, version, versionProblems.join(","))] : []),
  ];
}
