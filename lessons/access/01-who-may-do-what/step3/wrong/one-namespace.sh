# says: may not list Gateways of all namespaces
kubectl create rolebinding gatehouse-controller -n shop --clusterrole=gatehouse-controller --serviceaccount=gatehouse-system:gatehouse-controller
sleep 20
