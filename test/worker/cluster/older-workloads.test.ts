/** What kubectl says of ReplicationControllers, of a DaemonSet's revisions and of scales. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, lab } from "./lab.ts";

let one: Lab;

/** What a script on the laptop prints, to stdout and then stderr. */
async function laptop(script: string): Promise<string> {
  const { stdout, stderr } = await one.clock.drive(one.sandbox.places.laptop.run(script));
  return stdout + stderr;
}

const CONTROLLER = `{"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"web"},"spec":{"replicas":2,"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}]}}}}`;
const AGENT = `{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent","annotations":{"kubernetes.io/change-cause":"first"}},"spec":{"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.26"}]}}}}`;

beforeAll(async () => {
  one = await lab();
  await laptop(`echo '${CONTROLLER}' | kubectl create -f -; echo '${AGENT}' | kubectl create -f -
    kubectl wait --for=jsonpath='{.status.readyReplicas}'=2 rc/web --timeout=60s; kubectl rollout status ds agent
    kubectl set image ds agent nginx=nginx:1.27; kubectl rollout status ds agent; sleep 5`);
});
afterAll(() => one.sandbox.stop());

const IMAGE = "kubectl get ds agent -o jsonpath='{.spec.template.spec.containers[0].image}'";

test.each([
  ["a controller's line", "kubectl get rc --no-headers | sed 's/[0-9]*s$/AGE/'", "web   2     2     2     AGE\n"],
  [
    "its description",
    "kubectl describe rc web | head -7",
    `Name:         web
Namespace:    default
Selector:     app=web
Labels:       app=web
Annotations:  <none>
Replicas:     2 current / 2 desired
Pods Status:  2 Running / 0 Waiting / 0 Succeeded / 0 Failed
`,
  ],
  [
    "its scale",
    "kubectl get rc web --subresource=scale | sed 's/[0-9]*s$/AGE/'",
    "NAME   DESIRED   AVAILABLE   AGE\nweb    2         2           AGE\n",
  ],
  [
    "its scale as an object",
    "kubectl get rc web --subresource=scale -o jsonpath='{.apiVersion} {.kind} {.status.selector}'",
    "autoscaling/v1 Scale app=web",
  ],
  [
    "it has no rollouts",
    "kubectl rollout status rc web",
    "error: no status viewer has been implemented for ReplicationController\n",
  ],
  [
    "it has no history",
    "kubectl rollout history rc web",
    'error: no history viewer has been implemented for "ReplicationController"\n',
  ],
  [
    "rolling-update is no more",
    "kubectl rolling-update web",
    'error: unknown command "rolling-update" for "kubectl"\n',
  ],
  [
    "the history of a DaemonSet",
    "kubectl rollout history ds agent",
    "daemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         first\n2         first\n\n",
  ],
  ["one revision of it", "kubectl rollout history ds agent --revision=1 | grep Image", "    Image:\tnginx:1.26\n"],
  [
    "the revision before comes back",
    `kubectl rollout undo ds agent; ${IMAGE}; kubectl rollout status ds agent > /dev/null; sleep 2; kubectl rollout history ds agent | tail -3`,
    "daemonset.apps/agent rolled back\nnginx:1.262         first\n3         first\n\n",
  ],
  [
    "what is there already is left as it is",
    "kubectl rollout undo ds agent --to-revision=3",
    "daemonset.apps/agent skipped rollback (current template already matches revision 3)\n",
  ],
  [
    "a revision that there is not",
    "kubectl rollout undo ds agent --to-revision=9",
    "error: unable to find specified revision 9 in history\n",
  ],
  [
    "a set that has only one",
    "kubectl rollout undo ds kube-proxy -n kube-system",
    "error: no last revision to roll back to\n",
  ],
  [
    "revisions of a new cluster",
    "kubectl get controllerrevisions -n kube-system --no-headers | awk '{print $2, $3}'",
    "daemonset.apps/kindnet 1\ndaemonset.apps/kube-proxy 1\n",
  ],
])("%s", async (_says, line, printed) => {
  expect(await laptop(line)).toBe(printed);
});
