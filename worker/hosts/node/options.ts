/** Options before the operands, as every command takes them. */
export interface CommonOptions {
  readonly profile: string;
  readonly seed: number;
  readonly standIn: boolean;
}
