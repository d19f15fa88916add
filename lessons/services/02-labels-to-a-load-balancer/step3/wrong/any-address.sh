# says: asked for 172.21.10.132
kubectl expose pod demo --name=demo-internal --port=8080 --target-port=80 --type=LoadBalancer --overrides='{"metadata":{"annotations":{"service.beta.kubernetes.io/azure-load-balancer-internal":"true","service.beta.kubernetes.io/azure-load-balancer-internal-subnet":"sub2-vnet-sbx-spokeaks1","service.beta.kubernetes.io/azure-load-balancer-ipv4":"172.21.10.150"}}}'
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo-internal --timeout=120s
