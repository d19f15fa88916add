kubectl create role pod-reader --verb=get,list,watch --resource=pods,pods/log
kubectl create rolebinding jane-reads-pods --role=pod-reader --user=jane
