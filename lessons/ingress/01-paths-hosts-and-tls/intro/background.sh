kubectl create namespace shop
for app in main docs; do
  kubectl create deployment $app -n shop --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=this is $app"
  kubectl expose deployment $app -n shop --port=80 --target-port=5678
done
kubectl rollout status deployment main -n shop --timeout=120s
kubectl rollout status deployment docs -n shop --timeout=120s
