# says: names the class ""
kubectl create ingress shop -n shop --rule='/*=main:80' --rule='/docs*=docs:80'
sleep 5
