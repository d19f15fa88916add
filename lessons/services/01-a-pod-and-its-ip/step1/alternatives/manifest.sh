kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: demo
  labels:
    run: demo
spec:
  containers:
  - name: web
    image: nginx:1.27
    ports:
    - containerPort: 80
YAML
kubectl wait --for=condition=Ready pod/demo --timeout=60s
