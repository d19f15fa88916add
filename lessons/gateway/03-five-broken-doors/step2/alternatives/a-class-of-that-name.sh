kubectl apply -f - <<YAML
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: $(kubectl get gateway library -n library -o jsonpath='{.spec.gatewayClassName}')}
spec: {controllerName: gatehouse.dev/gateway-controller}
YAML
kubectl wait --for=condition=Programmed gateway/library -n library --timeout=120s
sleep 5
