export interface LintMessage {
  readonly severity: "INFO" | "WARNING" | "ERROR";
  /** The file, or the chart's folder. */
  readonly path: string;
  readonly says: string;
}
