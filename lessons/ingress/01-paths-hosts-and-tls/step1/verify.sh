#!/bin/bash
if ! kubectl get ingressclass nginx >/dev/null 2>&1; then
  echo "There is no IngressClass \"nginx\": the chart ingress-nginx brings it."
  exit 1
fi
service=$(kubectl get services -n ingress -l app.kubernetes.io/component=controller -o jsonpath='{range .items[*]}{.spec.type}{"/"}{.metadata.name}{"\n"}{end}' | grep -v admission | head -n 1)
if [ -z "$service" ]; then
  echo "The namespace \"ingress\" has no Service of an ingress controller. In which namespace did you install the release?"
  exit 1
fi
if [ "${service%%/*}" != LoadBalancer ]; then
  echo "The controller's Service is of type ${service%%/*}: nobody outside can reach it. Leave the chart's default, LoadBalancer."
  exit 1
fi
address=$(kubectl get service -n ingress "${service#*/}" -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
if [ -z "$address" ]; then
  echo "The controller's Service has no external address yet. Give the cloud some seconds."
  exit 1
fi
check http "http://$address" --status 404 --contains nginx
