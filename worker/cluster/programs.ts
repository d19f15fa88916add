import { listImages } from "../images/index.ts";
import { coreutils } from "../programs/coreutils/index.ts";
import { curlPrograms } from "../programs/curl/index.ts";
import { dnsPrograms } from "../programs/dns/index.ts";
import { editors, type OpenEditor } from "../programs/editors/index.ts";
import { helm } from "../programs/helm/index.ts";
import { kubectl } from "../programs/kubectl/index.ts";
import { netPrograms } from "../programs/net/index.ts";
import { opensslPrograms } from "../programs/openssl/index.ts";
import { tarPrograms } from "../programs/tar/index.ts";
import { textPrograms } from "../programs/text/index.ts";
import { type Completer, type ProgramTable, shellProgram } from "../shell/index.ts";
import type { Program } from "../shell/program.ts";

/** What the composition root's user lends to programs. */
export interface PlaceTools {
  /** Programs of the sandbox itself: undo. */
  readonly programs?: ReadonlyMap<string, Program>;
  /** Told of every command line that an interactive shell has run. */
  readonly onCommand?: (line: string, exitCode: number) => void;
  /** Told of every command line that an interactive shell is about to run. */
  readonly beforeCommand?: (line: string) => void;
  /** Shows a file to the learner; resolves with what was saved, or undefined. */
  readonly openEditor?: OpenEditor;
}

/** What every machine has. */
function commonPrograms(bash: Program, openEditor?: OpenEditor): readonly (readonly [string, Program])[] {
  return [
    ...coreutils,
    ...textPrograms,
    ...curlPrograms,
    ...dnsPrograms,
    ...netPrograms,
    ...opensslPrograms,
    ...tarPrograms,
    ...editors(openEditor),
    ["bash", bash],
    ["sh", bash],
  ];
}

/** Programs of the laptop and of machines inside private networks. */
export function placePrograms(tools: PlaceTools, completers: ReadonlyMap<string, Completer>): ProgramTable {
  const { onCommand, beforeCommand, openEditor, programs = new Map() } = tools;
  const bash = shellProgram("bash", {
    completers,
    ...(onCommand ? { onCommand } : {}),
    ...(beforeCommand ? { beforeCommand } : {}),
  });
  return new Map<string, Program>([
    ...commonPrograms(bash, openEditor),
    ["kubectl", kubectl],
    ["k", kubectl],
    ["helm", helm],
    ["images", listImages],
    ...programs,
  ]);
}

/** Programs of a node: what an administrator finds there. */
export function nodePrograms(): ProgramTable {
  return new Map<string, Program>(commonPrograms(shellProgram("bash")));
}
