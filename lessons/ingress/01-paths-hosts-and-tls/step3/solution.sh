openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout tls.key -out tls.crt \
  -subj /CN=shop.example.com -addext subjectAltName=DNS:shop.example.com
kubectl create secret tls shop-tls -n shop --cert=tls.crt --key=tls.key
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
spec:
  ingressClassName: nginx
  tls:
  - hosts:
    - shop.example.com
    secretName: shop-tls
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /docs
        pathType: Prefix
        backend:
          service:
            name: docs
            port:
              number: 80
      - path: /
        pathType: Prefix
        backend:
          service:
            name: main
            port:
              number: 80
YAML
sleep 5
