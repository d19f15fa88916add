import type { CatalogueChart } from "./chart.ts";

/** A registry of the internet, as its own host answers. */
export interface RegistryHost {
  /** "ghcr.io"; what is kept is kept under this name. */
  readonly name: string;
  /** Further names that lead there. */
  readonly names?: readonly string[];
  readonly address: string;
  /** Charts that can be pulled, by repository. */
  readonly charts: Readonly<Record<string, OfferedChart>>;
  readonly access: Access;
}

export interface OfferedChart {
  readonly chart: CatalogueChart;
  /** Of the chart's versions those that were pushed here. */
  readonly versions: readonly string[];
}

/**
 * Who may do what. "readers": everybody may pull without a word, nobody may push. "accounts": whoever wants something gets a token first;
 * an account is there from its first login on, and pushes below its own name.
 */
export type Access =
  | { readonly kind: "readers" }
  | {
      readonly kind: "accounts";
      readonly realm: string;
      readonly service: string;
      /** Whether what somebody pushes can be pulled by all. */
      readonly publicAtFirst: boolean;
      readonly style: "github" | "docker";
    };
