# says: there is no such GatewayClass
kubectl expose deployment library -n library --name=by-hand --port=80 --target-port=5678 --type=LoadBalancer
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/by-hand -n library --timeout=120s
