/** --selector and --field-selector as the server's query. */
export const selectorsOf = (flags: { readonly selector: string; readonly fieldSelector: string }) =>
  [
    ["labelSelector", flags.selector || undefined],
    ["fieldSelector", flags.fieldSelector || undefined],
  ] as const;
