import { formatDuration } from "../../../base/duration.ts";
import { command } from "../cli/command.ts";
import { CommandError, usageError } from "../cli/errors.ts";
import { textAt } from "../json.ts";
import { objectPrinter, outputFormat } from "../print/printer.ts";
import { PRINT_FLAGS } from "../resource/flags.ts";

export default command({
  usage: "create token SERVICE_ACCOUNT_NAME",
  about: ["Ask for a token of a service account."],
  examples: [["A token for the service account myapp", "kubectl create token myapp"]],
  flags: {
    ...PRINT_FLAGS,
    audience: { type: "array", help: "Whom the token is meant for; may be repeated." },
    boundObjectKind: { type: "string", help: "Kind of an object whose deletion ends the token." },
    boundObjectName: { type: "string", help: "Name of that object." },
    boundObjectUid: { type: "string", help: "UID of that object." },
    duration: { type: "duration", help: "How long the token should live; the server may shorten it." },
  },
  async run({ flags, operands, path }, kube) {
    if (operands.length !== 1) throw usageError(path, `exactly one NAME is required, got ${operands.length}`);
    if (flags.duration < 0) throw new CommandError("--duration must be greater than or equal to 0");
    if (flags.duration % 1000 !== 0) {
      throw new CommandError(
        `--duration cannot be expressed in units less than seconds: ${formatDuration(flags.duration)}`,
      );
    }
    const { connection } = await kube.rest();
    const name = operands[0]!;
    try {
      const answer = await connection.json({
        method: "POST",
        path: `/api/v1/namespaces/${await kube.namespace()}/serviceaccounts/${name}/token`,
        body: {
          kind: "TokenRequest",
          apiVersion: "authentication.k8s.io/v1",
          metadata: {},
          spec: {
            audiences: flags.audience.length > 0 ? flags.audience : null,
            expirationSeconds: flags.duration > 0 ? flags.duration / 1000 : null,
            boundObjectRef: flags.boundObjectKind
              ? {
                  kind: flags.boundObjectKind,
                  apiVersion: "v1",
                  name: flags.boundObjectName,
                  uid: flags.boundObjectUid,
                }
              : null,
          },
          status: { token: "", expirationTimestamp: null },
        },
      });
      if (outputFormat(flags).format !== "") {
        const printer = await objectPrinter(kube, flags);
        if (printer) return kube.out(printer.print(answer));
      }
      const token = textAt(answer, "status", "token");
      if (token === "") throw new CommandError("failed to create token: no token in server response");
      await kube.out(kube.io.isTerminal(1) ? `${token}\n` : token);
    } catch (error) {
      if (error instanceof CommandError || !(error instanceof Error)) throw error;
      throw new CommandError(`failed to create token: ${error.message}`);
    }
  },
});
