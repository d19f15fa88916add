/** The tree of a parsed template. `at` is an offset into the text that the node came from. */
interface Located {
  readonly at: number;
  readonly source: Source;
}

/** A text with its name, for telling where an error is. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export type Statement =
  | ({ readonly type: "text"; readonly text: string } & Located)
  | ({ readonly type: "action"; readonly pipe: Pipe } & Located)
  | ({
      readonly type: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[] | undefined;
    } & Located)
  | ({ readonly type: "template"; readonly name: string; readonly pipe: Pipe | undefined } & Located)
  | ({ readonly type: "break" | "continue" } & Located);

export interface Pipe extends Located {
  readonly type: "pipe";
  /** Names declared (":=") or assigned ("="). */
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Command extends Located {
  readonly type: "command";
  readonly operands: readonly Operand[];
}

export type Operand =
  | Pipe
  | ({ readonly type: "dot" | "nil" } & Located)
  | ({ readonly type: "bool"; readonly value: boolean } & Located)
  | ({ readonly type: "number"; readonly text: string; readonly number: NumberValue } & Located)
  | ({ readonly type: "string"; readonly literal: string; readonly value: string } & Located)
  | ({ readonly type: "field"; readonly path: readonly string[] } & Located)
  | ({ readonly type: "variable"; readonly name: string; readonly path: readonly string[] } & Located)
  | ({ readonly type: "identifier"; readonly name: string } & Located)
  | ({ readonly type: "chain"; readonly of: Operand; readonly path: readonly string[] } & Located);

/** A numeric constant: what it is as an int (absent when it cannot be one), and as a float. */
export interface NumberValue {
  readonly int?: number;
  readonly float?: number;
  /** Written with a point or an exponent. */
  readonly looksFloat: boolean;
  /** Too large for an int. */
  readonly overflows?: boolean;
}

export type Node = Statement | Pipe | Command | Operand;

/** A node as Go prints it in messages: ".items.name", "index .items 5", "$x := .y | len". */
export function nodeText(node: Node): string {
  switch (node.type) {
    case "text":
      return node.text;
    case "action":
      return `{{${nodeText(node.pipe)}}}`;
    case "if":
    case "with":
    case "range": {
      const body = node.body.map(nodeText).join("");
      const otherwise = node.otherwise ? `{{else}}${node.otherwise.map(nodeText).join("")}` : "";
      return `{{${node.type} ${nodeText(node.pipe)}}}${body}${otherwise}{{end}}`;
    }
    case "template":
      return `{{template ${JSON.stringify(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ""}}}`;
    case "break":
    case "continue":
      return `{{${node.type}}}`;
    case "pipe": {
      const names = node.variables.length > 0 ? `${node.variables.join(", ")} ${node.assigns ? "=" : ":="} ` : "";
      return names + node.commands.map(nodeText).join(" | ");
    }
    case "command":
      return node.operands.map(operandText).join(" ");
    default:
      return operandText(node);
  }
}

function operandText(node: Operand): string {
  switch (node.type) {
    case "pipe":
      return `(${nodeText(node)})`;
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return node.literal;
    case "field":
      return `.${node.path.join(".")}`;
    case "variable":
      return [node.name, ...node.path].join(".");
    case "identifier":
      return node.name;
    case "chain":
      return `${operandText(node.of)}.${node.path.join(".")}`;
  }
}
