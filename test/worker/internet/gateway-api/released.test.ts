/**
 * Our definitions beside those that the Gateway API project released: field by field, everything but descriptions. Needs
 * `../shared/data/gateway-api/VERSION/CHANNEL/*.yaml`, and is skipped where that is not there.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { bundleFiles } from "../../../../worker/internet/gateway-api/bundle.ts";
import { CHANNELS, VERSIONS } from "../../../../worker/internet/gateway-api/edition.ts";

const released = resolve(import.meta.dirname, "../../../../../shared/data/gateway-api");
const editions = VERSIONS.flatMap((version) => CHANNELS.map((channel) => ({ version, channel })));

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };
const isMap = (value: Plain): value is { readonly [key: string]: Plain } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Without descriptions, and without what the generator of the files writes where there is nothing. */
function bare(value: Plain, inProperties = false): Plain {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, own]) =>
      (inProperties || key !== "description" || typeof own !== "string") &&
      !(key === "creationTimestamp" && own === null),
  );
  return Object.fromEntries(kept.map(([key, own]) => [key, bare(own, key === "properties" && !inProperties)]));
}

/** "spec.versions[0].name: v1 here, v2 released" for each place where two values differ. */
function differences(ours: Plain | undefined, theirs: Plain | undefined, at = ""): string[] {
  if (ours !== undefined && theirs !== undefined) {
    if (Array.isArray(ours) && Array.isArray(theirs)) {
      const most = Math.max(ours.length, theirs.length);
      return Array.from({ length: most }, (_, i) => differences(ours[i], theirs[i], `${at}[${i}]`)).flat();
    }
    if (isMap(ours) && isMap(theirs)) {
      const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
      return keys.flatMap((key) => differences(ours[key], theirs[key], at === "" ? key : `${at}.${key}`));
    }
    if (ours === theirs) return [];
  }
  return [`${at}: ${JSON.stringify(ours)?.slice(0, 300)} here, ${JSON.stringify(theirs)?.slice(0, 300)} released`];
}

function releasedFiles(version: string, channel: string): Map<string, readonly Plain[]> {
  const folder = join(released, version, channel);
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).map((name) => {
      const documents = parseAllDocuments(readFileSync(join(folder, name), "utf8")).map((one) => one.toJS() as Plain);
      // What a fresh definition's status says is the server's business.
      return [name, documents.map((one) => bare(isMap(one) ? { ...one, status: null } : one))];
    }),
  );
}

describe.skipIf(!existsSync(released))("beside the released files (skipped without ../shared/data)", () => {
  describe.each(editions)("$version $channel", ({ version, channel }) => {
    const theirs = releasedFiles(version, channel);
    const ours = new Map(bundleFiles({ version, channel }).map(({ name, objects }) => [name, objects]));

    test("has the same files", () => {
      expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    });

    test.each([...theirs.keys()])("%s says the same", (name) => {
      const own = (ours.get(name) ?? []).map((one) => bare({ ...one, status: null } as unknown as Plain));
      expect(differences(own, theirs.get(name))).toEqual([]);
    });
  });
});
