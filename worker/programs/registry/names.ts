/** Path components in small letters, separated by slashes. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const LONGEST_NAME = 255;

export const isRepositoryName = (name: string): boolean => NAME.test(name) && name.length <= LONGEST_NAME;
export const isTag = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(text);
export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);
