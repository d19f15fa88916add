kubectl get namespace shop >/dev/null 2>&1 && exit 0
kubectl create namespace shop
kubectl create namespace edge
for app in web api db; do
  kubectl create deployment $app -n shop --image=hashicorp/http-echo --port=5678 -- /http-echo -text="this is $app"
  kubectl expose deployment $app -n shop --port=80 --target-port=5678
done
for app in web api; do
  kubectl run $app-shell -n shop --image=curlimages/curl --labels=app=$app,role=shell --command -- sleep infinity
done
for app in gateway batch; do
  kubectl run $app -n edge --image=curlimages/curl --labels=app=$app --command -- sleep infinity
done
# The Services lead to the servers only.
for app in web api; do
  kubectl patch deployment $app -n shop --type=json -p '[{"op":"add","path":"/spec/template/metadata/labels/role","value":"server"}]'
  kubectl patch service $app -n shop -p '{"spec":{"selector":{"role":"server"}}}'
done
for app in web api db; do kubectl rollout status deployment $app -n shop --timeout=120s; done
kubectl wait -n shop --for=condition=Ready pod --all --timeout=120s
kubectl wait -n edge --for=condition=Ready pod --all --timeout=120s
