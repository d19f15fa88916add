#!/bin/bash
type=$(kubectl get service demo -o jsonpath='{.spec.type}' 2>/dev/null)
if [ "$type" != LoadBalancer ]; then
  echo "The Service \"demo\" is of type ${type:-nothing: it is not there}. This task wants LoadBalancer."
  exit 1
fi
address=$(kubectl get service demo -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
if [ -z "$address" ]; then
  echo "The Service is a LoadBalancer but has no external address yet. Give the cloud some seconds."
  exit 1
fi
check http "http://$address:8080" --status 200 --contains "Welcome to nginx"
