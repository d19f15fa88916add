kubectl create namespace shop
kubectl create namespace infra
for app in web api; do
  kubectl create deployment $app -n shop --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=this is $app"
  kubectl expose deployment $app -n shop --port=80 --target-port=5678
done
kubectl rollout status deployment web -n shop --timeout=120s
kubectl rollout status deployment api -n shop --timeout=120s
