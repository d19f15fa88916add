import { expect, test } from "vitest";
import { startLab } from "./lab.ts";

/** What is typed one after the other, and all that is printed. k8s.io/kubectl/pkg/cmd/set */
const STEPS: readonly (readonly [line: string, says: string])[] = [
  ["create service clusterip web --tcp=80", "service/web created\n"],
  ["set selector service web a=b,c==d", "service/web selector updated\n"],
  ["get service web -o jsonpath={.spec.selector}", '{"a":"b","c":"d"}'],
  ["set selector service web e=f --dry-run=client -o jsonpath={.spec.selector}", '{"e":"f"}'],
  ["set selector service web a!=b", "error: match expression [{a NotIn [b]}] not supported on this object\n"],
  ["set selector serviceaccount default a=b", "error: setting a selector is only supported for Services\n"],
  ["set selector", "error: one selector is required\n"],
  ["create rolebinding rb --clusterrole=view --user=u", "rolebinding.rbac.authorization.k8s.io/rb created\n"],
  [
    "set subject rolebinding rb --user=w --user=v --group=g --serviceaccount=:sa",
    "rolebinding.rbac.authorization.k8s.io/rb subjects updated\n",
  ],
  [
    "get rolebinding rb -o 'jsonpath={range .subjects[*]}{.kind}:{.namespace}:{.name},{end}'",
    "User::u,User::v,User::w,Group::g,ServiceAccount:default:sa,",
  ],
  ["set subject rolebinding rb --user=u", ""],
  ["set subject rolebinding rb", "error: you must specify at least one value of user, group or serviceaccount\n"],
  ["set subject rolebinding rb --serviceaccount=x", "error: serviceaccount must be <namespace>:<name>\n"],
  ["get services --server-print=false", "NAME   AGE\nweb    0s\n"],
  ["get service web --server-print=false", "NAME   AGE\nweb    0s\n"],
];

test("set selector and set subject", async () => {
  const lab = await startLab();
  for (const [line, says] of STEPS) {
    const { stdout, stderr } = await lab.run(line);
    expect({ line, says: stdout + stderr }).toEqual({ line, says });
  }
});
