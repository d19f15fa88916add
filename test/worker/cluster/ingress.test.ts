import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { app, type IngressLab, ingress, ingressLab, resumed } from "./ingress.ts";

const PATHS = "https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/";
const ANNOTATIONS = "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/";

describe("one controller, many Ingresses", () => {
  let world: IngressLab;
  beforeAll(async () => {
    world = await ingressLab();
    await world.apply([app("one"), app("two")].join("---"));
    await world.must("kubectl wait deployment --all --for=condition=Available --timeout=60s");
    const service = (name: string, spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: ${spec}
`;
    await world.apply(
      [
        service("empty", "{ selector: { app: none }, ports: [{ port: 80 }] }"),
        service("wrong", "{ selector: { app: one }, ports: [{ port: 80, targetPort: 9999 }] }"),
        service("alias", "{ type: ExternalName, externalName: two.default.svc.cluster.local, ports: [{ port: 80 }] }"),
        ingress("paths", "paths.example", ["/a Prefix one", "/a/b Prefix two", "/e Exact two", "/s/ Prefix one"]),
        ingress("root", "root.example", ["/ Prefix one"]),
        ingress("wild", "*.wild.example", ["/ ImplementationSpecific one"]),
        ingress("hostless", "", ["/hostless Prefix two"]),
        ingress("ports", "ports.example", ["/name Prefix one:http", "/target Prefix one:80", "/none Prefix one:81"]),
        ingress("broken", "broken.example", ["/empty Prefix empty", "/wrong Prefix wrong", "/gone Prefix gone"]),
        ingress("external", "external.example", ["/ Prefix alias"]),
        ingress("rewrite", "rewrite.example", ["/app(/|$)(.*) ImplementationSpecific one"], {
          annotations: { "rewrite-target": "/$2" },
        }),
        ingress("nogroup", "nogroup.example", ["/main Prefix one", "/doc Prefix two"], {
          annotations: { "rewrite-target": "/$2" },
        }),
        ingress("regex", "regex.example", ["/v[0-9]+ ImplementationSpecific one", "/v1/long Prefix two"], {
          annotations: { "use-regex": "true" },
        }),
        ingress("secure", "secure.example", ["/ Prefix one"], { tls: "" }),
        ingress("lax", "lax.example", ["/ Prefix one"], { tls: "", annotations: { "ssl-redirect": "false" } }),
        ingress("forced", "forced.example", ["/ Prefix one"], { annotations: { "force-ssl-redirect": "true" } }),
        ingress("approot", "approot.example", ["/ Prefix one"], { annotations: { "app-root": "/start" } }),
        ingress("moved", "moved.example", ["/ Prefix one"], {
          annotations: { "permanent-redirect": "https://new.example/x" },
        }),
        ingress("vhost", "vhost.example", ["/ Prefix one"], { annotations: { "upstream-vhost": "inner.example" } }),
        ingress("limits", "limits.example", ["/ Prefix one"], {
          annotations: { "whitelist-source-range": "10.9.0.0/16" },
        }),
        ingress("size", "size.example", ["/ Prefix one"], { annotations: { "proxy-body-size": "8" } }),
        ingress("auth", "auth.example", ["/ Prefix one"], {
          annotations: { "auth-type": "basic", "auth-secret": "users", "auth-realm": "Keep out" },
        }),
        ingress("noauth", "noauth.example", ["/ Prefix one"], {
          annotations: { "auth-type": "basic", "auth-secret": "missing" },
        }),
        ingress("cors", "cors.example", ["/ Prefix one"], {
          annotations: { "enable-cors": "true", "cors-allow-origin": "https://a.example" },
        }),
        ingress("main", "canary.example", ["/ Prefix one"]),
        ingress("canary", "canary.example", ["/ Prefix two"], {
          annotations: { canary: "true", "canary-by-header": "x-canary", "canary-weight": "0" },
        }),
        ingress("other", "other.example", ["/ Prefix one"], { className: "traefik" }),
        ingress("classless", "classless.example", ["/ Prefix one"], { className: "" }),
        ingress("bad", "bad.example", ["/ Prefix one"], { annotations: { "proxy-body-size": "huge" } }),
      ].join("---"),
    );
    // bob:secret, as `htpasswd -m` and `openssl passwd -apr1 -salt saltsalt secret` write it.
    await world.must(
      "kubectl create secret generic users --from-literal='auth=bob:$apr1$saltsalt$LrttParrLPdxvgutaSXWJ0'",
    );
    await world.pass(10_000);
  });
  afterAll(() => world.end());

  /** "200 one /path", "404", "308 https://…": status, and who answered or where to. */
  const ask = async (target: string, options = ""): Promise<string> => {
    const host = target.slice(0, target.search(/\/|$/));
    const path = target.slice(host.length) || "/";
    const answer = await world.must(
      `curl -s -i --path-as-is ${options} -H 'Host: ${host}' http://localhost:30080${path}`,
    );
    return summary(answer);
  };

  test.each([
    [PATHS, "Prefix takes the path itself", "paths.example/a", "200 one GET /a"],
    [PATHS, "Prefix takes what lies under it", "paths.example/a/x", "200 one GET /a/x"],
    [PATHS, "Prefix goes by element", "paths.example/ab", "404"],
    [PATHS, "the longest path wins", "paths.example/a/b/c", "200 two GET /a/b/c"],
    [PATHS, "Exact takes the path only", "paths.example/e", "200 two GET /e"],
    [PATHS, "Exact takes no trailing slash", "paths.example/e/", "404"],
    [PATHS, "a Prefix that ends with a slash leads there", "paths.example/s", "301 http://paths.example/s/"],
    [PATHS, "a Prefix that ends with a slash", "paths.example/s/x", "200 one GET /s/x"],
    [PATHS, "the query is handed on", "paths.example/a?x=1", "200 one GET /a?x=1"],
    [PATHS, "matching is case sensitive", "paths.example/A", "404"],
    ["nginx", "the path is normalised before it is matched", "paths.example//a//x", "200 one GET //a//x"],
    ["nginx", "a path that ends in two dots is the folder above", "paths.example/s/x/..", "200 one GET /s/x/.."],
    ["nginx", "a path above the root is refused", "paths.example/../a", "400"],
    ["nginx", "an unknown host is the catch-all's", "unknown.example/", "404"],
    ["nginx", "a wildcard takes one label", "x.wild.example/", "200 one GET /"],
    ["nginx", "a wildcard takes no more", "x.y.wild.example/", "404"],
    ["nginx", "rules without host serve hosts that nobody names", "unknown.example/hostless", "200 two GET /hostless"],
    ["nginx", "rules without host do not serve named hosts", "root.example/hostless", "200 one GET /hostless"],
    ["nginx", "a path only said without host is not there on a named host", "paths.example/hostless", "404"],
    ["nginx", "the health check of load balancers", "unknown.example/healthz", "200"],
    ["nginx", "a port by name", "ports.example/name", "200 one GET /name"],
    ["nginx", "a port by its target", "ports.example/target", "200 one GET /target"],
    ["nginx", "a port that the Service does not have", "ports.example/none", "503"],
    ["nginx", "no endpoints", "broken.example/empty", "503"],
    ["nginx", "nobody listens", "broken.example/wrong", "502"],
    ["nginx", "no such Service", "broken.example/gone", "503"],
    ["nginx", "an ExternalName is resolved", "external.example/", "200 two GET /"],
    [`${ANNOTATIONS}#rewrite`, "groups of the path", "rewrite.example/app/new", "200 one GET /new"],
    [`${ANNOTATIONS}#rewrite`, "an empty group", "rewrite.example/app", "200 one GET /"],
    [`${ANNOTATIONS}#rewrite`, "the query stays", "rewrite.example/app/x?q=1", "200 one GET /x?q=1"],
    [`${ANNOTATIONS}#rewrite`, "a group that is not there is empty", "nogroup.example/main/x", "200 one GET /"],
    [`${ANNOTATIONS}#rewrite`, "and paths have become expressions", "nogroup.example/DOCS", "200 two GET /"],
    [`${ANNOTATIONS}#use-regex`, "expressions match from the beginning", "regex.example/v12/x", "200 one GET /v12/x"],
    [`${ANNOTATIONS}#use-regex`, "without regard to case", "regex.example/V3", "200 one GET /V3"],
    [PATHS, "longer expressions are tried first", "regex.example/v1/longer", "200 one GET /v1/longer"],
    ["TLS", "a host with TLS redirects", "secure.example/x", "308 https://secure.example/x"],
    ["TLS", "a slash at the end is left out", "secure.example/x/", "308 https://secure.example/x"],
    ["TLS", "unless ssl-redirect is off", "lax.example/x", "200 one GET /x"],
    ["TLS", "force-ssl-redirect needs no TLS", "forced.example/", "308 https://forced.example"],
    [`${ANNOTATIONS}#rewrite`, "app-root", "approot.example/", "302 http://approot.example/start"],
    [`${ANNOTATIONS}#rewrite`, "app-root concerns / only", "approot.example/x", "200 one GET /x"],
    [`${ANNOTATIONS}#permanent-redirect`, "leads to a fixed place", "moved.example/y", "301 https://new.example/x"],
    [`${ANNOTATIONS}#whitelist-source-range`, "others are forbidden", "limits.example/", "403"],
    [`${ANNOTATIONS}#authentication`, "without a password", "auth.example/", "401"],
    [`${ANNOTATIONS}#authentication`, "a Secret that is missing denies the location", "noauth.example/", "503"],
    [`${ANNOTATIONS}#canary`, "weight 0 gets nothing", "canary.example/", "200 one GET /"],
    ["class", "another controller's Ingress is not served", "other.example/", "404"],
    ["class", "an Ingress without class is not served", "classless.example/", "404"],
    ["annotations", "an invalid value leaves the Ingress out", "bad.example/", "404"],
  ])("%s: %s (%s → %s)", async (_, __, target, expected) => {
    expect(await ask(target)).toBe(expected);
  });

  test.each([
    ["the right password", "-u bob:secret", "auth.example/", "200 one GET /"],
    ["a wrong password", "-u bob:wrong", "auth.example/", "401"],
    ["a body within the limit", "-d 12345678", "size.example/", "200 one POST /"],
    ["a body over the limit", "-d 123456789", "size.example/", "413"],
    ["a canary's header", "-H 'x-canary: always'", "canary.example/", "200 two GET /"],
    ["a preflight", "-X OPTIONS -H 'Origin: https://a.example'", "cors.example/", "204"],
  ])("%s (%s) of %s: %s", async (_, options, target, expected) => {
    expect(await ask(target, options)).toBe(expected);
  });

  test("the backend sees the client's headers and the proxy's", async () => {
    const answer = await world.must(
      "curl -s -H 'Host: vhost.example' -H 'X-Forwarded-For: 1.2.3.4' http://localhost:30080/",
    );
    expect(answer).toMatch(/^Host: inner\.example\r?$/m);
    expect(answer).toMatch(/^X-Forwarded-For: 172\.18\.0\.\d+\r?$/m);
    expect(answer).toMatch(/^X-Original-Forwarded-For: 1\.2\.3\.4\r?$/m);
    expect(answer).toMatch(/^X-Forwarded-Host: vhost\.example\r?$/m);
    expect(answer).toMatch(/^X-Forwarded-Proto: http\r?$/m);
    expect(answer).toMatch(/^X-Request-Id: [0-9a-f]{32}\r?$/m);
  });

  test("pages are nginx's own, without version and Server header", async () => {
    const answer = await world.must("curl -s -i -H 'Host: unknown.example' http://localhost:30080/");
    expect(answer.replace(/^Date: .*\r\n/m, "")).toBe(
      "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 146\r\nConnection: keep-alive\r\n\r\n" +
        "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
    );
  });

  test("HTTPS answers with the fake certificate where no Secret is, and with HSTS", async () => {
    const answer = await world.must("curl -skv -H 'Host: lax.example' https://localhost:30443/ 2>&1");
    expect(answer).toContain("CN=Kubernetes Ingress Controller Fake Certificate");
    expect(answer).toContain("< HTTP/2 200");
    expect(answer).toContain("strict-transport-security: max-age=31536000; includeSubDomains");
    const plain = await world.must("curl -s -i http://localhost:30443/");
    expect(plain).toContain("400 The plain HTTP request was sent to HTTPS port");
  });

  test.each([
    ["paths.example/ab", "Look at: Ingress default/paths spec.rules[0].http.paths["],
    ["broken.example/empty", "Look at: Service default/empty spec.selector"],
    ["broken.example/wrong", "Look at: Service default/wrong spec.ports[0].targetPort"],
    ["broken.example/gone", "Why: there is no Service default/gone."],
    ["ports.example/none", "Service default/one has no port 81; it has http (80)"],
    ["other.example/", "Look at: Ingress default/other spec.ingressClassName"],
    ["classless.example/", "it names no class"],
    ["paths.example/a", "route at pod ingress-nginx/ingress-nginx-controller"],
    ["paths.example/a", "container at pod default/one-"],
  ])("why explains %s: %s", async (target, expected) => {
    const host = target.slice(0, target.indexOf("/"));
    const told = await world.must(
      `curl -s -o /dev/null -H 'Host: ${host}' http://localhost:30080${target.slice(host.length)}; why`,
    );
    expect(told).toContain(expected);
  });

  test("the access log has the real format, and the controller's log says what it took and what it left", async () => {
    await ask("paths.example/a");
    const log = await world.log();
    expect(log).toMatch(
      /^172\.18\.0\.\d+ - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/a HTTP\/1\.1" 200 \d+ "-" "curl\/[\d.]+" \d+ \d\.\d{3} \[default-one-80\] \[\] 10\.244\.\d+\.\d+:80 \d+ \d\.\d{3} 200 [0-9a-f]{32}$/m,
    );
    expect(log).toContain('"Found valid IngressClass" ingress="default/paths" ingressclass="nginx"');
    expect(log).toContain(
      '"Ignoring ingress because of error while validating ingress class" ingress="default/other" error="ingress does not contain a valid IngressClass"',
    );
    expect(log).toContain('Service "default/empty" does not have any active Endpoint.');
    expect(log).toContain(
      "skipping ingress default/bad: annotation nginx.ingress.kubernetes.io/proxy-body-size contains invalid value",
    );
  });

  test("events and the leader's Lease are there", async () => {
    expect(await world.must("kubectl get events --field-selector involvedObject.name=paths")).toMatch(
      /Normal +Sync +ingress\/paths +Scheduled for sync/,
    );
    expect(await world.must("kubectl -n ingress-nginx get lease ingress-nginx-leader --no-headers")).toMatch(
      /^ingress-nginx-leader +ingress-nginx-controller-/,
    );
  });

  test("the pod shows its configuration: servers, locations, whose they are", async () => {
    const conf = await world.must(
      "kubectl -n ingress-nginx exec deploy/ingress-nginx-controller -- cat /etc/nginx/nginx.conf",
    );
    expect(conf).toContain("## start server paths.example");
    expect(conf).toMatch(
      /location = \/a \{\n\t\t\tset \$namespace +"default";\n\t\t\tset \$ingress_name +"paths";\n\t\t\tset \$service_name +"one";/,
    );
    expect(conf).toContain('rewrite "(?i)/app(/|$)(.*)" /$2 break;');
    expect(conf).toContain('location ~* "^/v[0-9]+" {');
  });

  test("a saved sandbox goes on: the same configuration, no second start", async () => {
    const before = await world.log();
    const again = await resumed(world.sandbox.save());
    const answer = summary(await again.must("curl -s -i -H 'Host: paths.example' http://localhost:30080/a"));
    expect(answer).toBe("200 one GET /a");
    const log = await again.log();
    expect(log.match(/^NGINX Ingress controller$/gm)).toHaveLength(1);
    expect(log.match(/Found valid IngressClass/g)).toHaveLength(before.match(/Found valid IngressClass/g)!.length);
    again.end();
  });
});

function summary(answer: string): string {
  const status = /^HTTP\/\S+ (\d+)/.exec(answer)?.[1] ?? "";
  const location = /^location: (\S+)/im.exec(answer)?.[1];
  const name = /^Name: (\S+)/m.exec(answer)?.[1];
  const line = /^((?:GET|POST) \S+) HTTP/m.exec(answer)?.[1];
  return [status, location ?? name, line].filter(Boolean).join(" ");
}

test("the address of the load balancer is published, and taken away by the last replica", async () => {
  const world = await ingressLab({ profile: "aks" });
  await world.apply(app("one"));
  await world.apply(ingress("shop", "shop.example", ["/ Prefix one"]));
  await world.pass(65_000);
  const service = await world.must(
    "kubectl -n ingress-nginx get svc ingress-nginx-controller -o jsonpath='{.status.loadBalancer.ingress[0].ip}'",
  );
  expect(service).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(await world.must("kubectl get ingress shop --no-headers")).toContain(` ${service} `);
  await world.must("kubectl -n ingress-nginx scale deployment ingress-nginx-controller --replicas=0");
  await world.pass(40_000);
  expect(await world.must("kubectl get ingress shop -o jsonpath='{.status}'")).toBe('{"loadBalancer":{}}');
  const gone = await world.sh(`curl -s -m 3 -H 'Host: shop.example' http://${service}/`);
  expect(gone.exitCode).not.toBe(0);
  world.end();
});

describe("the admission webhook", () => {
  let world: IngressLab;
  beforeAll(async () => {
    world = await ingressLab({ webhook: true });
    await world.apply(ingress("first", "a.example", ["/ Prefix one"]));
  });
  afterAll(() => world.end());

  const refusal = async (manifest: string): Promise<string> => {
    const { exitCode, stderr } = await world.sh(`cat <<'END' | kubectl apply -f -\n${manifest}\nEND`);
    return exitCode === 0 ? "" : stderr.replace(/^Error.*denied the request: /m, "").trim();
  };

  test.each([
    [
      "a path that another has",
      ingress("second", "a.example", ["/ Prefix two"]),
      'host "a.example" and path "/" is already defined in ingress default/first',
    ],
    [
      "an annotation that is not valid",
      ingress("bad", "b.example", ["/ Prefix one"], { annotations: { "proxy-body-size": "huge" } }),
      "annotation nginx.ingress.kubernetes.io/proxy-body-size contains invalid value",
    ],
    [
      "a snippet",
      ingress("snip", "c.example", ["/ Prefix one"], { annotations: { "server-snippet": "return 200;" } }),
      "nginx.ingress.kubernetes.io/server-snippet annotation cannot be used. Snippet directives are disabled by the Ingress administrator",
    ],
    [
      "an expression in a Prefix",
      ingress("re", "d.example", ["/x(.*) Prefix one"]),
      "Warning: path /x(.*) cannot be used with pathType Prefix\ningress contains invalid paths: path /x(.*) cannot be used with pathType Prefix",
    ],
  ])("refuses %s", async (_, manifest, expected) => {
    expect(await refusal(manifest)).toBe(expected);
  });

  test("tells kubectl in the server's words, and its own log what it took", async () => {
    const { stderr } = await world.sh(
      `cat <<'END' | kubectl create -f -\n${ingress("again", "a.example", ["/ Prefix two"])}\nEND`,
    );
    expect(stderr).toBe(
      'Error from server (BadRequest): error when creating "STDIN": admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: host "a.example" and path "/" is already defined in ingress default/first\n',
    );
    expect(await world.log()).toContain('"successfully validated configuration, accepting" ingress="default/first"');
  });

  test("without the controller nothing passes", async () => {
    await world.must("kubectl -n ingress-nginx scale deployment ingress-nginx-controller --replicas=0");
    await world.pass(60_000);
    expect(await refusal(ingress("late", "z.example", ["/ Prefix one"]))).toMatch(
      /Internal error occurred: failed calling webhook "validate\.nginx\.ingress\.kubernetes\.io": failed to call webhook: Post "https:\/\/ingress-nginx-controller-admission\.ingress-nginx\.svc:443\/networking\/v1\/ingresses\?timeout=10s": /,
    );
  });
});

test("a host's certificate comes from its Secret, another host's and a wrong one's from the controller", async () => {
  const world = await ingressLab();
  await world.apply(
    [
      app("one"),
      ingress("a", "a.example", ["/ Prefix one"], { tls: "a-tls" }),
      ingress("b", "b.example", ["/ Prefix one"], { tls: "a-tls" }),
    ].join("---"),
  );
  await world.must(
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=a.example -addext 'subjectAltName=DNS:a.example' 2>/dev/null",
  );
  await world.must(
    "kubectl create secret tls a-tls --cert=c.pem --key=k.pem && kubectl wait deployment --all --for=condition=Available --timeout=60s",
  );
  await world.pass(8_000);
  const subject = async (host: string) =>
    /subject: (.*)/.exec(
      await world.must(`curl -skv -o /dev/null --resolve ${host}:30443:127.0.0.1 https://${host}:30443/ 2>&1`),
    )?.[1];
  expect(await subject("a.example")).toBe("CN=a.example");
  expect(await subject("b.example")).toContain("Kubernetes Ingress Controller Fake Certificate");
  const good = await world.must("curl -s --cacert c.pem --resolve a.example:30443:127.0.0.1 https://a.example:30443/");
  expect(good).toMatch(/^X-Forwarded-Proto: https\r?$/m);
  expect(await world.log()).toContain(
    'Unexpected error validating SSL certificate "default/a-tls" for server "b.example": x509: certificate is valid for a.example, not b.example',
  );
  world.end();
});

describe("with a default backend, a TCP map and another class", () => {
  let world: IngressLab;
  beforeAll(async () => {
    world = await ingressLab({
      args: [
        "--default-backend-service=default/fallback",
        "--tcp-services-configmap=default/tcp",
        "--watch-ingress-without-class=true",
      ],
      prepare: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: fallback }
spec:
  selector: { matchLabels: { app: fallback } }
  template:
    metadata: { labels: { app: fallback } }
    spec:
      containers: [{ name: server, image: registry.k8s.io/defaultbackend-amd64:1.5, ports: [{ containerPort: 8080 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: fallback }
spec: { selector: { app: fallback }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: tcp }
data: { "9000": "default/one:80" }
---
apiVersion: v1
kind: Service
metadata: { name: empty }
spec: { selector: { app: none }, ports: [{ port: 80 }] }
`,
    });
    await world.apply(
      [
        app("one"),
        app("two"),
        ingress("a", "a.example", ["/a Prefix one"], { className: "" }),
        ingress("spare", "spare.example", ["/ Prefix empty"], { annotations: { "default-backend": "two" } }),
        ingress("sticky", "sticky.example", ["/ Prefix one"], {
          annotations: { affinity: "cookie", "session-cookie-name": "route" },
        }),
        ingress("asked", "asked.example", ["/ Prefix one"], {
          annotations: { "auth-url": "http://fallback.default.svc.cluster.local/healthz" },
        }),
        ingress("denied", "denied.example", ["/ Prefix one"], {
          annotations: { "auth-url": "http://fallback.default.svc.cluster.local/no" },
        }),
      ].join("---"),
    );
    await world.must(
      "kubectl scale deployment one --replicas=3 && kubectl wait deployment --all --for=condition=Available --timeout=60s",
    );
    await world.pass(8_000);
  });
  afterAll(() => world.end());

  test.each([
    ["what no rule takes", "a.example/none", "404 default backend - 404"],
    ["what no host takes", "other.example/", "404 default backend - 404"],
    ["an Ingress without class", "a.example/a", "200 Name: one"],
    ["a Service without endpoints that has a spare", "spare.example/", "200 Name: two"],
    ["an authentication service that agrees", "asked.example/", "200 Name: one"],
    ["one that answers neither yes nor no", "denied.example/", "500 <html>"],
  ])("%s: %s answers %s", async (_, target, expected) => {
    const [host = ""] = target.split("/");
    const answer = await world.must(
      `curl -s -w '%{http_code}' -H 'Host: ${host}' http://localhost:30080${target.slice(host.length)}`,
    );
    expect(`${answer.slice(-3)} ${answer.slice(0, -3).split(/\r?\n/)[0]}`).toBe(expected);
  });

  test("a cookie keeps a client with one of three pods", async () => {
    const first = await world.must("curl -s -i -c jar -H 'Host: sticky.example' http://localhost:30080/");
    expect(first).toMatch(/^Set-Cookie: route=[0-9a-f]+; Path=\/; HttpOnly\r?$/m);
    const cookie = /^Set-Cookie: (route=[0-9a-f]+)/m.exec(first)![1];
    const who = new Set<string>();
    for (let at = 0; at < 6; at++) {
      const answer = await world.must(
        `curl -s -H 'Cookie: ${cookie}' -H 'Host: sticky.example' http://localhost:30080/`,
      );
      who.add(/^Hostname: (\S+)/m.exec(answer)![1]!);
    }
    expect([...who]).toEqual([/^Hostname: (\S+)/m.exec(first)![1]]);
  });

  test("a port of the TCP map hands bytes on", async () => {
    const ip = (await world.must("kubectl -n ingress-nginx get pod -o jsonpath='{.items[0].status.podIP}'")).trim();
    const { text, hops } = await world.ask("node/kind-worker", `${ip}:9000/`);
    expect(text).toMatch(/^Name: one/);
    expect(hops.map(({ says }) => says).join("\n")).toContain("nginx hands the bytes of port 9000 on to");
  });
});
