import type { Clock } from "../base/clock.ts";
import { CertificateExaminer, type Vouched } from "./examiner.ts";
import { type Ends, type HandshakeResult, type Soon, shakeHands } from "./handshake.ts";

/** The handshakes of one network: what was verified once is remembered for all. */
export function handshakes(clock: Clock, vouched: readonly Vouched[]): (ends: Ends) => Soon<HandshakeResult> {
  const examiner = new CertificateExaminer(clock, vouched);
  return (ends) => shakeHands(ends, examiner);
}
