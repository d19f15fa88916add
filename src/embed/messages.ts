/** What a framed lab tells the page that frames it. */
export type LabMessage =
  | { readonly gatehouse: "ready"; readonly lesson?: string; readonly profile: string }
  | { readonly gatehouse: "step"; readonly step: number; readonly steps: number; readonly title: string }
  | { readonly gatehouse: "check"; readonly step: number; readonly passed: boolean; readonly output: string }
  | { readonly gatehouse: "height"; readonly height: number };

/** What the framing page may ask of a lab. */
export type HostMessage =
  | { readonly gatehouse: "theme"; readonly theme: "dark" | "light" }
  | { readonly gatehouse: "step"; readonly step: number };
