import { parseDuration } from "../../base/duration.ts";

/** Flags of /nginx-ingress-controller by kind. @see kubernetes/ingress-nginx pkg/flags */
const TEXTS =
  `apiserver-host certificate-authority kubeconfig default-backend-service ingress-class controller-class configmap publish-service
tcp-services-configmap udp-services-configmap watch-namespace watch-namespace-selector default-ssl-certificate health-check-path election-id
annotations-prefix publish-status-address validating-webhook validating-webhook-certificate validating-webhook-key internal-logger-address
profiler-address maxmind-mirror maxmind-license-key maxmind-edition-ids time-buckets length-buckets size-buckets healthz-host log_dir log_file
stderrthreshold vmodule log_backtrace_at`.split(/\s+/);
const SWITCHES = `watch-ingress-without-class ingress-class-by-name profiling update-status update-status-on-shutdown
report-node-internal-ip-address version enable-ssl-passthrough disable-leader-election disable-svc-external-name enable-annotation-validation
enable-ssl-chain-completion enable-metrics metrics-per-host metrics-per-undefined-host report-status-classes exclude-socket-metrics
disable-catch-all disable-full-test deep-inspect disable-sync-events enable-topology-aware-routing logtostderr alsologtostderr skip_headers
skip_log_headers add_dir_header one_output`.split(/\s+/);
const NUMBERS =
  `sync-rate-limit http-port https-port ssl-passthrough-proxy-port default-server-port healthz-port status-port stream-port
profiler-port status-update-interval shutdown-grace-period post-shutdown-grace-period dynamic-configuration-retries monitor-max-batch-size
bucket-factor max-buckets maxmind-retries-count health-check-timeout v log_file_max_size`.split(/\s+/);
const DURATIONS = ["sync-period", "election-ttl", "maxmind-retries-timeout"];

export interface ControllerFlags {
  text(name: string): string;
  on(name: string, otherwise?: boolean): boolean;
  number(name: string, otherwise: number): number;
  milliseconds(name: string, otherwise: number): number;
}

/** The flags, or what is wrong with them in the words of spf13/pflag. */
export function parseFlags(args: readonly string[]): ControllerFlags | { readonly wrong: string } {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    const parts = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(arg);
    if (!parts) continue;
    const [, name = "", glued] = parts;
    const isSwitch = SWITCHES.includes(name);
    const known = isSwitch || [TEXTS, NUMBERS, DURATIONS].some((names) => names.includes(name));
    if (!known) return { wrong: `unknown flag: --${name}` };
    if (isSwitch && glued === undefined) {
      given.set(name, "true");
      continue;
    }
    const value = glued ?? args[++at];
    if (value === undefined) return { wrong: `flag needs an argument: --${name}` };
    const problem = problemOf(name, value, isSwitch);
    if (problem) return { wrong: `invalid argument ${JSON.stringify(value)} for "--${name}" flag: ${problem}` };
    given.set(name, value);
  }
  return {
    text: (name) => given.get(name) ?? "",
    on: (name, otherwise = false) => {
      const value = given.get(name);
      return value === undefined ? otherwise : /^(1|t|true)$/i.test(value);
    },
    number: (name, otherwise) => (given.has(name) ? Number(given.get(name)) : otherwise),
    milliseconds: (name, otherwise) => (given.has(name) ? parseDuration(given.get(name)!) : otherwise),
  };
}

function problemOf(name: string, value: string, isSwitch: boolean): string | undefined {
  if (isSwitch && !/^(1|0|t|f|true|false)$/i.test(value)) {
    return `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
  }
  if (NUMBERS.includes(name) && !/^-?\d+(\.\d+)?$/.test(value)) {
    return `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
  }
  if (!DURATIONS.includes(name)) return undefined;
  try {
    parseDuration(value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
