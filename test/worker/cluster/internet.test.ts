import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { box, type Lab, lab } from "./lab.ts";

const internet = {
  "shop.example/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: from-the-net\n",
};

describe.each(["kind", "aks"])("on %s", (profile) => {
  let world: Lab;
  const sh = (script: string) => world.sandbox.clock.drive(world.sandbox.places.laptop.run(script));
  beforeAll(async () => {
    world = await lab({ profile, internet });
    await world.run("client", box("sleep 10000"));
    await world.until(() => world.ready("client") === 1);
  });
  afterAll(() => world.end());

  test.each([
    { from: "the laptop", run: (command: string) => command },
    {
      from: "a node",
      run: (command: string) => `ssh $(kubectl get nodes -o jsonpath={.items[0].metadata.name}) ${command}`,
    },
    {
      from: "a pod",
      run: (command: string) =>
        `kubectl exec $(kubectl get pods -o name | head -n 1) -- ${command.replace("curl -s", "wget -q -O -")}`,
    },
    ...(profile === "aks" ? [{ from: "the VM", run: (command: string) => `ssh vm ${command}` }] : []),
  ])("$from reads a page by its name", async ({ run }) => {
    const { stdout } = await sh(run("curl -s http://shop.example/map.yaml"));
    expect(stdout).toBe(internet["shop.example/map.yaml"]);
  });

  test("kubectl reads a manifest by its URL, and says what it says of one that is not there", async () => {
    expect((await sh("kubectl apply -f https://shop.example/map.yaml")).stdout).toBe(
      "configmap/from-the-net created\n",
    );
    expect((await sh("kubectl delete -f https://shop.example/map.yaml")).stdout).toContain("deleted");
    expect(await sh("kubectl apply -f https://shop.example/none.yaml")).toMatchObject({
      exitCode: 1,
      stderr:
        'error: unable to read URL "https://shop.example/none.yaml", server reported 404 Not Found, status code=404\n',
    });
    const unknown = await sh("kubectl apply -f https://nowhere.example/x.yaml");
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toBe(
      "Unable to connect to the server: dial tcp: lookup nowhere.example on 198.51.100.1:53: no such host\n",
    );
  });

  test("an unknown host fails as it does offline, and why names the command that lists what there is", async () => {
    const { stdout, stderr, exitCode } = await sh("curl -sS https://nowhere.example/; code=$?; why; exit $code");
    expect([exitCode, stderr]).toEqual([6, "curl: (6) Could not resolve host: nowhere.example\n"]);
    expect(stdout).toContain("`internet` lists what it has, such as");
    expect((await sh("internet")).stdout).toMatch(/^https:\/\/shop\.example\/map\.yaml +from the lesson$/m);
  });

  test("https shows a chain that curl and kubectl trust, unless they are told of other authorities", async () => {
    const url = "https://shop.example/map.yaml";
    expect(await sh(`curl -sS ${url}`)).toMatchObject({ exitCode: 0, stdout: internet["shop.example/map.yaml"] });
    const distrusted = await sh(`SSL_CERT_FILE=/etc/hostname SSL_CERT_DIR=/nowhere kubectl apply -f ${url}`);
    expect(distrusted.stderr).toBe(
      "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n",
    );
  });

  test("a release's asset is a redirect, which kubectl follows and curl does with -L", async () => {
    const asset = "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml";
    expect((await sh(`curl -s -o /dev/null -w '%{http_code}' ${asset}`)).stdout).toBe("302");
    expect((await sh(`curl -sLO ${asset}; grep -c ^kind: standard-install.yaml`)).stdout).toBe("6\n");
    const { stdout } = await sh(`kubectl apply -f ${asset}`);
    expect(stdout.split("\n")).toContain(
      "customresourcedefinition.apiextensions.k8s.io/httproutes.gateway.networking.k8s.io created",
    );
    await sh(`kubectl delete -f ${asset}`);
  });

  test("what a lesson brought is saved and restored with the sandbox", async () => {
    const again = await lab({ profile, saved: world.sandbox.save() });
    const { clock, places } = again.sandbox;
    const { stdout } = await clock.drive(places.laptop.run("curl -s http://shop.example/map.yaml"));
    again.end();
    expect(stdout).toBe(internet["shop.example/map.yaml"]);
  });
});
