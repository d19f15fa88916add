kubectl create rolebinding lister -n tools --clusterrole=view --serviceaccount=tools:lister
