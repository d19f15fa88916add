#!/bin/bash
if ! kubectl get httproute shop -n shop >/dev/null 2>&1; then
  echo "There is no HTTPRoute \"shop\" in the namespace \"shop\"."
  exit 1
fi
parents=$(kubectl get httproute shop -n shop -o jsonpath='{.status.parents[*].parentRef.name}')
if [ -z "$parents" ]; then
  echo "No Gateway has taken the route: its parentRefs name $(kubectl get httproute shop -n shop -o jsonpath='{range .spec.parentRefs[*]}"{.name}" in the namespace "{.namespace}"{end}'), and no Gateway is there."
  exit 1
fi
check condition httproute/shop Accepted -n shop --parent door || exit 1
check condition httproute/shop ResolvedRefs -n shop --parent door || exit 1
address=$(kubectl get gateway door -n infra -o jsonpath='{.status.addresses[0].value}')
check http "http://$address/" --host shop.example.com --contains "this is web" || exit 1
check http "http://$address/api/items" --host shop.example.com --contains "this is api" || exit 1
check http "http://$address/apiary" --host shop.example.com --contains "this is web" || exit 1
check http "http://$address/" --host other.example.com --status 404
