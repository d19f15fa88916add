import type { DoorContext, NodeDoor } from "./door.ts";

/** A node's door, whose code is fetched when somebody first knocks; cluster time stands still meanwhile. */
export function doorOf(context: DoorContext): NodeDoor {
  let door: NodeDoor | undefined;
  const opened = async (): Promise<NodeDoor> => {
    door ??= (await context.clock.hold(import("./nodeDoor.ts"))).nodeDoor(context);
    return door;
  };
  return {
    async *logs(...asked) {
      yield* (await opened()).logs(...asked);
    },
    exec: async (...asked) => (await opened()).exec(...asked),
    attach: async (...asked) => (await opened()).attach(...asked),
    portForward: async (...asked) => (await opened()).portForward(...asked),
  };
}
