import { type HttpRequest, headerOf } from "../../../base/http.ts";

/** How an answer is wanted: from the Accept header and ?pretty. */
export interface Wanted {
  readonly as: "Object" | "Table" | "PartialObjectMetadata";
  /** The version of meta.k8s.io that a table or metadata is wanted in. */
  readonly version: "v1" | "v1beta1";
  readonly form: Form;
  readonly pretty: boolean;
  /** Why there is no form that both sides have: the path has none of the types, or cannot be converted as asked. */
  readonly refused?: "type" | "conversion";
  /** Failures are told as indented JSON: the client takes no plain object. */
  readonly onlyConverted: boolean;
}

export type Form = "json" | "yaml" | "protobuf";

const FORMS: Readonly<Record<string, Form>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "application/vnd.kubernetes.protobuf": "protobuf",
};

/** What the server can answer in. */
export const ACCEPTABLE = Object.keys(FORMS);

interface Clause {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Chooses the form of an answer. Whoever takes JSON gets JSON, though protocol buffers stand before it: clients that know both
 * read both.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
 * @see k8s.io/apiserver pkg/endpoints/handlers/negotiation
 */
export function wantedBy(request: HttpRequest, query: URLSearchParams): Wanted {
  const accept = headerOf(request, "Accept") ?? "";
  const pretty = isPretty(request, query);
  const clauses = clausesOf(accept === "" ? "application/json" : accept);
  const offers = clauses.flatMap(offersOf);
  const best = offers.find(({ form }) => form !== "protobuf") ?? offers[0];
  const common = { pretty, onlyConverted: !offers.some(({ as }) => as === "Object") };
  if (best) return { ...common, ...best };
  const none = { ...common, as: "Object", version: "v1", form: "json" } as const;
  const typeKnown = clauses.some(({ type }) => type === "*/*" || FORMS[type]);
  return { ...none, refused: typeKnown ? "conversion" : "type" };
}

type Offer = Pick<Wanted, "as" | "version" | "form">;

/** What the server has that meets a clause; nothing when it asks for a conversion that there is not. */
function offersOf({ type, parameters }: Clause): Offer[] {
  const form = FORMS[type] ?? (type === "*/*" || type === "application/*" ? "json" : undefined);
  if (!form) return [];
  const { as, g = "", v = "", stream } = parameters;
  if (stream !== undefined && stream !== "watch") return [];
  if (as === undefined && g === "" && v === "") return [{ as: "Object", version: "v1", form }];
  if (g !== "meta.k8s.io" || (v !== "v1" && v !== "v1beta1")) return [];
  if (as === "Table" && form !== "protobuf") return [{ as, version: v, form }];
  if (as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") {
    return [{ as: "PartialObjectMetadata", version: v, form }];
  }
  return [];
}

/** The clauses of an Accept header, the best liked first. */
function clausesOf(accept: string): readonly Clause[] {
  const clauses = accept.split(",").map((range) => {
    const [type = "", ...rest] = range.split(";").map((part) => part.trim());
    const parameters = Object.fromEntries(rest.map((part) => part.split("=", 2) as [string, string]));
    return { type: type === "*" ? "*/*" : type, parameters, quality: Number(parameters.q ?? 1) };
  });
  return clauses.sort((a, b) => b.quality - a.quality || stars(a.type) - stars(b.type));
}

const stars = (type: string) => (type === "*/*" ? 2 : type.endsWith("/*") ? 1 : 0);

/** Browsers and curl get indented JSON. */
function isPretty(request: HttpRequest, query: URLSearchParams): boolean {
  const asked = query.get("pretty");
  if (asked) return ["1", "t", "T", "TRUE", "true", "True"].includes(asked);
  return /^(?:curl|Wget|Mozilla\/5\.0)/.test(headerOf(request, "User-Agent") ?? "");
}
