openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout k.pem -out c.pem -subj /CN=shop -addext subjectAltName=DNS:shop.example.com 2>/dev/null
kubectl create secret tls shop-tls -n shop --cert=c.pem --key=k.pem
kubectl delete ingress shop -n shop
kubectl create ingress shop -n shop --class=nginx --rule='shop.example.com/*=main:80,tls=shop-tls' --rule='shop.example.com/docs*=docs:80,tls=shop-tls'
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' ingress/shop -n shop --timeout=120s
sleep 5
