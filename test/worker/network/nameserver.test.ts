import { expect, test } from "vitest";
import type { DnsType } from "../../../worker/base/net.ts";
import { answerFromZones, type Zone } from "../../../worker/network/nameserver.ts";

const record = (name: string, type: DnsType, data: string) => ({ name, type, ttl: 300, data });
const zones: Zone[] = [
  {
    origin: "example.com",
    records: [
      record("example.com.", "A", "93.184.216.34"),
      record("www.example.com.", "CNAME", "example.com."),
      record("*.apps.example.com.", "A", "20.0.0.1"),
      record("deep.under.example.com.", "A", "20.0.0.2"),
    ],
  },
];

test.each([
  { says: "an address", name: "example.com", type: "A", code: "NOERROR", data: ["93.184.216.34"] },
  { says: "whatever the case and the dot", name: "EXAMPLE.com.", type: "A", code: "NOERROR", data: ["93.184.216.34"] },
  {
    says: "an alias and what it names",
    name: "www.example.com",
    type: "A",
    code: "NOERROR",
    data: ["example.com.", "93.184.216.34"],
  },
  { says: "a wildcard", name: "shop.apps.example.com", type: "A", code: "NOERROR", data: ["20.0.0.1"] },
  { says: "empty for another type", name: "example.com", type: "AAAA", code: "NOERROR", data: [] },
  {
    says: "empty for a name that only has names below it",
    name: "under.example.com",
    type: "A",
    code: "NOERROR",
    data: [],
  },
  { says: "no such name", name: "nope.example.com", type: "A", code: "NXDOMAIN", data: [] },
  { says: "no such zone", name: "example.org", type: "A", code: "NXDOMAIN", data: [] },
] as const)("$name $type: $says", ({ name, type, code, data }) => {
  const answer = answerFromZones(zones, { dns: "query", name, type });
  expect([answer.code, answer.answers.map((one) => one.data)]).toEqual([code, data]);
});
