/** The walk through autoscaling of Kubernetes' documentation, typed on the laptop. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HorizontalPodAutoscaler } from "../../../worker/api/kinds/index.ts";
import { type Lab, lab } from "./lab.ts";

let one: Lab;

/** What a script on the laptop prints, to stdout and then stderr. */
async function laptop(script: string): Promise<string> {
  const { stdout, stderr } = await one.clock.drive(one.sandbox.places.laptop.run(script));
  return stdout + stderr;
}

const INSTALL = "https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml";
const AVAILABLE =
  "kubectl get apiservice v1beta1.metrics.k8s.io -o jsonpath='{.status.conditions[0].status} {.status.conditions[0].reason}'";
const ARGUMENT = '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--kubelet-insecure-tls"}]';

beforeAll(async () => {
  one = await lab();
});
afterAll(() => one.sandbox.stop());

describe("the metrics API", () => {
  test("is not there in a new cluster", async () => {
    expect(await laptop("kubectl top nodes; kubectl top pods -A; kubectl get --raw /apis/metrics.k8s.io/v1beta1")).toBe(
      "error: Metrics API not available\nerror: Metrics API not available\n" +
        "Error from server (NotFound): the server could not find the requested resource\n",
    );
  });

  test("does not get ready where kubelets show certificates that are not for their addresses", async () => {
    await laptop(`kubectl apply -f ${INSTALL}; sleep 45`);
    expect(await laptop(AVAILABLE)).toBe("False MissingEndpoints");
    expect(await laptop("kubectl logs -n kube-system deploy/metrics-server | grep kind-worker2 | tail -1")).toContain(
      '"Failed to scrape node" err="Get \\"https://172.18.0.3:10250/metrics/resource\\": tls: failed to verify certificate: x509: cannot validate certificate for 172.18.0.3 because it doesn\'t contain any IP SANs" node="kind-worker2"',
    );
    expect(await laptop("kubectl top nodes")).toBe(
      "Error from server (ServiceUnavailable): the server is currently unable to handle the request (get nodes.metrics.k8s.io)\n",
    );
    const groups = "kubectl get --raw /apis | jq -r '.groups[].name' | tail -1";
    expect(await laptop(groups)).toBe("metrics.k8s.io\n");
  });

  test("is served once their certificates are not looked at", async () => {
    await laptop(
      `kubectl patch -n kube-system deploy metrics-server --type=json -p '${ARGUMENT}'; kubectl rollout status -n kube-system deploy metrics-server; sleep 1`,
    );
    expect(await laptop(AVAILABLE)).toBe("True Passed");
    const nodes = await laptop("kubectl top nodes");
    expect(nodes.split("\n")[0]).toBe("NAME                 CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   ");
    expect(nodes).toMatch(/^kind-worker {10}\d+m {8,}\d% {7,}\d+Mi {11,}\d% +$/m);
    expect(await laptop("kubectl api-resources --api-group=metrics.k8s.io")).toBe(
      "NAME    SHORTNAMES   APIVERSION               NAMESPACED   KIND\n" +
        "nodes                metrics.k8s.io/v1beta1   false        NodeMetrics\n" +
        "pods                 metrics.k8s.io/v1beta1   true         PodMetrics\n",
    );
    expect(await laptop("kubectl get --raw /apis/metrics.k8s.io/v1beta1/nodes/nobody")).toBe(
      'Error from server (NotFound): nodes "nobody" not found\n',
    );
  });

  test("is asked for by those who may", async () => {
    expect(await laptop("kubectl top pods --as=eve")).toBe(
      'Error from server (Forbidden): pods.metrics.k8s.io is forbidden: User "eve" cannot list resource "pods" in API group "metrics.k8s.io" in the namespace "default"\n',
    );
  });
});

describe("an autoscaler", () => {
  const scaler = () => one.cache.get(HorizontalPodAutoscaler, { namespace: "default", name: "php-apache" })!.status!;
  const percent = () => scaler().currentMetrics?.[0]?.resource?.current.averageUtilization;

  test("is made by kubectl, with flags of today and of yesterday", async () => {
    await laptop("kubectl apply -f https://k8s.io/examples/application/php-apache.yaml");
    expect(await laptop("kubectl autoscale deploy php-apache --cpu-percent=50 --max=4; kubectl delete hpa --all")).toBe(
      'horizontalpodautoscaler.autoscaling/php-apache autoscaled\nhorizontalpodautoscaler.autoscaling "php-apache" deleted from default namespace\n' +
        "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
    );
    const targets = "--dry-run=client -o jsonpath='{.spec.metrics[*].resource.target}'";
    expect(await laptop(`kubectl autoscale deploy php-apache --cpu=500 --memory=60% --max=4 ${targets}`)).toBe(
      '{"averageValue":"500m","type":"AverageValue"} {"averageUtilization":60,"type":"Utilization"}',
    );
    expect(await laptop("kubectl autoscale ds/kube-proxy -n kube-system --max=4")).toBe(
      "error: cannot autoscale a DaemonSet: could not find scale subresource for apps/v1, Resource=daemonsets in discovery information\n",
    );
    await laptop("kubectl autoscale deploy php-apache --cpu=50% --min=1 --max=3");
  });

  test("waits for figures, and keeps the size while there is nothing to do", async () => {
    await one.until(() => percent() !== undefined, 180_000, 1000);
    expect(await laptop("kubectl get hpa --no-headers")).toMatch(
      /^php-apache {3}Deployment\/php-apache {3}cpu: [01]%\/50% {3}1 {5}3 {5}1 /,
    );
  });

  test("adds pods under load, up to its maximum", async () => {
    await laptop(
      'kubectl run load --image=busybox:1.28 --restart=Never -- /bin/sh -c "while sleep 0.03; do wget -q -O- http://php-apache; done"',
    );
    await one.until(() => scaler().desiredReplicas === 3, 120_000, 1000);
    expect(one.events("php-apache")).toContain(
      "SuccessfulRescale: New size: 3; reason: cpu resource utilization (percentage of request) above target",
    );
    const total = await laptop("kubectl top pods -l run=php-apache --sum --no-headers | tail -1");
    expect(Number(/(\d+)m/.exec(total)?.[1])).toBeGreaterThan(200);
  });

  test("takes them away only after five minutes without load", async () => {
    await laptop("kubectl delete pod load --now");
    const calm = one.clock.now();
    await one.until(() => percent()! < 10, 60_000, 1000);
    const conditions = () => scaler().conditions!.map(({ type, reason }) => `${type} ${reason}`);
    await one.until(() => conditions().includes("AbleToScale ScaleDownStabilized"), 60_000, 1000);
    await one.until(() => scaler().desiredReplicas === 1, 400_000, 1000);
    expect(one.clock.now() - calm).toBeGreaterThan(290_000);
    expect(
      await laptop(
        "kubectl scale -n kube-system deploy/metrics-server --replicas=0; sleep 20; kubectl get hpa --no-headers",
      ),
    ).toContain("cpu: <unknown>/50%");
  });
});
