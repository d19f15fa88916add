/**
 * The kubelet: what one node does for the pods that are bound to it.
 *
 * In:   pods of the API, images of a catalogue, wires of a topology, a tree of records to go on from.
 * Out:  running programs with files, addresses and logs; the status of pods and of the node; events; a door for logs, exec,
 *       attach and port-forward.
 * State: everything that must last is in the node's record (`save()`); a kubelet that gets it as `records` goes on: running
 *       programs are started again with what they remembered, and nobody counts that as a restart.
 * Never schedules, routes or decides what should run: it makes what the API says.
 *
 * @module
 */

export { Disks } from "./disks.ts";
export { type AttachStreams, DoorError, type DoorTarget, type NodeDoor } from "./door.ts";
export type { ContainerIo, ContainerProgram, Image, ImageAnswer, ImageCatalogue, PodApi } from "./image.ts";
export { createKubelet, type Kubelet, type KubeletOptions } from "./kubelet.ts";
export type { LogOptions } from "./logs.ts";
export type { NodeSettings } from "./node.ts";
export type { ExecStreams } from "./process.ts";
export type { NodeRecord } from "./records.ts";
export { type ImageReference, parseReference } from "./reference.ts";
export { instantTimings, type NodeTimings, realisticTimings } from "./timings.ts";
