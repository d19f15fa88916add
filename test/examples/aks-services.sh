# A pod, a Service in front of it, and two Azure load balancers: profile aks.
# Lines marked "wait" and the client pod are ours; the rest is what an article about exposing applications types.
alias k=kubectl
shopt -s expand_aliases

kubectl run demo --image=nginx:1.27.4 --port=80
kubectl wait --for=condition=Ready pod/demo --timeout=60s # wait
k get pod -o wide
k get pod demo --show-labels

kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  creationTimestamp: null
  labels:
    run: demo
  name: demo
spec:
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    run: demo
status:
  loadBalancer: {}
YAML
k get service demo
kubectl get service demo -o json | jq .spec.type

# The author's editor session, as a script.
EDITOR='sed -i "s/type: ClusterIP/type: LoadBalancer/"' kubectl edit service demo
kubectl get service demo
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo --timeout=120s # wait
sleep 5 # wait
kubectl get service demo
curl -i -X GET "http://$(kubectl get service demo -o jsonpath='{.status.loadBalancer.ingress[0].ip}'):8080"

kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  creationTimestamp: null
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
status:
  loadBalancer: {}
YAML
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/demo-internal --timeout=120s # wait
sleep 5 # wait
k get service demo-internal

# From the internet the internal address gives no answer; from the private network it does.
curl -s -m 3 http://172.21.10.132:8080 || echo "curl ended with $?"
ssh vm "curl -s -o /dev/null -w '%{http_code}\n' http://172.21.10.132:8080"
