kubectl create deployment shop --image=nginx:1.27.4 --replicas=2 --dry-run=client -o yaml | kubectl apply --server-side --field-manager=platform -f -
