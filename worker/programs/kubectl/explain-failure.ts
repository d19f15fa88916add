import { StatusError } from "../../api/machinery/status.ts";
import { CommandError, Failures, PlainFailure } from "./cli/errors.ts";
import { Unreachable } from "./client/failures.ts";

/** A server's refusal together with what was being done: `error when creating "f.yaml": …`. */
export function withContext(error: unknown, context: string): unknown {
  if (!(error instanceof StatusError)) return error;
  return new StatusError({ ...error.status, message: `${context}: ${error.status.message ?? ""}` });
}

/**
 * What kubectl says of a failure, and its exit code; undefined for a bug of ours.
 * @see k8s.io/kubectl/pkg/cmd/util checkErr
 */
export function explainFailure(error: unknown): { readonly says: string; readonly exitCode: number } | undefined {
  if (error instanceof PlainFailure) return { says: error.message, exitCode: error.exitCode };
  if (error instanceof Failures) {
    const lines = error.errors.map((one) => standardMessage(one) ?? (one as Error).message);
    return { says: lines.join("\n"), exitCode: 1 };
  }
  if (error instanceof StatusError && error.is("Invalid")) return { says: invalidMessage(error), exitCode: 1 };
  const standard = standardMessage(error);
  if (standard !== undefined) return { says: standard, exitCode: 1 };
  if (!(error instanceof Error) || !isOurs(error)) return undefined;
  const says = error.message.startsWith("error: ") ? error.message : `error: ${error.message}`;
  return { says, exitCode: error instanceof CommandError ? error.exitCode : 1 };
}

/** Errors made to be read; anything else is a bug and surfaces with its stack. */
const READABLE = new Set(["NoSuchResource", "FileError", "TemplateError", "JsonPathError"]);
const isOurs = (error: Error): boolean => error instanceof CommandError || READABLE.has(error.name);

function standardMessage(error: unknown): string | undefined {
  if (error instanceof StatusError) {
    const { reason, message = "" } = error.status;
    if (reason === "Unauthorized") return `error: You must be logged in to the server (${message})`;
    return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
  }
  if (error instanceof Unreachable) {
    return error.refused
      ? `The connection to the server ${error.host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${error.cause}`;
  }
  return undefined;
}

function invalidMessage({ status }: StatusError): string {
  const { details } = status;
  if (!details) return `The request is invalid: ${status.message ?? ""}`;
  const causes = [
    // A cause without a field leaves its colon behind.
    ...new Set((details.causes ?? []).map(({ field = "", message = "" }) => `${field}: ${message}`)),
  ];
  let head = "The request is invalid";
  if (details.kind || details.name) head = `The ${details.kind ?? ""} ${JSON.stringify(details.name ?? "")} is invalid`;
  else if (status.message && causes.length === 0) head = `${head}: ${status.message}`;
  if (causes.length === 0) return head;
  if (causes.length === 1) return `${head}: ${causes[0]}`;
  return `${head}: \n${causes.map((cause) => `* ${cause}`).join("\n")}`;
}
