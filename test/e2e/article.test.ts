import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { openContext, site } from "./browser.ts";
import { openPage, ScreenTerminal } from "./site.ts";

const SERVICE = `cat > service.yaml <<'EOF'
apiVersion: v1
kind: Service
metadata:
  creationTimestamp: null
  labels:
    run: demo
  name: demo
spec:
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    run: demo
status:
  loadBalancer: {}
EOF
kubectl apply -f service.yaml`;

const INTERNAL = `kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Service
metadata:
  labels:
    run: demo
  name: demo-internal
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    service.beta.kubernetes.io/azure-load-balancer-internal-subnet: "sub2-vnet-sbx-spokeaks1"
    service.beta.kubernetes.io/azure-load-balancer-ipv4: 172.21.10.140
spec:
  type: LoadBalancer
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    run: demo
EOF`;

test.concurrent("a pod, its service and two load balancers, typed by hand", async () => {
  const context = await openContext({ viewport: { width: 1500, height: 1700 } });
  const { page, errors } = await openPage(context, `${site}?profile=aks&seed=11&speed=4`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();

  await terminal.run("kubectl run demo --image=nginx:1.27.4");
  await terminal.run("kubectl wait --for=condition=Ready pod/demo --timeout=60s");
  expect(await terminal.run("k get pod -o wide")).toMatch(
    /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\ndemo +1\/1 +Running +0 +\d+s +100\.64\.\d+\.\d+ +aks-npuser2-14732456-vmss\w{6} +<none> +<none>$/,
  );
  expect(await terminal.run("k get pod demo --show-labels")).toMatch(/LABELS\ndemo .*run=demo$/);

  // Pasted text waits for Enter, as in any terminal with bracketed paste.
  await terminal.run("true");
  await terminal.paste(SERVICE);
  await terminal.waitFor(/kubectl apply -f service\.yaml\s*$/);
  expect(await terminal.text()).not.toContain("created");
  await terminal.press("Enter");
  await terminal.waitFor(/^service\/demo created$/m);
  expect(await terminal.run("k get service demo")).toMatch(
    /demo +ClusterIP +100\.65\.\d+\.\d+ +<none> +8080\/TCP +\d+s$/,
  );
  expect(await terminal.run("kubectl get service demo -o json | jq .spec.type")).toBe('"ClusterIP"');

  await terminal.type("clear; kubectl edit service demo\n");
  const editor = page.getByRole("dialog", { name: /Editing \/tmp\/kubectl-edit-/ });
  await editor.locator(".monaco-editor").waitFor();
  await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor"));
  await page.keyboard.press("Control+f");
  await page.waitForFunction(() => document.activeElement?.closest(".find-widget"));
  await page.keyboard.type("type: ClusterIP");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.activeElement?.closest(".find-widget"));
  await page.keyboard.type("type: LoadBalancer");
  await page.keyboard.press("Control+s");
  await editor.waitFor({ state: "detached" });
  await terminal.waitFor(/^service\/demo edited$/m);
  expect(await page.evaluate(() => document.activeElement?.closest("[data-terminal]") !== null)).toBe(true);

  expect(await terminal.run("kubectl get service demo")).toMatch(
    /LoadBalancer +100\.65\.\d+\.\d+ +<pending> +8080:3\d{4}\/TCP/,
  );
  const shown = await terminal.runUntil("kubectl get service demo", /LoadBalancer +\S+ +\d+\.\d+\.\d+\.\d+ +8080/);
  const address = /LoadBalancer +\S+ +(\S+)/.exec(shown)![1]!;
  const answer = await terminal.run(`curl -i -X GET http://${address}:8080`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\nServer: nginx\/1\.27\.4\nDate: /);
  expect(answer).toContain("<title>Welcome to nginx!</title>");

  await terminal.paste(INTERNAL);
  await terminal.press("Enter");
  await terminal.waitFor(/^service\/demo-internal created$/m);
  await terminal.runUntil("k get service demo-internal", /LoadBalancer +\S+ +172\.21\.10\.140 +8080/);
  expect(await terminal.run("curl -sS -m 2 http://172.21.10.140:8080; echo code $?")).toMatch(
    /timed out[\s\S]*code 28$/,
  );
  expect(await terminal.run("ssh vm curl -sI http://172.21.10.140:8080")).toMatch(/^HTTP\/1\.1 200 OK/);

  // The failed request's way: said in the last line, drawn and listed one key away.
  await terminal.run("curl -sS -m 1 http://172.21.10.140:8080");
  const line = page.locator("footer .request.bad");
  await line.getByText("172.21.10.140 is").waitFor();
  await line.focus();
  await page.keyboard.press("Enter");
  await page.locator(".picture .outcome").getByText("172.21.10.140 is").waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

/** The commands of an example, each with its here-document or its loop. */
function commandsOf(example: string): readonly string[] {
  const script = readFileSync(resolve(import.meta.dirname, `../examples/${example}.sh`), "utf8");
  const command = /^(?:for [\s\S]*?^done|[^\n]*<<'YAML'[\s\S]*?^YAML|[^#\n][^\n]*)$/gm;
  return script.match(command) ?? [];
}

const DOC = /<h2>Hi! This is the doc page of the app <\/h2>/;

/** What the scripts' own tests look at whole; here a few answers show that the page comes to the same. */
test.concurrent.each([
  {
    example: "aks-ingress",
    says: "two ingress controllers, two classes",
    sees: [
      [
        /^k get ingressclasses/,
        /^internal-nginx +k8s\.io\/ingress-nginx-internal +<none> +\S+\nnginx +k8s\.io\/ingress-nginx /m,
      ],
      [/^curl -s http:\/\/\$EXTERNAL\/doc/, DOC],
      [/^ssh vm curl -s http:\/\/\$INTERNAL\/doc/, DOC],
      [/^curl -s -m 3/, /^curl ended with 28$/m],
    ] as const,
  },
  {
    example: "aks-gateway",
    says: "definitions, a class, a Gateway, a route, a split",
    sees: [
      [/^k get gatewayclasses/, /^gatehouse +gatehouse\.dev\/gateway-controller +True /m],
      [/^k get gateway /, /^demo-gw +gatehouse +\d+\.\d+\.\d+\.\d+ +True /m],
      [/^curl -s --resolve/, /<h1>Welcome to Demo App 1<\/h1>/],
      [/^for i in/, /^ +\d+ echo-1\n +\d+ echo-2$/m],
    ] as const,
  },
])("$says, entered by hand", async ({ example, sees }) => {
  const context = await openContext({ viewport: { width: 1500, height: 1700 } });
  const { page, errors } = await openPage(context, `${site}?profile=aks&seed=11&speed=20`);
  const terminal = new ScreenTerminal(page);
  await terminal.ready();
  const block = async (command: string, i: number) => {
    await terminal.run("true");
    await terminal.paste(command);
    await terminal.press("Enter");
    await terminal.paste(`echo ended""-${i}`);
    await terminal.press("Enter");
    return terminal.waitFor(new RegExp(`^ended-${i}$`, "m"), 60_000);
  };
  const seen = new Map<RegExp, string>();
  for (const [i, command] of commandsOf(example).entries()) {
    // A line ends with its own mark: what is typed ahead of an answer stands in its way on the screen.
    const screen = command.includes("\n")
      ? await block(command, i)
      : await terminal.run(command.replace(/ # (?:wait|ours)$/, ""));
    for (const [line] of sees) if (line.test(command)) seen.set(line, screen);
  }
  for (const [line, answer] of sees) expect(seen.get(line)).toMatch(answer);
  expect(errors).toEqual([]);
  await context.close();
});
