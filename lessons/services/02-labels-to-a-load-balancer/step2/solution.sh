kubectl patch service demo -p '{"spec":{"type":"LoadBalancer"}}'
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo --timeout=120s
sleep 2
