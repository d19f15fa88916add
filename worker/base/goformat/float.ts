/**
 * A float64 that happens to be whole. JavaScript cannot tell 1.0 from 1, Go can: numbers in a chart's values are floats,
 * counts made by a template are ints.
 */
export class GoFloat {
  constructor(readonly value: number) {}
  toJSON(): number {
    return this.value;
  }
}
