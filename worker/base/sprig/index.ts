/**
 * Sprig's functions for Go templates, those that Helm enables.
 *
 * In:   the clock's time, chance, answers to what takes asynchronous work.
 * Out:  functions by name, for GoTemplate.
 * Never: the environment, the network, files.
 *
 * @see https://masterminds.github.io/sprig/
 * @module
 */
import type { FunctionMap } from "../gotemplate/index.ts";
import type { Random } from "../random.ts";
import { ABSENT } from "./absent.ts";
import { chance } from "./chance.ts";
import { dates } from "./dates.ts";
import { DICTS } from "./dicts.ts";
import { encoding } from "./encoding.ts";
import { LISTS } from "./lists.ts";
import { NUMBERS } from "./numbers.ts";
import { PATHS } from "./paths.ts";
import { REFLECTION } from "./reflection.ts";
import { REGEX } from "./regex.ts";
import { STRINGS } from "./strings.ts";
import { VERSIONS } from "./versions.ts";
import type { Answers } from "./wanted.ts";

export { base64, readJson } from "./encoding.ts";
export { goTimeFormat } from "./goTime.ts";
export { basePath } from "./paths.ts";
export { type Dict, deepCopy, isDict, isNil, keysOf, withFloats } from "./values.ts";
export { Answers } from "./wanted.ts";

export interface SprigSurroundings {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  readonly random: Random;
  readonly answers: Answers;
}

export function sprigFunctions({ now, random, answers }: SprigSurroundings): FunctionMap {
  return {
    ...ABSENT,
    ...STRINGS,
    ...LISTS,
    ...DICTS,
    ...NUMBERS,
    ...REFLECTION,
    ...REGEX,
    ...PATHS,
    ...VERSIONS,
    ...encoding(answers),
    ...dates(now),
    ...chance(random),
  };
}
