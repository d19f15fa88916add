kubectl get deployment shop >/dev/null 2>&1 && exit 0
kubectl create deployment shop --image=registry.k8s.io/hpa-example --port=80
kubectl expose deployment shop --port=80
kubectl rollout status deployment shop --timeout=120s
