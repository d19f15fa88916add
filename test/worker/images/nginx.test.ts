import { describe, expect, test } from "vitest";
import { container } from "./container.ts";

/** nginx with this server block in place of the image's own. */
const withServer = (server: string) =>
  container("nginx:1.27.4", {
    command: ["sh", "-c", `echo '${server}' > /etc/nginx/conf.d/default.conf; exec nginx -g 'daemon off;'`],
  });

describe("the welcome page", () => {
  test("has the headers and bytes of nginx 1.27.4", async () => {
    const nginx = await container("nginx:1.27.4");
    const { status, headers, body } = await nginx.ask("/");
    expect(status).toBe(200);
    expect(headers).toBe(
      [
        "Server: nginx/1.27.4",
        "Date: Thu, 01 Jan 2026 00:00:00 GMT",
        "Content-Type: text/html",
        "Content-Length: 615",
        "Last-Modified: Wed, 05 Feb 2025 11:06:32 GMT",
        "Connection: keep-alive",
        'ETag: "67a34638-267"',
        "Accept-Ranges: bytes",
      ].join("\n"),
    );
    expect(body).toMatch(/^<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!<\/title>/);
    nginx.end();
  });

  test.each([
    {
      says: "is not sent again to who has it",
      path: "/",
      headers: [["If-None-Match", '"67a34638-267"']],
      status: 304,
      body: "",
    },
    {
      says: "is not sent again when not modified",
      path: "/",
      headers: [["If-Modified-Since", "Wed, 05 Feb 2025 11:06:32 GMT"]],
      status: 304,
      body: "",
    },
    { says: "comes in part", path: "/", headers: [["Range", "bytes=0-14"]], status: 206, body: "<!DOCTYPE html>" },
    {
      says: "has no such part",
      path: "/",
      headers: [["Range", "bytes=9000-"]],
      status: 416,
      body: /416 Requested Range/,
    },
    {
      says: "takes no POST",
      path: "/",
      method: "POST",
      status: 405,
      body: /<center><h1>405 Not Allowed<\/h1><\/center>/,
    },
    {
      says: "is not elsewhere",
      path: "/nowhere",
      status: 404,
      body: /<hr><center>nginx\/1\.27\.4<\/center>\r\n<\/body>\r\n<\/html>\r\n$/,
    },
  ] as const)("$says", async ({ path, status, body, ...options }) => {
    const nginx = await container("nginx:1.27.4");
    const answer = await nginx.ask(path, options as object);
    expect(answer.status).toBe(status);
    if (typeof body === "string") expect(answer.body).toBe(body);
    else expect(answer.body).toMatch(body);
    nginx.end();
  });
});

test("its log tells how it started and who asked", async () => {
  const nginx = await container("nginx:1.27.4");
  await nginx.ask("/nowhere");
  const log = (await nginx.logs()).split("\n");
  expect(log[0]).toBe(
    "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
  );
  expect(log).toContain("/docker-entrypoint.sh: Configuration complete; ready for start up");
  expect(log).toContain("2026/01/01 00:00:00 [notice] 1#1: nginx/1.27.4");
  expect(log.find((line) => line.includes("[error]"))).toBe(
    `2026/01/01 00:00:00 [error] 29#29: *1 open() "/usr/share/nginx/html/nowhere" failed (2: No such file or directory), client: 172.18.0.2, server: localhost, request: "GET /nowhere HTTP/1.1", host: "${nginx.ip()}"`,
  );
  expect(log.at(-2)).toBe(
    '172.18.0.2 - - [01/Jan/2026:00:00:00 +0000] "GET /nowhere HTTP/1.1" 404 153 "-" "curl/8.5.0" "-"',
  );
  nginx.end();
});

test("a configuration that it refuses ends the container with the reason in the log", async () => {
  const nginx = await withServer("server { listen 80; lisen 81; }");
  expect(await nginx.log("web", "main")).toContain(
    'nginx: [emerg] unknown directive "lisen" in /etc/nginx/conf.d/default.conf:1',
  );
  expect(nginx.state()?.lastState?.terminated?.exitCode ?? nginx.state()?.state?.terminated?.exitCode).toBe(1);
  nginx.end();
});

/** https://nginx.org/en/docs/http/ngx_http_core_module.html and its neighbours */
test.each([
  {
    says: "return gives status and text",
    server: 'location / { return 200 "hi $arg_name\\n"; }',
    path: "/?name=x",
    status: 200,
    body: "hi x\n",
  },
  {
    says: "an exact location wins",
    server: "location = /a { return 201; } location /a { return 202; }",
    path: "/a",
    status: 201,
  },
  {
    says: "a path above the root is a bad request, and the connection ends",
    server: "return 200 $uri;",
    path: "/a/../../b",
    status: 400,
    header: /^Connection: close$/m,
  },
  {
    says: "the longest prefix wins",
    server: "location / { return 201; } location /a/b { return 202; }",
    path: "/a/bc",
    status: 202,
  },
  {
    says: "a regular expression wins over a prefix",
    server: "location /a { return 201; } location ~ \\.php$ { return 202; }",
    path: "/a/x.php",
    status: 202,
  },
  {
    says: "^~ keeps regular expressions out",
    server: "location ^~ /a { return 201; } location ~ \\.php$ { return 202; }",
    path: "/a/x.php",
    status: 201,
  },
  {
    says: "a redirect has its target",
    server: "location /old { return 301 /new; }",
    path: "/old",
    status: 301,
    header: /^Location: http:\/\/[\d.]+\/new$/m,
  },
  {
    says: "rewrite goes on inside",
    server: "rewrite ^/x/(.*)$ /y/$1 last; location /y { return 200 $uri; }",
    path: "/x/1",
    status: 200,
    body: "/y/1",
  },
  {
    says: "try_files falls back",
    server: "root /usr/share/nginx/html; location / { try_files $uri /index.html; }",
    path: "/nope",
    status: 200,
    body: /Welcome to nginx/,
  },
  { says: "try_files ends with a status", server: "location / { try_files $uri =404; }", path: "/nope", status: 404 },
  {
    says: "a folder without index is forbidden",
    server: "root /usr/share; location / { index none.html; }",
    path: "/nginx/",
    status: 403,
  },
  {
    says: "a folder without slash is redirected",
    server: "root /usr/share; location / { }",
    path: "/nginx",
    status: 301,
    header: /\/nginx\/$/m,
  },
  {
    says: "error_page shows a page and keeps the status",
    server: "error_page 404 /index.html; root /usr/share/nginx/html;",
    path: "/nope",
    status: 404,
    body: /Welcome/,
  },
  {
    says: "error_page may change the status",
    server: "error_page 404 =200 /index.html; root /usr/share/nginx/html;",
    path: "/nope",
    status: 200,
    body: /Welcome/,
  },
  {
    says: "add_header adds",
    server: "add_header X-Served-By $hostname; root /usr/share/nginx/html;",
    path: "/",
    status: 200,
    header: /^X-Served-By: web$/m,
  },
  {
    says: "alias takes the location's place",
    server: "location /files/ { alias /usr/share/nginx/html/; }",
    path: "/files/index.html",
    status: 200,
    body: /Welcome/,
  },
  {
    says: "server_tokens off hides the version",
    server: "server_tokens off; return 204;",
    path: "/",
    status: 204,
    header: /^Server: nginx$/m,
  },
  {
    says: "proxy_pass hands on, with its own path in place of the location's",
    server:
      'location /api/ { proxy_pass http://127.0.0.1:80/inner/; } location /inner/ { return 200 "$uri $http_x_real_ip"; }',
    path: "/api/x",
    status: 200,
    body: "/inner/x ",
  },
  {
    says: "a backend that refuses is a bad gateway",
    server: "location / { proxy_pass http://127.0.0.1:81; }",
    path: "/",
    status: 502,
    body: /502 Bad Gateway/,
  },
])("$says", async ({ server, path, status, body, header }) => {
  const nginx = await withServer(`server { listen 80; ${server} }`);
  const answer = await nginx.ask(path);
  expect(answer.status).toBe(status);
  if (typeof body === "string") expect(answer.body).toBe(body);
  else if (body) expect(answer.body).toMatch(body);
  if (header) expect(answer.headers).toMatch(header);
  nginx.end();
});

test("a running nginx serves what it has loaded until it is told to reload", async () => {
  const nginx = await withServer("server { listen 80; return 200 old; }");
  await nginx.exec("sh", "-c", "echo 'server { listen 80; return 200 new; }' > /etc/nginx/conf.d/default.conf");
  expect((await nginx.ask("/")).body).toBe("old");
  expect(await nginx.exec("nginx", "-t")).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/test is successful\n$/),
  });
  expect((await nginx.exec("nginx", "-s", "reload")).code).toBe(0);
  await nginx.pass(100);
  expect((await nginx.ask("/")).body).toBe("new");
  nginx.end();
});
