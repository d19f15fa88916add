import type { Image, ImageCatalogue } from "../kubelet/image.ts";
import { parseReference } from "../kubelet/reference.ts";
import { coreDnsImage } from "./coredns.ts";
import { kindnetImage } from "./kindnet.ts";
import { kubeControllerManagerImage } from "./kube-controller-manager.ts";
import { kubeProxyImage } from "./kube-proxy.ts";
import { kubeSchedulerImage } from "./kube-scheduler.ts";

const images: readonly Image[] = [
  coreDnsImage,
  kindnetImage,
  kubeControllerManagerImage,
  kubeProxyImage,
  kubeSchedulerImage,
];

/** The images that run here, as a registry would answer for them. */
export const imageCatalogue: ImageCatalogue = {
  find(reference) {
    const { repository, tag = "latest" } = parseReference(reference);
    const found = images.find((image) => image.repositories.includes(repository));
    if (!found) return { absent: "repository", repository, tag };
    if (!found.hasTag(tag)) return { absent: "tag", repository, tag };
    return { found, tag, repository, digest: `sha256:${"0".repeat(64)}` };
  },
};
