/**
 * Lessons in Killercoda's scenario layout.
 *
 * In:   a folder's files, and a stage (a sandbox that runs scripts, saves and restores).
 * Out:  an outline for the page; verdicts of the lesson's own verify scripts.
 * Never judges the way: only verify's exit code counts.
 *
 * @module
 */
export { CHECK_SCRIPT } from "./check.ts";
export { Player, type Stage } from "./player.ts";
export { type Attempt, readScenario, type Scenario, type ScenarioUnit } from "./scenario.ts";
export { LessonSession } from "./session.ts";
