import { CommandError } from "../cli/errors.ts";

/** The text is no YAML; in go-yaml's words. */
export class YamlError extends CommandError {}
