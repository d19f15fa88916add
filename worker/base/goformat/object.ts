/** A Go struct, or a named type with methods, as templates see it: fields and methods by name, and how it prints. */
export class GoObject {
  constructor(
    /** "time.Time", as messages name it. */
    readonly typeName: string,
    /** Values and TemplateFunctions; anything else is no field of the type. */
    readonly fields: Readonly<Record<string, unknown>>,
    /** As fmt prints it. */
    readonly text: string,
    /** For a map or slice type: what `range` goes over, and whether it counts as true. */
    readonly entries?: Readonly<Record<string, unknown>> | readonly unknown[],
    /** What encoders write; the entries where absent. */
    readonly plain?: unknown,
  ) {}

  toJSON(): unknown {
    return this.plain ?? this.entries ?? this.text;
  }
}
