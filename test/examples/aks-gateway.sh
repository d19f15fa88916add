# The Gateway API: definitions, a class, a Gateway, a route, and a split by weight: profile aks.
# The class is gatehouse where an article about exposing applications has cilium. Lines marked "wait", the implementation's manifest and the two
# echo applications, which the article leaves out, are ours.
alias k=kubectl
shopt -s expand_aliases

kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.2.1/config/crd/standard/gateway.networking.k8s.io_gatewayclasses.yaml
kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.2.1/config/crd/standard/gateway.networking.k8s.io_gateways.yaml
kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.2.1/config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.2.1/config/crd/standard/gateway.networking.k8s.io_referencegrants.yaml
kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.2.1/config/crd/standard/gateway.networking.k8s.io_grpcroutes.yaml
kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.2.1/config/crd/experimental/gateway.networking.k8s.io_tlsroutes.yaml

kubectl apply -f https://gatehouse.dev/gateway/install.yaml # ours
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s # wait
k get gatewayclasses.gateway.networking.k8s.io

kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Namespace
metadata:
  creationTimestamp: null
  name: gatewayapi-test
spec: {}
status: {}
---
apiVersion: v1
kind: ConfigMap
metadata:
 name: index-html-configmap1
 namespace: gatewayapi-test
data:
 index.html: |
   <html>
   <h1>Welcome to Demo App 1</h1>
   </br>
   <h2>This is a demo to illustrate Gateway API </h2>
   <img src="https://images.example.com/picture.jpg" />
   </html
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: demoapp1
  name: demoapp1
  namespace: gatewayapi-test
spec:
  replicas: 3
  selector:
    matchLabels:
      app: demoapp1
  template:
    metadata:
      labels:
        app: demoapp1
    spec:
      volumes:
      - name: nginx-index-file
        configMap:
          name: index-html-configmap1
      containers:
      - image: nginx
        name: nginx
        volumeMounts:
        - name: nginx-index-file
          mountPath: /usr/share/nginx/html
---
apiVersion: v1
kind: Service
metadata:
  name: demosvcapp1
  namespace: gatewayapi-test
  annotations:
    service.cilium.io/global: "true"
    service.cilium.io/shared: "true"
spec:
  type: ClusterIP
  ports:
  - port: 8080
    targetPort: 80
    protocol: TCP
  selector:
    app: demoapp1
YAML
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: demo-gw
  namespace: gatewayapi-test
spec:
  gatewayClassName: gatehouse
  listeners:
  - protocol: HTTP
    port: 80
    name: web-gw
    allowedRoutes:
      namespaces:
        from: Same
YAML
kubectl wait --for=condition=Programmed gateway/demo-gw -n gatewayapi-test --timeout=120s # wait
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: example-httproute
  namespace: gatewayapi-test
spec:
  parentRefs:
  - name: demo-gw
  hostnames:
  - "gapitest.app.teknews.cloud"
  rules:
  - backendRefs:
    - name: demosvcapp1
      port: 8080
      kind: Service
YAML
kubectl rollout status deployment demoapp1 -n gatewayapi-test --timeout=60s # wait
sleep 5 # wait
k get gateway -n gatewayapi-test
k get service -n gatewayapi-test | grep demo-gw
ADDRESS=$(kubectl get gateway demo-gw -n gatewayapi-test -o jsonpath='{.status.addresses[0].value}')
curl -s --resolve gapitest.app.teknews.cloud:80:$ADDRESS http://gapitest.app.teknews.cloud
curl -s -o /dev/null -w '%{http_code}\n' http://$ADDRESS/

for n in 1 2; do # ours
  kubectl create deployment echo-$n --image=hashicorp/http-echo:1.0 -- /http-echo -text=echo-$n -listen=:80
  kubectl expose deployment echo-$n --port=80$((n + 7))0 --target-port=80
  kubectl rollout status deployment echo-$n --timeout=60s
done
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: split-gw
spec:
  gatewayClassName: gatehouse
  listeners:
  - protocol: HTTP
    port: 80
    name: web-gw-echo
    allowedRoutes:
      namespaces:
        from: Same
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: example-route-1
spec:
  parentRefs:
  - name: split-gw
  rules:
  - matches:
    - path:
        type: PathPrefix
        value: /echo
    backendRefs:
    - kind: Service
      name: echo-1
      port: 8080
      weight: 50
    - kind: Service
      name: echo-2
      port: 8090
      weight: 50
YAML
kubectl wait --for=condition=Programmed gateway/split-gw --timeout=120s # wait
sleep 5 # wait
SPLIT=$(kubectl get gateway split-gw -o jsonpath='{.status.addresses[0].value}')
for i in $(seq 200); do curl -s http://$SPLIT/echo; done | sort | uniq -c
k get httproute -A
