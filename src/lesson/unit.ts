import { signal } from "@preact/signals";

/** Where the learner is in the lesson: 0 is the introduction. */
export const unitNow = signal(0);
