# says: not to the cellar's
kubectl create deployment wine -n inn --image=hashicorp/http-echo:1.0 --port=5678 -- /http-echo "-text=a good year"
kubectl expose deployment wine -n inn --port=80 --target-port=5678
kubectl patch httproute inn -n inn --type=merge -p '{"spec":{"rules":[{"backendRefs":[{"name":"wine","port":80}]}]}}'
kubectl rollout status deployment wine -n inn
sleep 5
