import type { RouteHost, RouteListener, RouteTable, Upstreams } from "../../../routing/index.ts";

/** JSON of what is the same from one configuration to the next, written once. */
const written = new WeakMap<object, string>();

function once(value: object): string {
  let text = written.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    written.set(value, text);
  }
  return text;
}

/** A route table as JSON; of many thousands of rules only those are written that are new. */
export function tableText({ listeners, ...rest }: RouteTable): string {
  const own = JSON.stringify(rest).slice(1, -1);
  return `{${own}${own && ","}"listeners":[${listeners.map(listenerText).join()}]}`;
}

function listenerText({ hosts, ...own }: RouteListener): string {
  return `${JSON.stringify(own).slice(0, -1)},"hosts":[${hosts.map(hostText).join()}]}`;
}

const hostText = ({ hostname, rules }: RouteHost): string =>
  `{"hostname":${JSON.stringify(hostname)},"rules":[${rules.map(once).join()}]}`;

/** Where backends are, as JSON. */
export function upstreamsText(upstreams: Upstreams): string {
  return `{${Object.entries(upstreams)
    .map(([key, upstream]) => `${JSON.stringify(key)}:${once(upstream)}`)
    .join()}}`;
}
