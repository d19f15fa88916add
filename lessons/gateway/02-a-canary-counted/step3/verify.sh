#!/bin/bash
zero=$(kubectl get httproute shop -o jsonpath='{.spec.rules[*].backendRefs[?(@.name=="v1")].weight}')
case " $zero " in
  *" 0 "*) ;;
  *)
    echo "The route does not list the backend v1 with the weight 0 (found: ${zero:-none})."
    exit 1
    ;;
esac
address=$(kubectl get gateway door -o jsonpath='{.status.addresses[0].value}')
check split "http://$address/" 100 "version 2=100" --tolerance 0
