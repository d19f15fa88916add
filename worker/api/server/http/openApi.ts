import { fnv1a32 } from "../../../base/hash.ts";
import { EMPTY_BODY, type HttpResponse } from "../../../base/http.ts";
import { loadLateSchemas } from "../../generated/index.ts";
import { apiVersionOf } from "../../machinery/kind.ts";
import type { Verbs } from "../verbs.ts";
import { jsonAnswer } from "./answers.ts";
import type { Target } from "./target.ts";

/**
 * /openapi/v3: an index, and a document a group and version. /openapi/v2 is an empty document, which every client takes.
 */
export async function openApiAnswer(verbs: Verbs, { parts }: Target): Promise<HttpResponse | undefined> {
  if (parts[1] === "v2" && parts.length === 2) return emptyV2();
  if (parts[1] !== "v3") return undefined;
  const versions = new Map<string, string>();
  for (const kind of verbs.kinds.all()) {
    versions.set(kind.group ? `apis/${apiVersionOf(kind)}` : `api/${kind.version}`, apiVersionOf(kind));
  }
  if (parts.length === 2) {
    const paths = [...versions.keys()].map((path) => {
      const names = verbs.kinds
        .all()
        .filter((kind) => apiVersionOf(kind) === versions.get(path))
        .map(({ kind }) => kind);
      return [
        path,
        {
          serverRelativeURL: `/openapi/v3/${path}?hash=${fnv1a32(names.join()).toString(16).toUpperCase().padStart(8, "0").repeat(16)}`,
        },
      ];
    });
    return jsonAnswer(200, { paths: Object.fromEntries(paths) });
  }
  const apiVersion = versions.get(parts.slice(2).join("/"));
  if (!apiVersion) return undefined;
  const [{ openApiDocument }] = await verbs.resources.clock.hold(
    Promise.all([import("./openApiDocument.ts"), loadLateSchemas()]),
  );
  const kinds = verbs.kinds.all().filter((kind) => apiVersionOf(kind) === apiVersion);
  return jsonAnswer(200, openApiDocument(kinds, verbs.schemas));
}

/** Zero bytes are a valid empty protobuf document. */
function emptyV2(): HttpResponse {
  return {
    status: 200,
    headers: [
      ["Content-Type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"],
      ["Content-Length", "0"],
    ],
    body: EMPTY_BODY,
  };
}
