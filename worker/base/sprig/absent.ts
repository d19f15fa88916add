import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";

/** Functions of sprig that make or use secret keys, with their parameters. What is not here says so. */
const SIGNATURES: Readonly<Record<string, Parameters<typeof fn>[0]>> = {
  bcrypt: ["string"],
  htpasswd: ["string", "string"],
  genPrivateKey: ["string"],
  derivePassword: ["int", "string", "string", "string", "string"],
  buildCustomCert: ["string", "string"],
  genCA: ["string", "int"],
  genCAWithKey: ["string", "int", "string"],
  genSelfSignedCert: ["string", "any", "any", "int"],
  genSelfSignedCertWithKey: ["string", "any", "any", "int", "string"],
  genSignedCert: ["string", "any", "any", "int", "any"],
  genSignedCertWithKey: ["string", "any", "any", "int", "any", "string"],
  encryptAES: ["string", "string"],
  decryptAES: ["string", "string"],
};

export const ABSENT: FunctionMap = Object.fromEntries(
  Object.entries(SIGNATURES).map(([name, parameters]) => [
    name,
    fn(parameters, () => {
      throw new Error("this function makes keys, which Gatehouse's helm cannot do");
    }),
  ]),
);
