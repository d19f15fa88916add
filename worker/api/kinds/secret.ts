import type { SecretObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";

/** Standard base64 of a text's UTF-8 bytes. */
function base64(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export const Secret = defineKind<SecretObject>({
  group: "",
  version: "v1",
  kind: "Secret",
  plural: "secrets",
  namespaced: true,
  schema: "Secret",
  withoutGeneration: true,
  selectableFields: { type: ({ type }) => type ?? "" },
  /** stringData is write-only: it is merged into data and never read back. */
  setDefaults(secret) {
    secret.type ||= "Opaque";
    if (secret.stringData) {
      const encoded = Object.entries(secret.stringData).map(([key, value]) => [key, base64(value)] as const);
      if (encoded.length > 0) secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
      delete secret.stringData;
    }
  },
  columns: [
    nameColumn,
    { name: "Type", cell: ({ type }) => type ?? "" },
    { name: "Data", cell: ({ data }) => Object.keys(data ?? {}).length },
    ageColumn,
  ],
});
