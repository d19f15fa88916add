#!/bin/bash
if ! kubectl get deployment wine -n cellar >/dev/null 2>&1; then
  echo "The Deployment \"wine\" is no longer in the namespace \"cellar\". It was to stay there."
  exit 1
fi
check condition httproute/inn ResolvedRefs -n inn --parent door || exit 1
backend=$(kubectl get httproute inn -n inn -o jsonpath='{.spec.rules[0].backendRefs[0].namespace}')
if [ "$backend" != cellar ]; then
  echo "The route now sends to a Service of the namespace \"${backend:-inn}\", not to the cellar's."
  exit 1
fi
address=$(kubectl get gateway door -n infra -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --host inn.example.com --status 200 --contains "a good year"
