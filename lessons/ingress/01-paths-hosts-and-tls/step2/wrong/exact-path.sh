# says: this is main
kubectl create ingress shop -n shop --class=nginx --rule='/*=main:80' --rule='/docs=docs:80'
sleep 5
