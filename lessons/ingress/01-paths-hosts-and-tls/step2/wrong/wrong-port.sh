# says: status 503
kubectl create ingress shop -n shop --class=nginx --rule='/*=main:8080' --rule='/docs*=docs:80'
sleep 5
