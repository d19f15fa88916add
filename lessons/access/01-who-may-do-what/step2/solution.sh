kubectl create role service-lister -n tools --verb=list --resource=services
kubectl create rolebinding lister -n tools --role=service-lister --serviceaccount=tools:lister
