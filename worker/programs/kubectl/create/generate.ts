import { StatusError } from "../../../api/machinery/status.ts";
import { LAST_APPLIED } from "../apply/annotation.ts";
import { type Call, type Command, command } from "../cli/command.ts";
import { CommandError, usageError } from "../cli/errors.ts";
import type { FlagTable, FlagValues } from "../cli/flags.ts";
import { apiVersionOf } from "../client/discovery.ts";
import { type JsonObject, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter, readDryRun, readValidate } from "../print/printer.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG } from "../resource/flags.ts";

/** Flags that every generator has. */
export const GENERATOR_FLAGS = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  ...fieldManagerFlag("kubectl-create"),
  ...SAVE_CONFIG_FLAG,
  ...VALIDATE_FLAG,
} as const satisfies FlagTable;

/** A `kubectl create TYPE NAME`: which object it makes of its flags. */
export interface Generator<T extends FlagTable> {
  readonly usage: string;
  readonly usageWhole?: boolean;
  readonly about: readonly string[];
  readonly examples: readonly (readonly [comment: string, line: string])[];
  readonly flags: T;
  /** Group, version, plural of what it makes; namespaced unless said otherwise. */
  readonly makes: {
    readonly group: string;
    readonly version: string;
    readonly plural: string;
    readonly namespaced: boolean;
  };
  /** The head of the message when the server refuses: "failed to create configmap:"; absent where the refusal is told as it is. */
  readonly failure?: string;
  /** The object, its fields in the order of the Go type. */
  build(call: Call<T & typeof GENERATOR_FLAGS>, kube: Kube, name: string): JsonObject | Promise<JsonObject>;
}

export function generator<const T extends FlagTable>(definition: Generator<T>): Command {
  const { usage, usageWhole, about, examples } = definition;
  return command({
    usage,
    ...(usageWhole && { usageWhole }),
    about,
    examples,
    flags: { ...GENERATOR_FLAGS, ...definition.flags },
    run: (call, kube) =>
      generate(
        definition as unknown as Generator<FlagTable>,
        call as unknown as Call<FlagTable & typeof GENERATOR_FLAGS>,
        kube,
      ),
  });
}

async function generate(
  definition: Generator<FlagTable>,
  call: Call<FlagTable & typeof GENERATOR_FLAGS>,
  kube: Kube,
): Promise<void> {
  const flags = call.flags as unknown as FlagValues<typeof GENERATOR_FLAGS>;
  const before = call.dashAt === undefined ? call.operands : call.operands.slice(0, call.dashAt);
  if (before.length !== 1) throw usageError(call.path, `exactly one NAME is required, got ${call.operands.length}`);
  const dryRun = await readDryRun(kube, flags.dryRun);
  const validation = readValidate(flags.validate);
  const printer = await deedPrinter(kube, flags, dryRun, { typed: dryRun === "client" });
  let object = await definition.build(call, kube, before[0]!);
  const { makes } = definition;
  const { namespace, namespaceGiven } = await kube.target();
  if (makes.namespaced && namespaceGiven) object = withNamespace(object, namespace);
  if (flags.saveConfig)
    object = withField(object, ["metadata", "annotations", LAST_APPLIED], `${JSON.stringify(object)}\n`);
  if (dryRun === "client") return printer.print(object, "created");
  const rest = await kube.rest();
  const path = makes.group ? `/apis/${apiVersionOf(makes)}` : `/api/${makes.version}`;
  try {
    const created = await rest.connection.json({
      method: "POST",
      path: `${path}${makes.namespaced ? `/namespaces/${namespace}` : ""}/${makes.plural}`,
      body: object,
      query: [
        ["fieldManager", flags.fieldManager],
        ["fieldValidation", validation],
        ["dryRun", dryRun === "server" ? "All" : undefined],
      ],
    });
    await printer.print(
      { kind: textAt(object, "kind"), apiVersion: textAt(object, "apiVersion"), ...created },
      "created",
    );
  } catch (error) {
    if (!definition.failure || !(error instanceof Error) || !tellsOfServer(error)) throw error;
    throw new CommandError(`${definition.failure} ${error.message}`);
  }
}

const tellsOfServer = (error: Error): boolean => error instanceof StatusError || error.name === "Unreachable";

/** Name first, then namespace, as Go's ObjectMeta has them. */
function withNamespace(object: JsonObject, namespace: string): JsonObject {
  const { name, ...others } = object.metadata as JsonObject;
  return { ...object, metadata: { name, namespace, ...others } };
}

/** @throws CommandError when text is no whole number, in strconv's words */
export function parseUint(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** "80" to 80, "http" as it is. */
export const intOrString = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
