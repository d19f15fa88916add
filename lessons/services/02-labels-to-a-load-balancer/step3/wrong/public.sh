# says: is a public address
kubectl expose pod demo --name=demo-internal --port=8080 --target-port=80 --type=LoadBalancer
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo-internal --timeout=120s
