#!/bin/bash
if ! kubectl get ingress shop -n shop >/dev/null 2>&1; then
  echo "There is no Ingress \"shop\" in the namespace \"shop\"."
  exit 1
fi
class=$(kubectl get ingress shop -n shop -o jsonpath='{.spec.ingressClassName}')
if [ "$class" != nginx ]; then
  echo "The Ingress names the class \"$class\", so no controller takes it. This cluster has: $(kubectl get ingressclass -o jsonpath='{.items[*].metadata.name}')."
  exit 1
fi
service=$(kubectl get services -n ingress -o name | grep controller | grep -v admission | head -n 1)
address=$(kubectl get "$service" -n ingress -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
check http "http://$address/" --status 200 --contains "this is main" || exit 1
check http "http://$address/docs" --status 200 --contains "this is docs" || exit 1
check http "http://$address/docs/install" --status 200 --contains "this is docs" || exit 1
check http "http://$address/docsets" --status 200 --contains "this is main"
