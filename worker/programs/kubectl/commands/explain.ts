import { command } from "../cli/command.ts";
import { CommandError, PlainFailure } from "../cli/errors.ts";
import { NoSuchResource } from "../client/discovery.ts";
import { explainText } from "../explain/render.ts";
import { SchemaDocument } from "../explain/schema.ts";
import { textAt } from "../json.ts";

export default command({
  usage:
    "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]",
  about: [
    "Describe fields and structure of a type.",
    "Fields are named by a path with dots: <type>.<fieldName>[.<fieldName>]. What is told comes from the server's OpenAPI document.",
  ],
  examples: [
    ["A type and its fields", "kubectl explain pods"],
    ["All fields of a type", "kubectl explain pods --recursive"],
    ["One field", "kubectl explain pods.spec.containers"],
  ],
  flags: {
    apiVersion: { type: "string", help: "Use this group and version, such as apps/v1." },
    output: {
      type: "string",
      short: "o",
      value: "plaintext",
      help: "How to print it; plaintext or plaintext-openapiv2.",
    },
    recursive: { type: "bool", help: "Show the names of all fields, and of theirs, without descriptions." },
  },
  async run({ flags, operands }, kube) {
    if (operands.length === 0) {
      throw new CommandError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (operands.length > 1) throw new CommandError("We accept only this format: explain RESOURCE");
    if (!["plaintext", "plaintext-openapiv2"].includes(flags.output)) {
      throw new CommandError(`unrecognized format: ${flags.output}`);
    }
    const discovery = await kube.discovery();
    const words = operands[0]!.split(".");
    let resource = discovery.tryFind(words[0]!);
    let path = words.slice(1);
    // "gateways.gateway.networking.k8s.io.spec": as many words as a group has may belong to the type.
    for (let length = words.length; length > 1; length--) {
      const qualified = discovery.resources.find(
        (one) =>
          one.group !== "" &&
          words.slice(1, length).join(".") === one.group &&
          [one.plural, one.singular].includes(words[0]!),
      );
      if (qualified) {
        resource = qualified;
        path = words.slice(length);
        break;
      }
    }
    if (!resource) throw new PlainFailure(new NoSuchResource(words[0]!).message);
    const [version = "", group = ""] =
      flags.apiVersion === "" ? [resource.version, resource.group] : flags.apiVersion.split("/").reverse();
    const gv = group ? `apis/${group}/${version}` : `api/${version}`;
    const { connection } = await kube.rest();
    const index = await connection.json({ path: "/openapi/v3", query: [["timeout", "32s"]] });
    const url = textAt(index, "paths", gv, "serverRelativeURL");
    if (url === "")
      throw new CommandError(
        `couldn't find resource for ${JSON.stringify(`${group ? `${group}/` : "/"}${version}, Resource=${resource.plural}`)}`,
      );
    const document = new SchemaDocument(JSON.parse(await connection.text({ path: url })));
    const schema = document.ofKind(group, version, resource.kind);
    if (!schema)
      throw new CommandError(
        `couldn't find resource for ${JSON.stringify(`${group ? `${group}/` : "/"}${version}, Kind=${resource.kind}`)}`,
      );
    const { text, failure } = explainText(document, schema, {
      group,
      version,
      kind: resource.kind,
      path,
      recursive: flags.recursive,
    });
    await kube.out(text);
    if (failure) throw new CommandError(failure);
  },
});
