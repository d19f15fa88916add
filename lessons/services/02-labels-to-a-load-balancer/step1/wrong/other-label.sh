# says: selects app=demo
kubectl create service clusterip demo --tcp=8080:80
sleep 2
