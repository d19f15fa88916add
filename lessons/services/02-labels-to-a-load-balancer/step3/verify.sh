#!/bin/bash
if ! kubectl get service demo-internal >/dev/null 2>&1; then
  echo "There is no Service \"demo-internal\" in the namespace \"default\" yet."
  exit 1
fi
type=$(kubectl get service demo-internal -o jsonpath='{.spec.type}')
if [ "$type" != LoadBalancer ]; then
  echo "The Service \"demo-internal\" is of type $type. This task wants LoadBalancer."
  exit 1
fi
address=$(kubectl get service demo-internal -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
case "$address" in
  "")
    echo "The Service has no address yet. If it stays so, read the events: kubectl describe service demo-internal"
    exit 1
    ;;
  172.21.10.132) ;;
  10.* | 172.1[6-9].* | 172.2[0-9].* | 172.3[01].* | 192.168.*)
    echo "The Service sits at $address, which is private. But the task asked for 172.21.10.132."
    exit 1
    ;;
  *)
    echo "$address is a public address: the annotation azure-load-balancer-internal is missing, or is not \"true\"."
    exit 1
    ;;
esac
check http "http://$address:8080" --fails || exit 1
check http "http://$address:8080" --from vm --status 200 --contains "Welcome to nginx"
