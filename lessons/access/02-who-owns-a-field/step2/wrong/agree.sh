# says: whoever changes it next meets a conflict
sed -i 's/nginx:1.27.4/nginx:1.28.0/; s/replicas: 2/replicas: 5/' shop.yaml
kubectl apply --server-side --field-manager=platform -f shop.yaml
