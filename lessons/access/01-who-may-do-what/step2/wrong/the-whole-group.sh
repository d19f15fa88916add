# says: the ServiceAccount "default" was not to get that right
kubectl create role service-lister -n tools --verb=list --resource=services
kubectl create rolebinding lister -n tools --role=service-lister --group=system:serviceaccounts:tools
