/**
 * The registries of the sandbox: every image that has a program here, one file each.
 *
 * In:   references as a pod names them.
 * Out:  the image, or why there is none: no such repository, no such tag, or nothing here that could run it.
 * Adding an image: a file with its program, and a line in `images`.
 *
 * @module
 */
import type { Image } from "../kubelet/index.ts";
import { agnhostImage } from "./agnhost.ts";
import { createCatalogue } from "./catalogue.ts";
import { coreDnsImage } from "./coredns.ts";
import { defaultBackendImage } from "./defaultbackend.ts";
import { etcdImage } from "./etcd.ts";
import { gatehouseImages } from "./gatehouse/index.ts";
import { helloAppImage } from "./hello-app.ts";
import { hpaExampleImage } from "./hpa-example.ts";
import { httpEchoImage } from "./http-echo.ts";
import { httpdImage } from "./httpd.ts";
import { ingressNginxImage, webhookCertgenImage } from "./ingress-nginx/index.ts";
import { kindnetImage } from "./kindnet.ts";
import { kubeApiServerImage } from "./kube-apiserver.ts";
import { kubeControllerManagerImage } from "./kube-controller-manager.ts";
import { kubeProxyImage } from "./kube-proxy.ts";
import { kubeSchedulerImage } from "./kube-scheduler.ts";
import { imagesProgram } from "./list.ts";
import { metricsServerImage } from "./metrics-server/index.ts";
import { nginxImage } from "./nginx/index.ts";
import { pauseImage } from "./pause.ts";
import { registryImage } from "./registry.ts";
import { reverseWordsImage } from "./reversewords.ts";
import { standInImage } from "./stand-in.ts";
import { systemImages } from "./systems.ts";
import { whoamiImage } from "./whoami.ts";

/** Every image that runs here. */
export const images: readonly Image[] = [
  nginxImage,
  httpEchoImage,
  whoamiImage,
  reverseWordsImage,
  helloAppImage,
  httpdImage,
  agnhostImage,
  registryImage,
  ...systemImages,
  pauseImage,
  coreDnsImage,
  kubeProxyImage,
  kindnetImage,
  kubeApiServerImage,
  kubeControllerManagerImage,
  kubeSchedulerImage,
  etcdImage,
  ...gatehouseImages,
  ingressNginxImage,
  defaultBackendImage,
  webhookCertgenImage,
  metricsServerImage,
  hpaExampleImage,
];

export const imageCatalogue = createCatalogue(images, standInImage);

/** `images`: lists what runs here. */
export const listImages = imagesProgram(images);
