#!/bin/bash
if ! kubectl get service demo >/dev/null 2>&1; then
  echo "There is no Service \"demo\" in the namespace \"default\" yet."
  exit 1
fi
port=$(kubectl get service demo -o jsonpath='{.spec.ports[?(@.port==8080)].port}')
if [ "$port" != 8080 ]; then
  echo "The Service \"demo\" does not answer on port 8080 but on $(kubectl get service demo -o jsonpath='{.spec.ports[*].port}')."
  exit 1
fi
backends=$(kubectl get endpointslices -l kubernetes.io/service-name=demo -o jsonpath='{.items[*].endpoints[*].addresses[0]}')
if [ -z "$backends" ]; then
  selector=$(kubectl get service demo -o go-template='{{range $k, $v := .spec.selector}}{{$k}}={{$v}} {{end}}')
  echo "The Service has no endpoints. It selects ${selector% }; the pod's labels are $(kubectl get pod demo --no-headers --show-labels | awk '{print $NF}')."
  exit 1
fi
target=$(kubectl get service demo -o jsonpath='{.spec.ports[?(@.port==8080)].targetPort}')
if ! kubectl exec client -- curl -s -m 3 -o /dev/null http://demo:8080; then
  echo "The Service finds the pod at $backends but sends to port $target there, and nothing listens on it. nginx listens on 80."
  exit 1
fi
check http http://demo:8080 --from pod/client --status 200 --contains "Welcome to nginx"
