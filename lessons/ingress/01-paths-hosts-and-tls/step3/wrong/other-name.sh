# says: curl ended with code 60
openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -subj /CN=example.org -addext subjectAltName=DNS:example.org 2>/dev/null
kubectl create secret tls shop-tls -n shop --cert=tls.crt --key=tls.key
kubectl delete ingress shop -n shop
kubectl create ingress shop -n shop --class=nginx --rule='shop.example.com/*=main:80,tls=shop-tls' --rule='shop.example.com/docs*=docs:80,tls=shop-tls'
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' ingress/shop -n shop --timeout=120s
sleep 5
