/** Addresses and ports that tests which run at the same time do not share. */
const own = process.pid % 1_000;

export const ownRange = `127.0.${65 + (own % 150)}.0/28`;

/** @param at which of the test's own, from 0 to 1 */
export const ownNodePort = (at: number): number => 30_500 + 2 * own + at;
