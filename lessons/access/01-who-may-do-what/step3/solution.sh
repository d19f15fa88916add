kubectl create clusterrolebinding gatehouse-controller --clusterrole=gatehouse-controller --serviceaccount=gatehouse-system:gatehouse-controller
kubectl wait -n shop --for=condition=Programmed gateway/door --timeout=300s
sleep 20
