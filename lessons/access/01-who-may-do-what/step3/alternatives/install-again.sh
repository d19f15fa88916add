kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl wait -n shop --for=condition=Programmed gateway/door --timeout=300s
sleep 20
