#!/bin/bash
check condition httproute/shop ResolvedRefs --parent door || exit 1
address=$(kubectl get gateway door -o jsonpath='{.status.addresses[0].value}')
check split "http://$address/" 40 "version 2=100" --tolerance 0 -- -H "x-version: next" || exit 1
check split "http://$address/" 300 "version 1=90" "version 2=10" --tolerance 7 || exit 1
check split "http://$address/" 300 "version 2=10" --tolerance 7 -- -H "x-version: other"
