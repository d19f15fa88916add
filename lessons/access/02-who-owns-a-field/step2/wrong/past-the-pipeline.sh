# says: it was to be brought out by platform's apply
kubectl set image deployment shop web=nginx:1.28.0
