#!/bin/bash
check condition httproute/shop ResolvedRefs --parent door || exit 1
address=$(kubectl get gateway door -o jsonpath='{.status.addresses[0].value}')
check split "http://$address/" 300 "version 1=90" "version 2=10" --tolerance 7
