#!/bin/bash
if ! kubectl get crd httproutes.gateway.networking.k8s.io >/dev/null 2>&1; then
  echo "The definitions of the Gateway API are not installed: there is no CustomResourceDefinition httproutes.gateway.networking.k8s.io."
  exit 1
fi
if ! kubectl get gatewayclass gatehouse >/dev/null 2>&1; then
  echo "There is no GatewayClass \"gatehouse\". The implementation's manifest brings it."
  exit 1
fi
check condition gatewayclass/gatehouse Accepted
