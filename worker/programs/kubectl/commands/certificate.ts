import { StatusError } from "../../../api/machinery/status.ts";
import { type Command, command, commandGroup } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import { type Json, type JsonObject, listAt, nameOf, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter } from "../print/printer.ts";
import { FILE_FLAGS, PRINT_FLAGS } from "../resource/flags.ts";
import { targetsOf } from "../resource/targets.ts";

interface Decision {
  readonly verb: "approve" | "deny";
  readonly done: string;
  readonly type: "Approved" | "Denied";
  readonly reason: string;
  readonly message: string;
}

const APPROVE: Decision = {
  verb: "approve",
  done: "approved",
  type: "Approved",
  reason: "KubectlApprove",
  message: "This CSR was approved by kubectl certificate approve.",
};

const DENY: Decision = {
  verb: "deny",
  done: "denied",
  type: "Denied",
  reason: "KubectlDeny",
  message: "This CSR was denied by kubectl certificate deny.",
};

/** @see k8s.io/kubectl/pkg/cmd/certificates */
function deciding(decision: Decision): Command {
  const { verb } = decision;
  return command({
    usage: `certificate ${verb} (-f FILENAME | NAME)`,
    usageWhole: true,
    about: [
      `${verb === "approve" ? "Approve" : "Deny"} a certificate signing request.`,
      verb === "approve"
        ? "The signer will issue the certificate. Look first at what it lets its holder do."
        : "The signer will not issue a certificate.",
    ],
    examples: [["One", `kubectl certificate ${verb} csr-sqgzp`]],
    flags: {
      ...PRINT_FLAGS,
      ...FILE_FLAGS,
      force: { type: "bool", help: `Send it even if the request is ${decision.done} already.` },
    },
    async run({ flags, operands }, kube) {
      if (operands.length === 0 && flags.filename.length === 0 && !flags.kustomize) {
        throw new CommandError("one or more CSRs must be specified as <name> or -f <filename>");
      }
      const printer = await deedPrinter(kube, flags, "none");
      const words = operands.map((name) => `certificatesigningrequests/${name}`);
      const { targets, errors } = await targetsOf(kube, { ...flags, operands: words });
      const failures = [...errors];
      for (const { place } of targets) {
        try {
          if (place.resource.kind !== "CertificateSigningRequest") {
            throw new CommandError(
              `can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${[place.resource.kind, place.resource.group].filter(Boolean).join(".")}`,
            );
          }
          const shown = await (await kube.rest()).get(place);
          await decide(kube, place, { decision, force: flags.force });
          await printer.print(shown, decision.done);
        } catch (error) {
          failures.push(error);
        }
      }
      throwAll(failures);
    },
  });
}

type Where = Awaited<ReturnType<typeof targetsOf>>["targets"][number]["place"];

const MOST_ATTEMPTS = 10;

/** Adds the condition, if it is not there; a change that came between is looked at again. */
async function decide(
  kube: Kube,
  place: Where,
  { decision, force }: { readonly decision: Decision; readonly force: boolean },
): Promise<void> {
  const rest = await kube.rest();
  for (let attempt = 0; ; attempt++) {
    const request = await rest.get(place);
    const { object, there } = withCondition(request, decision, kube.io.clock.now());
    if (there && !force) return;
    try {
      await rest.replace({ ...place, subresource: "approval" }, object, [["fieldManager", "kubectl"]]);
      return;
    } catch (error) {
      if (!(error instanceof StatusError) || !error.is("Conflict") || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

function withCondition(
  request: JsonObject,
  decision: Decision,
  nowMs: number,
): { readonly object: JsonObject; readonly there: boolean } {
  const conditions = listAt(request, "status", "conditions");
  const opposite = decision.type === "Approved" ? "Denied" : "Approved";
  if (conditions.some((one) => textAt(one, "type") === opposite)) {
    throw new CommandError(`certificate signing request ${JSON.stringify(nameOf(request))} is already ${opposite}`);
  }
  if (conditions.some((one) => textAt(one, "type") === decision.type)) return { object: request, there: true };
  const { type, reason, message } = decision;
  const added: Json = {
    type,
    status: "True",
    reason,
    message,
    lastUpdateTime: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
    lastTransitionTime: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
  };
  return { object: withField(request, ["status", "conditions"], [...conditions, added]), there: false };
}

export default commandGroup({
  usage: "certificate SUBCOMMAND",
  about: ["Approve or deny certificate signing requests."],
  subcommands: [
    { name: "approve", summary: "Approve a certificate signing request", load: async () => deciding(APPROVE) },
    { name: "deny", summary: "Deny a certificate signing request", load: async () => deciding(DENY) },
  ],
});
