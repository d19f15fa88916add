/** Answers that are not yet the real server's, with the reason: scenario → step → why. The test sees to it that each still differs. */
export const differences: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
