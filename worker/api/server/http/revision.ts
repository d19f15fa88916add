import type { StatusError } from "../../machinery/status.ts";

/** A resource version of a query as a number; 0 when there is none. @throws what `refuse` makes of Go's words */
export function parseRevision(text: string, refuse: (words: string) => StatusError): number {
  if (text === "") return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw refuse(`resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`);
}
