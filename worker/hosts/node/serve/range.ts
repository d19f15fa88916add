/** Addresses of a range of the loopback, handed out one after the other. */
export class AddressRange {
  readonly #first: number;
  readonly #size: number;
  readonly #by = new Map<string, string>();

  /**
   * @param cidr "127.0.64.0/24": a part of 127.0.0.0/8, at most a /30
   * @throws RangeError when it is not
   */
  constructor(cidr: string) {
    const [, ip = "", bits = ""] = /^(127\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
    const parts = ip.split(".").map(Number);
    const prefix = Number(bits);
    if (ip === "" || parts.some((part) => part > 255) || prefix < 8 || prefix > 30)
      throw new RangeError(`"${cidr}" is no range of loopback addresses, such as 127.0.64.0/24`);
    this.#size = 2 ** (32 - prefix);
    const number = parts.reduce((sum, part) => sum * 256 + part, 0);
    this.#first = number - (number % this.#size);
  }

  /** The address of this owner; the same every time until it is given back. Undefined when none is left. */
  take(owner: string): string | undefined {
    const own = this.#by.get(owner);
    if (own) return own;
    const taken = new Set(this.#by.values());
    for (let at = 1; at < this.#size - 1; at++) {
      const address = dotted(this.#first + at);
      if (taken.has(address)) continue;
      this.#by.set(owner, address);
      return address;
    }
    return undefined;
  }

  giveBack(owner: string): void {
    this.#by.delete(owner);
  }

  /** Takes this very address, where a former life gave it. */
  keep(owner: string, address: string): void {
    this.#by.set(owner, address);
  }

  has(address: string): boolean {
    const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    return number >= this.#first && number < this.#first + this.#size;
  }
}

const dotted = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
