export interface Box {
  readonly id: string;
  readonly column: number;
  readonly row: number;
  /** What it is: "Service · default". */
  readonly label: string;
  readonly name: string;
  readonly detail: string;
  /** The whole of it in words. */
  readonly says: string;
  /** `way`: the request came by. `other`: it could have. `missed`: almost decided. The end is `good` or `bad`. */
  readonly state: "way" | "other" | "missed" | "good" | "bad";
  /** This is the object to look at. */
  readonly look: boolean;
  /** A candidate's share, as "33.3%". */
  readonly share?: string | undefined;
}

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly state: Box["state"] | "asked";
}

export interface Plan {
  readonly boxes: readonly Box[];
  readonly links: readonly Link[];
  readonly columns: number;
  readonly rows: number;
}

/** Boxes in columns, each under the one before, and the links between them. */
export class Grid {
  readonly #boxes: Box[] = [];
  readonly #links: Link[] = [];
  readonly #rows: number[] = [];

  /** Puts a box below those that its column has. */
  add(column: number, told: Omit<Box, "id" | "column" | "row">): Box {
    const row = this.#rows[column] ?? 0;
    this.#rows[column] = row + 1;
    const box: Box = { ...told, id: `${column}.${row}`, column, row };
    this.#boxes.push(box);
    return box;
  }

  link(from: Box, to: Box, state: Link["state"]): void {
    this.#links.push({ from: from.id, to: to.id, state });
  }

  whole(): Plan {
    return { boxes: this.#boxes, links: this.#links, columns: this.#rows.length, rows: Math.max(...this.#rows) };
  }
}
