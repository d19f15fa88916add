import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { builtInSchemas } from "../../../../../worker/api/generated/index.ts";
import type { ManagedFieldsEntry } from "../../../../../worker/api/generated/types.ts";
import { builtInKinds } from "../../../../../worker/api/kinds/index.ts";
import { decode } from "../../../../../worker/api/machinery/decoding.ts";
import { apiVersionOf, defineKind, type Kind } from "../../../../../worker/api/machinery/kind.ts";
import type { KubeObject } from "../../../../../worker/api/machinery/object.ts";
import { mergePatch } from "../../../../../worker/api/machinery/patch.ts";
import { StatusError } from "../../../../../worker/api/machinery/status.ts";
import { copyOf, type JsonObject, timestamp } from "../../../../../worker/api/machinery/values.ts";
import { Ownership } from "../../../../../worker/api/server/ownership/index.ts";
import { Notes, updated, withWritten } from "../../../../../worker/api/server/written.ts";

/** One write; exactly one of create, merge and apply is there. */
interface Step {
  readonly manager: string;
  readonly subresource?: string;
  readonly create?: JsonObject;
  readonly merge?: JsonObject;
  readonly apply?: unknown;
  readonly force?: boolean;
}

interface Scenario {
  readonly name: string;
  readonly kind: string;
  readonly schema?: object;
  readonly steps: readonly Step[];
}

/** What the real field manager answered: times are numbers of steps. */
interface Answer {
  readonly managedFields?: readonly JsonObject[];
  readonly object?: JsonObject;
  readonly error?: string;
  readonly code?: number;
  readonly causes?: readonly string[];
}

const text = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");
const scenarios = parse(text("scenarios.yaml"), { maxAliasCount: -1 }) as Scenario[];
const recorded = JSON.parse(text("recorded.json")) as { readonly name: string; readonly steps: readonly Answer[] }[];

const notes = new Notes();

async function kindOf({ kind: named, schema }: Scenario): Promise<Kind> {
  const [apiVersion, name] = named.split(" ");
  if (schema) {
    const [group = "", version = ""] = apiVersion!.split("/");
    const custom = { group, version, kind: name!, plural: "widgets", namespaced: true, columns: [] };
    return { ...defineKind<KubeObject>({ ...custom, subresources: ["status"] }), openApi: () => schema };
  }
  const kind = builtInKinds.find((one) => one.kind === name && apiVersionOf(one) === apiVersion)!;
  await kind.ready?.({ hold: (promise) => promise });
  return kind;
}

const timeOf = (step: number) => timestamp(step * 1000);

/** Does the writes one after another, as the server does. */
class Life {
  readonly #ownership = new Ownership(builtInSchemas);
  #live: KubeObject | undefined;

  constructor(readonly kind: Kind) {}

  do(step: Step, number: number): Answer {
    try {
      const object = this.#write(step, number);
      this.#live = object;
      const { metadata, ...rest } = JSON.parse(JSON.stringify(this.#ownership.whole(this.kind, object))) as JsonObject;
      const { uid: _, creationTimestamp: _at, ...own } = metadata as JsonObject;
      const entries = this.#ownership.entries(this.kind, object).map(numbered);
      return {
        ...(entries.length > 0 ? { managedFields: entries } : {}),
        ...(step.apply ? { object: { ...rest, metadata: own } } : {}),
      };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const { message, code, details } = error.status;
      const causes = details?.causes?.map((cause) => `${cause.reason} ${cause.field}: ${cause.message}`).sort();
      return { error: message!, ...(code === 500 ? {} : { code: code! }), ...(causes ? { causes } : {}) };
    }
  }

  #write(step: Step, number: number): KubeObject {
    const { kind } = this;
    const { manager, subresource } = step;
    const through = subresource ? { subresource } : {};
    if (step.create) {
      const given = this.#settled({ ...copyOf(step.create), apiVersion: apiVersionOf(kind), kind: kind.kind });
      const metadata = { ...given.metadata, creationTimestamp: timeOf(number) as never, uid: "uid" };
      const object = { ...given, metadata };
      return withWritten(object, notes.created(kind, manager, object, undefined));
    }
    if (step.apply) {
      const result = this.#ownership.apply(kind, this.#live, step.apply, {
        manager,
        force: step.force ?? false,
        nowMs: number * 1000,
        ...through,
      });
      const object = this.#settled(result.object);
      return withWritten({ ...object, metadata: { ...object.metadata, uid: "uid" } }, result.written);
    }
    const live = this.#live!;
    const signature = { manager, atMs: number * 1000, ...through };
    const wanted = mergePatch(live, step.merge) as JsonObject;
    const base = this.#ownership.rebased(kind, live, (wanted.metadata as JsonObject).managedFields) ?? live;
    const next = this.#settled(wanted);
    return withWritten(next, updated(kind, base, this.#part(live, next, subresource), signature));
  }

  /** A status goes by its own way, and nothing else goes by that. */
  #part(live: KubeObject, next: KubeObject, subresource: string | undefined): KubeObject {
    const { status } = (subresource === "status" ? next : live) as { status?: unknown };
    const rest = subresource === "status" ? live : next;
    return { ...rest, status } as unknown as KubeObject;
  }

  #settled(object: JsonObject): KubeObject {
    const type = this.kind.schema ? builtInSchemas.type(this.kind.schema) : undefined;
    const draft = type ? decode(object, type, builtInSchemas).value : copyOf(object);
    delete (draft.metadata as JsonObject).managedFields;
    this.kind.setDefaults?.(draft as never);
    return draft as unknown as KubeObject;
  }
}

function numbered(entry: ManagedFieldsEntry): JsonObject {
  const { time, ...rest } = entry as unknown as JsonObject;
  return time === undefined ? rest : { ...rest, time: Date.parse(String(time)) / 1000 };
}

describe("ownership of fields is what the real field manager has recorded", () => {
  test("every scenario is recorded", () => {
    expect(recorded.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
    expect(scenarios.length).toBeGreaterThanOrEqual(60);
  });

  test.each(scenarios.map((scenario, i) => ({ ...scenario, answers: recorded[i]!.steps })))(
    "$name",
    async (scenario) => {
      const life = new Life(await kindOf(scenario));
      for (const [i, step] of scenario.steps.entries()) {
        expect({ step: i, ...life.do(step, i) }).toEqual({ step: i, ...scenario.answers[i] });
      }
    },
  );
});
