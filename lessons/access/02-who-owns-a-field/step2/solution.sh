sed -i 's/nginx:1.27.4/nginx:1.28.0/; /replicas:/d' shop.yaml
kubectl apply --server-side --field-manager=platform -f shop.yaml
