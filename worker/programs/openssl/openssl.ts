import type { Io, Program } from "../../shell/program.ts";
import { ecparam, genpkey, genrsa, keyProgram } from "./keys.ts";
import { base64, digestProgram, rand, version } from "./misc.ts";
import { OpensslError } from "./options.ts";
import { req } from "./req.ts";
import { sClient } from "./sclient.ts";
import { verify } from "./verify.ts";
import { x509 } from "./x509.ts";

type Command = (args: readonly string[], io: Io) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  base64,
  dgst: digestProgram("sha256"),
  ec: keyProgram("ec"),
  ecparam,
  genpkey,
  genrsa,
  pkey: keyProgram("pkey"),
  rand,
  req,
  rsa: keyProgram("rsa"),
  s_client: sClient,
  sha1: digestProgram("sha1"),
  sha256: digestProgram("sha256"),
  sha384: digestProgram("sha384"),
  sha512: digestProgram("sha512"),
  verify,
  version,
  x509,
};

/** Commands of the real openssl that are not here. */
const ELSEWHERE = new Set(
  "asn1parse ca ciphers cmp cms crl crl2pkcs7 dhparam dsa dsaparam enc engine errstr fipsinstall gendsa info kdf list mac nseq ocsp passwd pkcs12 pkcs7 pkcs8 pkeyparam pkeyutl prime rehash rsautl s_server s_time sess_id smime speed spkac srp storeutl ts".split(
    " ",
  ),
);

/** openssl(1): the commands that certificates are made and looked at with. */
export const openssl: Program = async (args, io) => {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "-help" || name === "--help") {
    await io.stderr.write(
      `help:\n\nStandard commands\n${Object.keys(COMMANDS)
        .sort()
        .map((one) => `${one.padEnd(18)}\n`)
        .join("")}`,
    );
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    await io.stderr.write(
      ELSEWHERE.has(name)
        ? `openssl: ${name} is not part of this sandbox; it has ${Object.keys(COMMANDS).join(", ")}\n`
        : `Invalid command '${name}'; type "help" for a list.\n`,
    );
    return 1;
  }
  try {
    if (rest[0] === "-help" || rest[0] === "--help") {
      await io.stderr.write(`Usage: ${name} [options]\n`);
      return 0;
    }
    return await command(rest, io);
  } catch (error) {
    if (!(error instanceof OpensslError)) throw error;
    await io.stderr.write(error.message);
    return error.exitCode;
  }
};
