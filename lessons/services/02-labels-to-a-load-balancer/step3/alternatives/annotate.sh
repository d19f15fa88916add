prefix=service.beta.kubernetes.io/azure-load-balancer
kubectl expose pod demo --name=demo-internal --port=8080 --target-port=80
kubectl annotate service demo-internal "$prefix-internal=true" "$prefix-internal-subnet=sub2-vnet-sbx-spokeaks1" "$prefix-ipv4=172.21.10.132"
kubectl patch service demo-internal --type=merge -p '{"spec":{"type":"LoadBalancer"}}'
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo-internal --timeout=120s
sleep 2
