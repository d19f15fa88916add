# One public and one private ingress controller, two classes, two applications: profile aks.
# Lines marked "wait" and the client pod are ours; the rest is what an article about exposing applications types.
alias k=kubectl
shopt -s expand_aliases

helm upgrade external-ingress ingress-nginx/ingress-nginx --namespace externalingress --create-namespace --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz --install
kubectl rollout status deployment external-ingress-ingress-nginx-controller -n externalingress --timeout=120s # wait
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/external-ingress-ingress-nginx-controller -n externalingress --timeout=120s # wait
sleep 5 # wait
k get all -n externalingress
k get ingressclasses.networking.k8s.io

kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Namespace
metadata:
  name: ingressapp-demo
---
apiVersion: v1
kind: ConfigMap
metadata:
 name: index-html-main
 namespace: ingressapp-demo
data:
 index.html: |
   <html>
   <h1>Ingress Demo</h1>
   </br>
   <h2>Hi! This is the main page of the app </h2>
   <img src="https://images.example.com/picture.jpg" />
   </html
---
apiVersion: v1
kind: ConfigMap
metadata:
 name: index-html-doc
 namespace: ingressapp-demo
data:
 index.html: |
   <html>
   <h1>Ingress Demo</h1>
   </br>
   <h2>Hi! This is the doc page of the app </h2>
   <img src="https://images.example.com/picture.jpg" />
   </html
---
apiVersion: apps/v1
kind: Deployment
metadata:
  creationTimestamp: null
  labels:
    app: main
  name: main
  namespace: ingressapp-demo
spec:
  replicas: 1
  selector:
    matchLabels:
      app: main
  strategy: {}
  template:
    metadata:
      creationTimestamp: null
      labels:
        app: main
    spec:
      volumes:
      - name: nginx-index-file
        configMap:
          name: index-html-main  
      containers:
      - image: nginx
        name: nginx
        volumeMounts:
        - name: nginx-index-file
          mountPath: /usr/share/nginx/html/
        resources: {}
status: {}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  creationTimestamp: null
  labels:
    app: docpage
  name: docpage
  namespace: ingressapp-demo
spec:
  replicas: 1
  selector:
    matchLabels:
      app: docpage
  strategy: {}
  template:
    metadata:
      creationTimestamp: null
      labels:
        app: docpage
    spec:
      volumes:
      - name: nginx-index-file
        configMap:
          name: index-html-doc  
      containers:
      - image: nginx
        name: nginx
        volumeMounts:
        - name: nginx-index-file
          mountPath: /usr/share/nginx/html/
        resources: {}
status: {}
YAML
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  creationTimestamp: null
  labels:
    app: main
  name: main
  namespace: ingressapp-demo
spec:
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    app: main
status:
  loadBalancer: {}
---
apiVersion: v1
kind: Service
metadata:
  creationTimestamp: null
  labels:
    app: docpage
  name: docpage
  namespace: ingressapp-demo
spec:
  ports:
  - port: 8090
    protocol: TCP
    targetPort: 80
  selector:
    app: docpage
status:
  loadBalancer: {}
YAML
kubectl run client --image=curlimages/curl --command -- sleep infinity # ours
kubectl wait --for=condition=Ready pod/client --timeout=60s # wait
kubectl rollout status deployment main -n ingressapp-demo --timeout=60s # wait
kubectl rollout status deployment docpage -n ingressapp-demo --timeout=60s # wait
k get service -n ingressapp-demo
k exec client -- curl http://docpage.ingressapp-demo.svc.cluster.local:8090
k exec client -- curl http://main.ingressapp-demo.svc.cluster.local:8080

kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ingress-demo
  namespace: ingressapp-demo
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: "false"
    #nginx.ingress.kubernetes.io/rewrite-target: /
    nginx.ingress.kubernetes.io/use-regex: "true"
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: nginx
  rules:
  - http:
      paths:
      - path: /main
        pathType: Prefix
        backend:
          service:
            name: main
            port: 
              number: 8080
      - path: /doc
        pathType: Prefix
        backend:
          service:
            name: docpage
            port: 
              number: 8090
      - path: /
        pathType: Prefix
        backend:
          service:
            name: main
            port:
              number: 8080
YAML
sleep 60 # wait
k get ingress -n ingressapp-demo
EXTERNAL=$(kubectl get ingress ingress-demo -n ingressapp-demo -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
curl -s http://$EXTERNAL/main
curl -s http://$EXTERNAL/doc
curl -s http://$EXTERNAL/

helm upgrade internal-ingress ingress-nginx/ingress-nginx --namespace internalingress --create-namespace --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-health-probe-request-path"=/healthz --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-internal"=true --set controller.service.annotations."service\.beta\.kubernetes\.io/azure-load-balancer-internal-subnet"="sub2-vnet-sbx-spokeaks1" --set controller.ingressClassResource.name="internal-nginx" --set controller.ingressClassResource.controllerValue="k8s.io/ingress-nginx-internal" --install
kubectl rollout status deployment internal-ingress-ingress-nginx-controller -n internalingress --timeout=120s # wait
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' service/internal-ingress-ingress-nginx-controller -n internalingress --timeout=120s # wait
sleep 5 # wait
k get ingressclasses.networking.k8s.io
helm ls -A
k get service -A | grep ingress-nginx

kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ingress-demo-internal
  namespace: ingressapp-demo
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: "false"
    nginx.ingress.kubernetes.io/use-regex: "true"
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: internal-nginx
  rules:
  - http:
      paths:
      - path: /main
        pathType: Prefix
        backend:
          service:
            name: main
            port: 
              number: 8080
      - path: /doc
        pathType: Prefix
        backend:
          service:
            name: docpage
            port: 
              number: 8090
      - path: /
        pathType: Prefix
        backend:
          service:
            name: main
            port:
              number: 8080
YAML
sleep 60 # wait
k get ingress -n ingressapp-demo
INTERNAL=$(kubectl get ingress ingress-demo-internal -n ingressapp-demo -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
ssh vm curl -s http://$INTERNAL/main
ssh vm curl -s http://$INTERNAL/doc

# From the internet the private one gives no answer.
curl -s -m 3 http://$INTERNAL/main || echo "curl ended with $?"
