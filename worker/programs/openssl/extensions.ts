import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { queued } from "./files.ts";
import { OpensslError } from "./options.ts";

/** Extensions as openssl.cnf and -addext write them: "subjectAltName=DNS:a,IP:10.0.0.1". x509v3_config(5) */

export interface Parties {
  /** Whose certificate it will be. */
  readonly subject: x509.PublicKeyInfo | undefined;
  readonly issuer: x509.PublicKeyInfo | undefined;
}

class BadExtension extends Error {}

/** @throws OpensslError in OpenSSL's words, with `prefix` as its first line */
export function readExtension(
  io: Io,
  line: string,
  parties: Parties,
  about: { readonly prefix: string; readonly section: string },
): x509.Extension | undefined {
  const equals = line.indexOf("=");
  const name = line.slice(0, Math.max(0, equals)).trim();
  const text = line.slice(equals + 1).trim();
  const critical = /^critical\s*,\s*/.test(text);
  const value = text.replace(/^critical\s*,\s*/, "");
  try {
    return made(name, value, critical, parties);
  } catch (error) {
    if (!(error instanceof BadExtension)) throw error;
    throw new OpensslError(
      about.prefix +
        queued(io, error.message) +
        queued(
          io,
          `11000080:X509 V3 routines:X509V3_EXT_nconf_int:error in extension:../crypto/x509/v3_conf.c:48:section=${about.section}, name=${name}, value=${text}`,
        ),
    );
  }
}

const PURPOSES: Readonly<Record<string, string>> = {
  serverAuth: x509.OID.serverAuth,
  clientAuth: x509.OID.clientAuth,
  codeSigning: x509.OID.codeSigning,
  emailProtection: x509.OID.emailProtection,
  anyExtendedKeyUsage: x509.OID.anyExtendedKeyUsage,
  timeStamping: "1.3.6.1.5.5.7.3.8",
  OCSPSigning: "1.3.6.1.5.5.7.3.9",
};

function made(
  name: string,
  value: string,
  critical: boolean,
  { subject, issuer }: Parties,
): x509.Extension | undefined {
  const words = value.split(",").map((word) => word.trim());
  switch (name) {
    case "subjectAltName":
      return x509.subjectAltName(words.map(generalName), critical);
    case "basicConstraints": {
      const fields = new Map(words.map((word) => word.split(":") as [string, string]));
      const length = fields.get("pathlen");
      const ca = /^(true|yes|y|1)$/i.test(fields.get("CA")?.trim() ?? "");
      return x509.basicConstraints({ ca, ...(length === undefined ? {} : { pathLength: Number(length) }) }, critical);
    }
    case "keyUsage": {
      const unknown = words.find((word) => !x509.KEY_USAGES.some((one) => one.word === word));
      if (unknown !== undefined)
        throw new BadExtension(
          `1100006B:X509 V3 routines:v2i_ASN1_BIT_STRING:unknown bit string argument:../crypto/x509/v3_bitst.c:97:name=${unknown}`,
        );
      return x509.keyUsage(words as x509.KeyUsage[], critical);
    }
    case "extendedKeyUsage":
      return x509.extendedKeyUsage(
        words.map((word) => {
          const oid = PURPOSES[word] ?? (/^\d+(\.\d+)+$/.test(word) ? word : undefined);
          if (oid === undefined)
            throw new BadExtension(
              `1100006E:X509 V3 routines:v2i_EXTENDED_KEY_USAGE:invalid object identifier:../crypto/x509/v3_extku.c:98:${word}`,
            );
          return oid;
        }),
        critical,
      );
    case "subjectKeyIdentifier":
      return subject && value !== "none" ? x509.subjectKeyIdentifier(x509.keyIdentifier(subject)) : undefined;
    case "authorityKeyIdentifier":
      return issuer && value !== "none" ? x509.authorityKeyIdentifier(x509.keyIdentifier(issuer)) : undefined;
    default:
      throw new BadExtension(
        "11000082:X509 V3 routines:do_ext_nconf:unknown extension name:../crypto/x509/v3_conf.c:88:",
      );
  }
}

function generalName(text: string): x509.GeneralName {
  const colon = text.indexOf(":");
  const value = text.slice(colon + 1).trim();
  if (colon < 0)
    throw new BadExtension("1100007C:X509 V3 routines:v2i_GENERAL_NAME_ex:missing value:../crypto/x509/v3_san.c:607:");
  const type = text.slice(0, colon).trim();
  switch (type) {
    case "DNS":
    case "email":
    case "URI":
      return { type, value };
    case "IP":
      if (!x509.addressBytes(value))
        throw new BadExtension(
          `11000076:X509 V3 routines:a2i_GENERAL_NAME:bad ip address:../crypto/x509/v3_san.c:543:value=${value}`,
        );
      return { type: "IP Address", value };
    case "RID":
      return { type: "Registered ID", value };
    default:
      throw new BadExtension(
        `11000075:X509 V3 routines:v2i_GENERAL_NAME_ex:unsupported option:../crypto/x509/v3_san.c:628:name=${type}`,
      );
  }
}

/** The lines of one section of a configuration file; those before the first section where none is named. */
export function sectionOf(config: string, section: string | undefined): readonly string[] {
  const lines = new Map<string, string[]>();
  let at = "default";
  for (const raw of config.split(/\r?\n/)) {
    const line = raw.replace(/#.*/, "").trim();
    const head = /^\[\s*([^\]]+?)\s*\]$/.exec(line)?.[1];
    if (head !== undefined) at = head;
    else if (line !== "") lines.set(at, [...(lines.get(at) ?? []), line]);
  }
  const own = section ?? extensionsNamed(lines.get("default"));
  return (lines.get(own ?? "default") ?? []).map((line) => expanded(line, lines));
}

const extensionsNamed = (lines: readonly string[] | undefined): string | undefined =>
  lines?.flatMap((line) => /^extensions\s*=\s*(\S+)/.exec(line)?.[1] ?? []).at(-1);

/** "subjectAltName = @names" takes its values from another section: DNS.1 = a, IP.1 = 10.0.0.1. */
function expanded(line: string, sections: ReadonlyMap<string, readonly string[]>): string {
  const [, name, critical = "", from] = /^([^=]+?)\s*=\s*(critical\s*,\s*)?@(\S+)$/.exec(line) ?? [];
  if (name === undefined) return line;
  const values = (sections.get(from!) ?? []).map((one) => one.replace(/^([A-Za-z]+)(?:\.\w+)?\s*=\s*/, "$1:"));
  return `${name}=${critical}${values.join(",")}`;
}
