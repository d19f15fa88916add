# says: the sale's five are gone
sed -i 's/nginx:1.27.4/nginx:1.28.0/' shop.yaml
kubectl apply --server-side --field-manager=platform --force-conflicts -f shop.yaml
