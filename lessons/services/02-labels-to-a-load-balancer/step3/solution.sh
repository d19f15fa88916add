kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  labels:
    run: demo
  name: demo-internal
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    service.beta.kubernetes.io/azure-load-balancer-internal-subnet: "sub2-vnet-sbx-spokeaks1"
    service.beta.kubernetes.io/azure-load-balancer-ipv4: 172.21.10.132
spec:
  type: LoadBalancer
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    run: demo
YAML
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo-internal --timeout=120s
sleep 2
