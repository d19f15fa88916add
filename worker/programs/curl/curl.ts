import { BrokenPipe, readAll, utf8 } from "../../base/streams.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import { type Io, type Program, Terminated } from "../../shell/program.ts";
import { requestBody } from "./body.ts";
import { Cookies } from "./cookies.ts";
import { CurlError, UsageError } from "./error.ts";
import { expandUrl, fillName, type GlobbedUrl } from "./glob.ts";
import { HELP_TEXT, VERSION_TEXT } from "./help.ts";
import { Meter } from "./meter.ts";
import { type CommandLine, type Operation, parseCommandLine, type Settings } from "./options.ts";
import { inferredMethod, type Result, runTransfer, type Sink } from "./transfer.ts";
import { parseUrl, remoteName } from "./url.ts";
import { writeOut } from "./writeout.ts";

export const curl: Program = async (args, io) => {
  let line: CommandLine;
  try {
    line = parseCommandLine(args, (file) => io.files.readText(resolvePath(io.cwd, file)));
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof FileError)) throw error;
    await io.stderr.write(`curl: ${error.message}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`);
    return error instanceof UsageError ? error.code : 26;
  }
  if (line.show) {
    await io.stdout.write(line.show === "help" ? HELP_TEXT : VERSION_TEXT);
    return 0;
  }
  try {
    return await new Session(io, line.settings).run(line.operations);
  } catch (error) {
    if (error instanceof Terminated) return error.exitCode;
    if (io.signal.reason instanceof Terminated) return io.signal.reason.exitCode;
    throw error;
  }
};

/** One run of curl: the meter's head is shown once, cookies live through all URLs. */
class Session {
  readonly #io: Io;
  readonly #settings: Settings;
  #number = 0;
  #headShown = false;
  #errors: Promise<void> = Promise.resolve();

  constructor(io: Io, settings: Settings) {
    this.#io = io;
    this.#settings = settings;
  }

  async run(operations: readonly Operation[]): Promise<number> {
    let code = 0;
    for (const operation of operations) {
      const cookies = await this.#cookies(operation);
      const sends = operation.form.length > 0 ? "(-F, --form)" : operation.data.length > 0 ? "(-d, --data)" : undefined;
      if (operation.head && sends && !operation.get) {
        this.#warn(
          `You can only select one HTTP request method! You asked for both POST ${sends} and HEAD (-I, --head).`,
        );
        await this.#errors;
        return 2;
      }
      let output = 0;
      for (const pattern of operation.urls) {
        let urls: readonly GlobbedUrl[];
        const target =
          operation.outputs[output] ?? (operation.remoteNameAll ? { remoteName: true as const } : undefined);
        output += 1;
        try {
          urls = operation.globOff ? [{ url: pattern, parts: [] }] : expandUrl(pattern);
        } catch (error) {
          code = await this.#failed(error);
          continue;
        }
        for (const one of urls) {
          const result = await this.#one(operation, { ...one, target, cookies });
          code = result;
          if (code !== 0 && this.#settings.failEarly) return code;
        }
      }
      if (operation.cookieJar && cookies) await this.#saveJar(operation.cookieJar, cookies);
    }
    await this.#errors;
    return code;
  }

  #stderr(text: string): void {
    this.#errors = this.#errors
      .then(() => this.#io.stderr.write(text))
      .catch((error: unknown) => {
        if (!(error instanceof BrokenPipe)) throw error;
      });
  }

  /** A warning, wrapped at 79 columns with its mark on each line. */
  #warn(text: string): void {
    if (this.#settings.silent) return;
    const width = 79 - "Warning: ".length;
    let rest = text;
    while (rest.length > width) {
      const cut = rest.lastIndexOf(" ", width - 1) + 1 || width;
      this.#stderr(`Warning: ${rest.slice(0, cut)}\n`);
      rest = rest.slice(cut);
    }
    this.#stderr(`Warning: ${rest}\n`);
  }

  async #failed(error: unknown): Promise<number> {
    if (!(error instanceof CurlError)) throw error;
    if (!this.#settings.silent || this.#settings.showError) {
      this.#stderr(`curl: (${error.code}) ${error.message}\n`);
      if (error.code === 60) this.#stderr(UNTRUSTED);
    }
    await this.#errors;
    return error.code;
  }

  /** One URL, tried again as --retry asks. */
  async #one(
    operation: Operation,
    what: GlobbedUrl & { target: Target; cookies: Cookies | undefined },
  ): Promise<number> {
    const startMs = this.#io.clock.now();
    let delayMs = 1000;
    for (let attempt = 0; ; attempt++) {
      const result = await this.#attempt(operation, what, attempt);
      if (typeof result === "number") return result;
      const reason = attempt < operation.retries ? retryReason(operation, result) : undefined;
      const waitMs = operation.retryDelayMs || delayMs;
      const tooLate = operation.retryMaxMs && this.#io.clock.now() - startMs + waitMs > operation.retryMaxMs;
      if (reason === undefined || tooLate) {
        if (operation.writeOut !== undefined) await this.#writeOut(operation.writeOut, result);
        return result.error ? this.#failed(result.error) : 0;
      }
      const left = operation.retries - attempt;
      const seconds = Math.floor(waitMs / 1000);
      this.#warn(
        `Problem: ${reason}. Will retry in ${seconds} second${seconds === 1 ? "" : "s"}. ` +
          `${left} retr${left === 1 ? "y" : "ies"} left.`,
      );
      await this.#io.clock.sleep(waitMs, this.#io.signal);
      delayMs = Math.min(delayMs * 2, 600_000);
    }
  }

  async #attempt(
    operation: Operation,
    { url, parts, target, cookies }: GlobbedUrl & { target: Target; cookies: Cookies | undefined },
    retries: number,
  ): Promise<Result | number> {
    const io = this.#io;
    const settings = this.#settings;
    let sink: Sink;
    try {
      sink = this.#sink(operation, target, url, parts);
    } catch (error) {
      return this.#failed(error);
    }
    const onTerminal = sink.name === undefined && io.isTerminal(1);
    const meter =
      settings.silent || settings.noMeter || onTerminal
        ? undefined
        : new Meter(io.clock, (text) => this.#stderr(text), { bar: settings.bar, head: !this.#headShown });
    if (meter) this.#headShown = true;
    let body: Awaited<ReturnType<typeof requestBody>>;
    const random = io.random.stream("curl");
    try {
      body = await requestBody(operation, (file) => this.#read(file), random);
    } catch (error) {
      return this.#failed(error);
    }
    if (settings.verbose && operation.method !== undefined && operation.method === inferredMethod(operation, body)) {
      this.#stderr(`Note: Unnecessary use of -X or --request, ${operation.method} is already inferred.\n`);
    }
    const result = await runTransfer({
      io,
      operation,
      url,
      urlNumber: this.#number++,
      body,
      sink,
      headerSink: operation.dumpHeader === undefined ? undefined : this.#file(operation.dumpHeader),
      cookies,
      retries,
      random,
      marksData: !onTerminal,
      verbose: settings.verbose,
      say: (line) => {
        if (settings.verbose) this.#stderr(`${line}\n`);
      },
      onStart: (progress) => meter?.start(progress),
    });
    if (result.error && NEVER_CONNECTED.has(result.error.code)) meter?.abandon();
    else meter?.stop(result.progress);
    await this.#errors;
    return result;
  }

  #sink(operation: Operation, target: Target, url: string, parts: readonly string[]): Sink {
    if (target === undefined || target === "-") return this.#file("-");
    const name = typeof target === "string" ? fillName(target, parts) : remoteName(parseUrl(url));
    if (name === "") throw new CurlError(23, "Failed to extract a filename to use for storage");
    const path = operation.outputDirectory ? `${operation.outputDirectory}/${name}` : name;
    const full = resolvePath(this.#io.cwd, path);
    if (operation.createDirectories) {
      this.#io.files.makeDirectory(full.replace(/\/[^/]*$/, "") || "/", { parents: true });
    }
    return this.#file(path);
  }

  /** A file that is made when the first byte comes, or stdout. */
  #file(path: string): Sink {
    if (path === "-") return { name: undefined, write: (bytes) => this.#io.stdout.write(bytes) };
    const full = resolvePath(this.#io.cwd, path);
    if (full === "/dev/null") return { name: path, write: async () => {} };
    let started = false;
    return {
      name: path,
      write: async (bytes) => {
        try {
          this.#io.files.write(full, bytes, { append: started });
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          this.#warn(`Failed to open the file ${path}: ${error.message}`);
          throw new CurlError(23, `Failure writing output to destination, passed ${bytes.length} returned 0`);
        }
        started = true;
      },
    };
  }

  async #read(file: string): Promise<Uint8Array> {
    if (file === "-") return readAll(this.#io.stdin);
    try {
      return this.#io.files.read(resolvePath(this.#io.cwd, file));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CurlError(26, `Failed to open ${file}`);
    }
  }

  async #cookies(operation: Operation): Promise<Cookies | undefined> {
    const files = operation.cookies.filter((cookie) => !cookie.includes("="));
    if (files.length === 0 && operation.cookieJar === undefined) return undefined;
    const cookies = new Cookies();
    for (const file of files) {
      const path = resolvePath(this.#io.cwd, file);
      if (file !== "" && this.#io.files.stat(path)) cookies.load(this.#io.files.readText(path));
    }
    return cookies;
  }

  async #saveJar(file: string, cookies: Cookies): Promise<void> {
    if (file === "-") await this.#io.stdout.write(cookies.jar());
    else this.#io.files.write(resolvePath(this.#io.cwd, file), cookies.jar());
  }

  async #writeOut(format: string, { outcome }: Result): Promise<void> {
    for (const { to, text } of writeOut(format, outcome)) {
      if (to === "stderr") this.#stderr(text);
      else await this.#io.stdout.write(utf8(text));
    }
  }
}

/** Failures before there is a connection to speak of: bad URLs and names that do not resolve. */
const NEVER_CONNECTED = new Set([1, 3, 6, 49]);

const UNTRUSTED = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`;

type Target = string | { readonly remoteName: true } | undefined;

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/** Why --retry tries again; undefined when it does not. */
function retryReason(operation: Operation, { error, outcome }: Result): string | undefined {
  if (error?.code === 28) return "timeout";
  if (error?.code === 7 && operation.retryRefused) return "connection refused";
  if (TRANSIENT.has(outcome.status)) return "HTTP error";
  return error && operation.retryAll ? "(retrying all errors)" : undefined;
}
