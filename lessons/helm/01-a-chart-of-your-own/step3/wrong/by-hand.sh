# says: history has 2 revisions
kubectl set image deployment/front -n shop web=nginx:1.27
kubectl rollout status deployment/front -n shop --timeout=120s
