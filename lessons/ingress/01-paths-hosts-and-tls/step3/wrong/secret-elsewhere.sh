# says: has no Secret
openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -subj /CN=shop.example.com -addext subjectAltName=DNS:shop.example.com 2>/dev/null
kubectl create secret tls shop-tls --cert=tls.crt --key=tls.key
kubectl delete ingress shop -n shop
kubectl create ingress shop -n shop --class=nginx --rule='shop.example.com/*=main:80,tls=shop-tls' --rule='shop.example.com/docs*=docs:80,tls=shop-tls'
sleep 5
