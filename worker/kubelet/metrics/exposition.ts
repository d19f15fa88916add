/** One family of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly ms?: number;
}

/** Families by name, as Prometheus' Go library writes them. */
export function exposition(families: readonly Family[]): string {
  const lines = families
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((family) => {
      if (family.samples.length === 0) return [];
      const { name, help, type, samples } = family;
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => line(name, sample))];
    });
  return lines.length > 0 ? `${lines.join("\n")}\n` : "";
}

function line(name: string, { labels, value, ms }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
  const where = pairs.length > 0 ? `{${pairs.join(",")}}` : "";
  return `${name}${where} ${number(value)}${ms === undefined ? "" : ` ${ms}`}`;
}

/** As strconv.FormatFloat(v, 'g', -1, 64) writes it: whole numbers from 1e21 on, small ones below 1e-4, with an exponent. */
function number(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return String(value);
  const [digits = "", power = "0"] = value.toExponential().split("e");
  return `${digits}e${power.startsWith("-") ? "-" : "+"}${power.replace(/^[-+]/, "").padStart(2, "0")}`;
}
