/**
 * The kubelet: what one node does for the pods that are bound to it.
 *
 * In:   pods of the API, images of a catalogue, wires of a topology, a tree of records to go on from.
 * Out:  running programs with files, addresses and logs; the status of pods and of the node; events.
 * Never schedules, routes or decides what should run: it makes what the API says.
 *
 * @module
 */
export type { ContainerIo, ContainerProgram, Image, ImageAnswer, ImageCatalogue } from "./image.ts";
export type { NodeRecord } from "./records.ts";
