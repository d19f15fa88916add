/**
 * What images are built on: the files by which a system says what it is, its shell and its tools.
 *
 * @module
 */
import { shellProgram } from "../../shell/index.ts";
import type { Program } from "../../shell/program.ts";
import { alpineFiles, type BaseImage, busyboxFiles, debianFiles, ubuntuFiles } from "./os.ts";

const bash = shellProgram("bash");
const ash = shellProgram("ash");

const withBash: readonly (readonly [string, Program])[] = [
  ["/bin/bash", bash],
  ["/bin/sh", ash],
];
const withAsh: readonly (readonly [string, Program])[] = [["/bin/sh", ash]];

export const debian: BaseImage = { files: debianFiles, tools: new Map(withBash) };
export const ubuntu: BaseImage = { files: ubuntuFiles, tools: new Map(withBash) };
export const alpine: BaseImage = { files: alpineFiles, tools: new Map([...withAsh, ["/bin/ash", ash]]) };
export const busybox: BaseImage = { files: busyboxFiles, tools: new Map([...withAsh, ["/bin/ash", ash]]) };
/** Nothing but a program: images made "from scratch". */
export const scratch: BaseImage = { files: {}, tools: new Map() };

export type { BaseImage };
