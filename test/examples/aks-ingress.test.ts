import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, type Ended } from "../commandLine.ts";

const LIMIT_MS = 180_000;
const cli = commandLine("test-aks-ingress");
afterAll(() => cli.remove());

let played: Ended;
beforeAll(async () => {
  cli.build();
  played = await cli.run(["run", "--profile", "aks", "--seed", "1", "test/examples/aks-ingress.sh"]);
}, LIMIT_MS);

const PUBLIC = String.raw`(?!10\.|172\.)\d+\.\d+\.\d+\.\d+`;
const page = (what: string) => [
  "<html>",
  "<h1>Ingress Demo</h1>",
  "</br>",
  `<h2>Hi! This is the ${what} page of the app </h2>`,
  '<img src="https://images.example.com/picture.jpg" />',
  "</html",
];

/** Names, addresses, ages and node ports differ from session to session; everything else is as the article shows it. */
describe("a public and a private ingress controller", () => {
  test("the script ends well and complains of nothing but progress meters", () => {
    expect(played.exitCode).toBe(0);
    const said = played.stderr.replace(/\r/g, "\n").split("\n");
    expect(said.filter((line) => !/^( |100|0100|$)/.test(line))).toEqual([]);
  });

  test.each([
    {
      says: "helm says that the release is new, and what it became",
      lines: [
        'Release "external-ingress" does not exist. Installing it now.',
        "NAME: external-ingress",
        String.raw`LAST DEPLOYED: \w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}`,
        "NAMESPACE: externalingress",
        "STATUS: deployed",
        "REVISION: 1",
      ],
    },
    {
      says: "the chart's pod runs",
      lines: [
        "NAME +READY +STATUS +RESTARTS +AGE",
        String.raw`pod/external-ingress-ingress-nginx-controller-[0-9a-f]+-\w{5} +1/1 +Running +0 +\d+s`,
      ],
    },
    {
      says: "behind a load balancer, beside the admission webhook",
      lines: [
        String.raw`service/external-ingress-ingress-nginx-controller +LoadBalancer +100\.65\.\d+\.\d+ +${PUBLIC} +80:3\d{4}/TCP,443:3\d{4}/TCP +\d+s`,
        String.raw`service/external-ingress-ingress-nginx-controller-admission +ClusterIP +100\.65\.\d+\.\d+ +<none> +443/TCP +\d+s`,
        "",
        "NAME +READY +UP-TO-DATE +AVAILABLE +AGE",
        String.raw`deployment.apps/external-ingress-ingress-nginx-controller +1/1 +1 +1 +\d+s`,
      ],
    },
    {
      says: "the chart brings the class",
      lines: ["NAME +CONTROLLER +PARAMETERS +AGE", String.raw`nginx +k8s.io/ingress-nginx +<none> +\d+s`],
    },
    {
      says: "the Services answer inside the cluster",
      lines: [...page("doc"), ...page("main"), "ingress.networking.k8s.io/ingress-demo created"],
    },
    {
      says: "the Ingress has the controller's address",
      lines: ["NAME +CLASS +HOSTS +ADDRESS +PORTS +AGE", String.raw`ingress-demo +nginx +\* +${PUBLIC} +80 +60s`],
    },
    {
      says: "one address, three paths, rewritten to the page of each",
      lines: [...page("main"), ...page("doc"), ...page("main"), 'Release "internal-ingress" does not exist.*'],
    },
    {
      says: "a second controller brings a class of its own",
      lines: [
        "NAME +CONTROLLER +PARAMETERS +AGE",
        String.raw`internal-nginx +k8s.io/ingress-nginx-internal +<none> +\d+s`,
        String.raw`nginx +k8s.io/ingress-nginx +<none> +\d+s`,
      ],
    },
    {
      says: "helm lists both releases",
      lines: [
        "NAME +\tNAMESPACE +\tREVISION\tUPDATED +\tSTATUS +\tCHART +\tAPP VERSION",
        "external-ingress\texternalingress\t1 +\t.* UTC *\tdeployed\tingress-nginx-4.12.1\t1.12.1 +",
        "internal-ingress\tinternalingress\t1 +\t.* UTC *\tdeployed\tingress-nginx-4.12.1\t1.12.1 +",
      ],
    },
    {
      says: "the private Ingress has an address of the private network",
      lines: [
        String.raw`ingress-demo +nginx +\* +${PUBLIC} +80 +\d+m\d+s`,
        String.raw`ingress-demo-internal +internal-nginx +\* +172\.21\.10\.\d+ +80 +60s`,
      ],
    },
    {
      says: "which answers there, and not from the internet",
      lines: [...page("main"), ...page("doc"), "curl ended with 28"],
    },
  ])("$says", ({ lines }) => {
    expect(played.stdout.replaceAll("\r", "")).toMatch(new RegExp(`(?:^|\n)${lines.join("\n")}\n`));
  });
});
