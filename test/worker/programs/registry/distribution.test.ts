import { beforeEach, describe, expect, test } from "vitest";
import { type Ask, digestOf, MANIFEST, pushArtifact, pushBlob, registryLab } from "./lab.ts";

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
const accept = [["Accept", MANIFEST]] as const;

let ask: Ask;
let manifest: string;
beforeEach(async () => {
  ask = registryLab({ deletes: true });
  manifest = await pushArtifact(ask, "charts/web", "1.0.0", "layer");
});

const refusal = (code: string, message: string, detail?: unknown): string =>
  `${JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] })}\n`;

describe("what is pushed can be pulled", () => {
  test("a manifest by its tag and by its digest, with its type and digest", async () => {
    for (const reference of ["1.0.0", digestOf(manifest)]) {
      const answer = await ask(`GET /v2/charts/web/manifests/${reference}`, "", accept);
      expect(answer).toMatchObject({ status: 200, text: manifest });
      expect(answer.header("Content-Type")).toBe(MANIFEST);
      expect(answer.header("Docker-Content-Digest")).toBe(digestOf(manifest));
    }
  });

  test("HEAD tells of a manifest or blob without sending it", async () => {
    for (const path of ["manifests/1.0.0", `blobs/${digestOf("layer")}`]) {
      const answer = await ask(`HEAD /v2/charts/web/${path}`, "", accept);
      expect(answer).toMatchObject({ status: 200, text: "" });
      expect(Number(answer.header("Content-Length"))).toBeGreaterThan(0);
    }
  });

  test("a blob that comes in pieces, with where the upload stands", async () => {
    const started = await ask("POST /v2/charts/web/blobs/uploads/");
    expect(started.status).toBe(202);
    const at = new URL(started.header("Location")!).pathname;
    const first = await ask(`PATCH ${at}`, "one ", [["Content-Range", "0-3"]]);
    expect([first.status, first.header("Range")]).toEqual([202, "0-3"]);
    expect((await ask(`PATCH ${at}`, "x", [["Content-Range", "9-9"]])).status).toBe(416);
    expect((await ask(`GET ${at}`)).status).toBe(204);
    const done = await ask(`PUT ${at}?digest=${digestOf("one two")}`, "two");
    expect([done.status, done.header("Docker-Content-Digest")]).toEqual([201, digestOf("one two")]);
    expect((await ask(`GET /v2/charts/web/blobs/${digestOf("one two")}`)).text).toBe("one two");
    expect((await ask(`GET ${at}`)).status).toBe(404);
  });

  test("a blob of another repository is mounted without being sent", async () => {
    const from = `mount=${digestOf("layer")}&from=charts/web`;
    expect((await ask(`POST /v2/other/blobs/uploads/?${from}`)).status).toBe(201);
    expect((await ask(`GET /v2/other/blobs/${digestOf("layer")}`)).text).toBe("layer");
  });

  test("a tag that is pushed again means the new manifest; the old one stays under its digest", async () => {
    const second = await pushArtifact(ask, "charts/web", "1.0.0", "another");
    expect((await ask("GET /v2/charts/web/manifests/1.0.0", "", accept)).text).toBe(second);
    expect((await ask(`GET /v2/charts/web/manifests/${digestOf(manifest)}`, "", accept)).text).toBe(manifest);
  });

  test("tags and repositories are listed in order, in pages where asked", async () => {
    await pushArtifact(ask, "charts/web", "0.9.0", "b");
    await pushArtifact(ask, "a", "v1", "c");
    expect((await ask("GET /v2/charts/web/tags/list")).text).toBe('{"name":"charts/web","tags":["0.9.0","1.0.0"]}\n');
    expect((await ask("GET /v2/_catalog")).text).toBe('{"repositories":["a","charts/web"]}\n');
    const page = await ask("GET /v2/charts/web/tags/list?n=1");
    expect(page.text).toBe('{"name":"charts/web","tags":["0.9.0"]}\n');
    expect(page.header("Link")).toBe('</v2/charts/web/tags/list?last=0.9.0&n=1>; rel="next"');
    expect((await ask("GET /v2/charts/web/tags/list?n=1&last=0.9.0")).text).toContain('["1.0.0"]');
  });

  test("a deleted manifest takes its tags along; a deleted tag leaves the manifest", async () => {
    await ask("PUT /v2/charts/web/manifests/same", manifest, [["Content-Type", MANIFEST]]);
    expect((await ask("DELETE /v2/charts/web/manifests/same")).status).toBe(202);
    expect((await ask("GET /v2/charts/web/manifests/1.0.0", "", accept)).status).toBe(200);
    expect((await ask(`DELETE /v2/charts/web/manifests/${digestOf(manifest)}`)).status).toBe(202);
    expect((await ask("GET /v2/charts/web/tags/list")).text).toBe('{"name":"charts/web","tags":[]}\n');
  });
});

test.each([
  ["GET /v2/", 200, "{}"],
  ["GET /v2/charts/web/manifests/9", 404, refusal("MANIFEST_UNKNOWN", "manifest unknown", { Tag: "9" })],
  ["GET /v2/none/tags/list", 404, refusal("NAME_UNKNOWN", "repository name not known to registry", { name: "none" })],
  ["GET /v2/UPPER/tags/list", 400, refusal("NAME_INVALID", "invalid repository name", { name: "UPPER" })],
  [
    `GET /v2/charts/web/blobs/${digestOf("x")}`,
    404,
    refusal("BLOB_UNKNOWN", "blob unknown to registry", digestOf("x")),
  ],
  [
    "PUT /v2/charts/web/blobs/uploads/none?digest=x",
    404,
    refusal("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", {}),
  ],
  ["PUT /v2/charts/web/manifests/2", 400, refusal("MANIFEST_INVALID", "manifest invalid", {})],
  ["PUT /v2/charts/web/tags/list", 405, refusal("UNSUPPORTED", "The operation is unsupported.")],
  [
    "GET /v2/_catalog?n=x",
    400,
    refusal("PAGINATION_NUMBER_INVALID", "invalid number of results requested", { n: "x" }),
  ],
  ["GET /other", 404, "404 page not found\n"],
])("%s is answered %i", async (line, status, text) => {
  expect(await ask(line)).toMatchObject({ status, text });
});

test("a manifest whose blobs are not there is refused", async () => {
  const body = manifest.replace(digestOf("layer"), digestOf("missing"));
  const answer = await ask("PUT /v2/charts/web/manifests/2", body, [["Content-Type", MANIFEST]]);
  const detail = digestOf("missing");
  expect(answer.text).toBe(refusal("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", detail));
});

test("content that is not what its digest says is refused and forgotten", async () => {
  const { header } = await ask("POST /v2/charts/web/blobs/uploads/");
  const at = new URL(header("Location")!).pathname;
  const answer = await ask(`PUT ${at}?digest=${digestOf("said")}`, "sent");
  expect(answer).toMatchObject({ status: 400 });
  expect(answer.text).toContain("DIGEST_INVALID");
  expect((await ask(`HEAD /v2/charts/web/blobs/${digestOf("sent")}`)).status).toBe(404);
});

test("a client that does not accept OCI manifests is told so", async () => {
  const words = "OCI manifest found, but accept header does not support OCI manifests";
  const answer = await ask("GET /v2/charts/web/manifests/1.0.0", "", [["Accept", "application/json"]]);
  expect(answer).toMatchObject({ status: 404, text: refusal("MANIFEST_UNKNOWN", words) });
});

test("a registry that deletes nothing says so; one without storage takes nothing", async () => {
  const keeps = registryLab();
  await pushBlob(keeps, "a", "x");
  expect((await keeps(`DELETE /v2/a/blobs/${digestOf("x")}`)).status).toBe(405);
  const readOnly = registryLab({ storage: undefined });
  expect((await readOnly("POST /v2/a/blobs/uploads/")).status).toBe(405);
});
